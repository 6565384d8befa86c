"""JAX: the whole epoch is one compiled lax.scan over its batches. It is compiled before the clock runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.experiments.speed.material import network_of

if TYPE_CHECKING:
    from digitscope.experiments.speed.material import Epoch, Lesson


def epoch(lesson: Lesson) -> Epoch:
    """A last batch that is not full is one more step after the scan, within the same compiled function."""
    import jax
    from jax import numpy as jnp

    case, start = lesson.case, lesson.start
    squash = {"sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu}[case.activation]
    whole = lesson.count // case.batch * case.batch
    batched = [
        jnp.asarray(part[:whole].reshape(-1, case.batch, part.shape[1])) for part in (lesson.pixels, lesson.wanted)
    ]
    rest = jnp.asarray(lesson.pixels[whole:]), jnp.asarray(lesson.wanted[whole:])
    first = [(jnp.asarray(layer.weights.T), jnp.asarray(layer.bias)) for layer in start.layers]

    def cost(parameters: Any, x: Any, y: Any) -> Any:
        for weights, bias in parameters[:-1]:
            x = squash(x @ weights + bias)
        weights, bias = parameters[-1]
        z = x @ weights + bias
        if case.output == "softmax":
            return -(jax.nn.log_softmax(z) * y).sum(axis=1).mean()
        return jnp.square(jax.nn.sigmoid(z) - y).sum(axis=1).mean()

    def step(parameters: Any, batch: Any) -> Any:
        slopes = jax.grad(cost)(parameters, *batch)
        return jax.tree.map(lambda parameter, slope: parameter - case.rate * slope, parameters, slopes), None

    @jax.jit  # type: ignore[untyped-decorator]
    def walk(parameters: Any, batches: Any, last: Any) -> Any:
        parameters, _ = jax.lax.scan(step, parameters, batches)
        return step(parameters, last)[0] if len(last[0]) else parameters

    return (
        lambda: jax.block_until_ready(walk(first, tuple(batched), rest)),
        lambda parameters: network_of([(np.asarray(weights).T, bias) for weights, bias in parameters], start),
    )
