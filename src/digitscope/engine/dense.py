"""The NumPy engine's way downhill, for networks of any width: whole matrices, and one set of buffers for a whole call.

In: a network and a range of batches. Out: its numbers after them. It is gradient.py and optimizers.py again, in place:
the same operations in the same order, so the same bits as one pure step after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.arrays import GREY_LEVELS, frozen
from digitscope.engine.activations import activation
from digitscope.engine.blas import one_thread
from digitscope.engine.images import Images
from digitscope.engine.losses import loss as loss_named
from digitscope.engine.optimizers import PLAIN, Adam, Momentum, WithDecay
from digitscope.engine.stretch import Trained, fits, remembers

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Bytes, Floats, Labels
    from digitscope.engine.features import Features
    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Memory, Optimizer

    Update = Callable[[Floats, Floats, float], None]
    """Moves parameters (p,) by their gradient (p,) at a learning rate, in place; the gradient is spoilt."""
    Step = Callable[[Floats, Floats, slice], None]
    """The same for a part of them, all of which is in the cache."""
    Move = Callable[[float], Step]

PART: Final = 2**14
"""Parameters that are moved at once: what is read again is still in the cache then."""


def train(
    network: Network,
    memory: Memory,
    images: Images | Features,
    labels: Labels,
    order: Labels,
    rates: Floats,
    *,
    batch: int,
    optimizer: Optimizer,
    loss: str,
) -> Trained:
    """One update for each batch of images, see engine.descent. Numbers that overflow do so in silence.

    Raises ShapeError or LabelError for what does not fit, before anything is computed.
    >>> from digitscope.engine.images import Images
    >>> from digitscope.engine.initialise import initialise
    >>> images, start = Images(np.eye(2, dtype=np.uint8) * 255), initialise((2, 2), rng=0)
    >>> after = train(start, {}, images, np.array([0, 1]), np.array([1, 0]), np.array([1.0]),
    ...               batch=2, optimizer=Momentum(), loss="quadratic")
    >>> after.parameters.shape
    (6,)
    """
    given = images.levels if isinstance(images, Images) else images.values
    fits(network, given.shape, labels, order, rates, batch=batch)
    remembers(memory, network.parameter_count)
    kind, output = loss_named(loss), network.activations[-1]
    parameters, walk = network.parameters().copy(), _Walk(network, given, min(batch, max(1, len(order))))
    layers = list(network.split(parameters))
    update, remembered = _updating(optimizer, memory, parameters)
    cost, correct = 0.0, 0
    with one_thread(), np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for number, rate in enumerate(rates.tolist()):
            now = order[number * batch : (number + 1) * batch]
            known = labels[now]
            z = walk.forward(layers, now)
            cost += float(kind.costs(z, known, output).mean()) * len(now)
            correct += int((z.argmax(axis=1) == known).sum())
            walk.backward(layers, kind.slope(z, known, output) / len(now))
            update(parameters, walk.gradient, rate)
    return Trained(frozen(parameters), remembered(), cost, correct)


class _Walk:
    """Room for one batch, and forward and backward within it."""

    def __init__(self, network: Network, given: Bytes | Floats, batch: int) -> None:
        self._kinds = [activation(name) for name in network.activations]
        self._given = given
        self._rows = np.empty((batch, network.widths[0]), given.dtype)
        self._lit = [np.empty((batch, width), network.dtype) for width in network.widths]
        self._pulled = [np.empty((batch, width), network.dtype) for width in network.widths]
        self._count = batch
        self.gradient = np.empty(network.parameter_count, network.dtype)
        self._slopes = list(network.split(self.gradient))

    def forward(self, layers: list[tuple[Floats, Floats]], rows: Labels) -> Floats:
        """z of the output layer, (n, n_out); the activations before it stay for the way back."""
        self._count = len(rows)
        taken, a = self._rows[: self._count], self._lit[0][: self._count]
        np.take(self._given, rows, axis=0, out=taken, mode="clip")  # "raise" would buffer; rows were checked
        if taken.dtype == np.uint8:
            np.divide(taken, GREY_LEVELS, out=a, dtype=np.float32)
        else:
            a[...] = taken
        for index, (weights, bias) in enumerate(layers):
            z = np.matmul(a, weights.T, out=self._lit[index + 1][: self._count])
            z += bias
            if index + 1 < len(layers):
                z[...] = self._kinds[index].value(z)
            a = z
        return a

    def backward(self, layers: list[tuple[Floats, Floats]], delta: Floats) -> None:
        """Fills `gradient` from d mean loss / d z of the outputs, (n, n_out)."""
        for index in reversed(range(len(layers))):
            a, (weights, bias) = self._lit[index][: self._count], self._slopes[index]
            np.matmul(delta.T, a, out=weights)
            np.sum(delta, axis=0, out=bias)
            if index:
                upstream = np.matmul(delta, layers[index][0], out=self._pulled[index][: self._count])
                delta = self._kinds[index - 1].pull(a, upstream)


def _updating(optimizer: Optimizer, memory: Memory, parameters: Floats) -> tuple[Update, Callable[[], Memory]]:
    """How this optimizer moves parameters in place, and how to get what it remembers by then."""
    decay, plain = (optimizer.decay, optimizer.optimizer) if isinstance(optimizer, WithDecay) else (0.0, optimizer)
    if type(plain) not in PLAIN:
        return _purely(optimizer, memory)
    move, remembered = _moving(plain, memory, parameters)
    parts = [slice(begin, begin + PART) for begin in range(0, len(parameters), PART)]

    def update(p: Floats, gradient: Floats, rate: float) -> None:
        step = move(rate)
        for part in parts:
            if isinstance(optimizer, WithDecay):
                p[part] -= p.dtype.type(rate * decay) * optimizer.shrinks[part] * p[part]
            step(p[part], gradient[part], part)

    return update, remembered


def _moving(plain: Optimizer, memory: Memory, parameters: Floats) -> tuple[Move, Callable[[], Memory]]:
    if isinstance(plain, Momentum):
        return _momentum(plain, memory, parameters)
    if isinstance(plain, Adam):
        return _adam(plain, memory, parameters)
    return _sgd, lambda: memory


def _sgd(rate: float) -> Step:
    def step(p: Floats, gradient: Floats, _: slice) -> None:
        gradient *= p.dtype.type(rate)
        p -= gradient

    return step


def _momentum(optimizer: Momentum, memory: Memory, parameters: Floats) -> tuple[Move, Callable[[], Memory]]:
    velocity = _recalled("velocity", memory, parameters)
    real = parameters.dtype.type

    def move(rate: float) -> Step:
        def step(p: Floats, gradient: Floats, part: slice) -> None:
            v = velocity[part]
            v *= real(optimizer.momentum)
            v += gradient
            np.multiply(v, real(rate), out=gradient)
            p -= gradient

        return step

    return move, lambda: {"velocity": frozen(velocity)}


def _adam(optimizer: Adam, memory: Memory, parameters: Floats) -> tuple[Move, Callable[[], Memory]]:
    means, squares = _recalled("mean", memory, parameters), _recalled("square", memory, parameters)
    count, real = int(memory["count"][0]) if "count" in memory else 0, parameters.dtype.type
    keep, keep_square = real(optimizer.mean_decay), real(optimizer.square_decay)

    def move(rate: float) -> Step:
        nonlocal count
        count += 1
        size = real(rate / (1 - optimizer.mean_decay**count))
        correction = real(1 - optimizer.square_decay**count)

        def step(p: Floats, gradient: Floats, part: slice) -> None:
            mean, square = means[part], squares[part]
            mean *= keep
            mean += (1 - keep) * gradient
            square *= keep_square
            gradient *= gradient
            gradient *= 1 - keep_square
            square += gradient
            np.divide(square, correction, out=gradient)
            np.sqrt(gradient, out=gradient)
            gradient += real(optimizer.epsilon)
            np.divide(mean, gradient, out=gradient)
            gradient *= size
            p -= gradient

        return step

    return move, lambda: {
        "mean": frozen(means),
        "square": frozen(squares),
        "count": frozen(np.array([count], np.float32)),
    }


def _purely(optimizer: Optimizer, memory: Memory) -> tuple[Update, Callable[[], Memory]]:
    """Any other optimizer: its own pure step."""
    kept = [memory]

    def update(p: Floats, gradient: Floats, rate: float) -> None:
        p[:], kept[0] = optimizer.step(p.copy(), gradient.copy(), rate, kept[0])

    return update, lambda: kept[0]


def _recalled(name: str, memory: Memory, parameters: Floats) -> Floats:
    return memory[name].copy() if name in memory else np.zeros_like(parameters)
