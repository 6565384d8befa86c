"""Backpropagation: in go a network, its Trace and labels, out comes how the loss changes with every number.

This is the readable reference that every faster engine is held to. It reads the Trace and remembers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.arrays import Floats, as_labels, frozen
from digitscope.engine.activations import activation
from digitscope.engine.blas import one_thread
from digitscope.engine.losses import loss as loss_named
from digitscope.errors import ShapeError

if TYPE_CHECKING:
    from digitscope.engine.forward import Trace
    from digitscope.engine.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """Slopes of the mean loss over the traced images; all arrays read-only.

    weights: (n_out, n_in) of each layer.  bias: (n_out,) of each layer.
    pixels: the shape of trace.pixels; how the mean loss changes with each pixel of each image.
    loss: the mean loss itself.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((4, 3, 2), rng=0)
    >>> gradient(network, network.trace(np.ones(4)), 1).vector().shape == network.parameters().shape
    True
    """

    weights: tuple[Floats, ...]
    bias: tuple[Floats, ...]
    pixels: Floats
    loss: float

    def vector(self) -> Floats:
        """Slopes of all parameters as one (parameter_count,) vector, in the order of network.parameters()."""
        return frozen(
            np.concatenate([part.ravel() for pair in zip(self.weights, self.bias, strict=True) for part in pair])
        )


def gradient(network: Network, trace: Trace, labels: Any, *, loss: str = "quadratic") -> Gradients:
    """The gradient of the mean loss over the images of `trace`.

    labels: (n,) int, or one number for one image.  loss: quadratic or cross-entropy.
    Raises LabelError where labels do not fit, ShapeError for an empty trace, SettingError for an unknown loss.
    Source: Rumelhart, Hinton and Williams 1986; Nielsen 2015, equations BP1 to BP4.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 16, 16, 10), rng=np.random.default_rng(0))
    >>> gradient(network, network.trace(np.zeros(784)), 7).weights[0].shape
    (16, 784)
    """
    kind = loss_named(loss)
    kind.check(network.activations[-1])
    pixels, *lit = (np.atleast_2d(a) for a in (trace.pixels, *trace.activations))
    z_out = np.atleast_2d(trace.pre_activations[-1])
    count = len(pixels)
    if not count:
        raise ShapeError("a gradient needs at least one image", came="none", hint="trace one first")
    known = as_labels(labels, count=count, classes=network.widths[-1])
    sources = (pixels, *lit[:-1])
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        mean_loss = float(kind.costs(z_out, known, network.activations[-1]).mean())
        delta = kind.slope(z_out, known, network.activations[-1]) / count  # (n, n_out), d mean loss / d z
        weights, bias = [], []
        for index in reversed(range(len(network.layers))):
            weights.append(delta.T @ sources[index])  # (n_out, n_in)
            bias.append(delta.sum(axis=0))
            upstream = delta @ network.layers[index].weights  # (n, n_in), d mean loss / d a of the layer before
            if index:
                delta = activation(network.activations[index - 1]).pull(sources[index], upstream)
    return Gradients(
        tuple(map(frozen, reversed(weights))),
        tuple(map(frozen, reversed(bias))),
        frozen(upstream.reshape(trace.pixels.shape)),
        mean_loss,
    )
