"""The NumPy engine's way downhill, for networks of any width: whole matrices, and one set of buffers for a whole call.

In: a network and a range of batches. Out: its numbers after them. It is gradient.py and optimizers.py again, in place:
the same operations in the same order, so the same bits as one pure step after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.arrays import GREY_LEVELS, frozen
from digitscope.engine.activations import activation
from digitscope.engine.blas import one_thread
from digitscope.engine.kernel import Trained, fits
from digitscope.engine.losses import loss as loss_named
from digitscope.engine.optimizers import SGD, Adam, Momentum, WithDecay

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.images import Images
    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Memory, Optimizer

    Update = Callable[[Floats, Floats, float], None]
    """Moves parameters (p,) by their gradient (p,) at a learning rate, in place; the gradient may be spoilt."""


def train(
    network: Network,
    memory: Memory,
    images: Images,
    labels: Labels,
    rows: Labels,
    rates: Floats,
    *,
    batch: int,
    optimizer: Optimizer,
    loss: str,
) -> Trained:
    """One update for each batch of rows, see engine.descent. Numbers that overflow do so in silence.

    Raises ShapeError or LabelError for what does not fit, before anything is computed.
    >>> from digitscope.engine.images import Images
    >>> from digitscope.engine.initialise import initialise
    >>> images, start = Images(np.eye(2, dtype=np.uint8) * 255), initialise((2, 2), rng=0)
    >>> after = train(start, {}, images, np.array([0, 1]), np.array([1, 0]), np.array([1.0]),
    ...               batch=2, optimizer=SGD(), loss="quadratic")
    >>> after.parameters.shape
    (6,)
    """
    fits(network, images.levels.shape, labels, rows, rates, batch=batch)
    kind, output = loss_named(loss), network.activations[-1]
    parameters, walk = network.parameters().copy(), _Walk(network, min(batch, max(1, len(rows))))
    layers = list(network.split(parameters))
    update, remembered = _updating(optimizer, memory, parameters)
    cost, correct = 0.0, 0
    with one_thread(), np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for number, rate in enumerate(rates.tolist()):
            now = rows[number * batch : (number + 1) * batch]
            known = labels[now]
            z = walk.forward(layers, images, now)
            cost += float(kind.costs(z, known, output).mean()) * len(now)
            correct += int((z.argmax(axis=1) == known).sum())
            walk.backward(layers, kind.slope(z, known, output) / len(now))
            update(parameters, walk.gradient, rate)
    return Trained(frozen(parameters), remembered(), cost, correct)


class _Walk:
    """Room for one batch, and forward and backward within it."""

    def __init__(self, network: Network, batch: int) -> None:
        self._kinds = [activation(name) for name in network.activations]
        self._levels = np.empty((batch, network.widths[0]), np.uint8)
        self._lit = [np.empty((batch, width), network.dtype) for width in network.widths]
        self._pulled = [np.empty((batch, width), network.dtype) for width in network.widths]
        self._count = batch
        self.gradient = np.empty(network.parameter_count, network.dtype)
        self._slopes = list(network.split(self.gradient))

    def forward(self, layers: list[tuple[Floats, Floats]], images: Images, rows: Labels) -> Floats:
        """z of the output layer, (n, n_out); the activations before it stay for the way back."""
        self._count = len(rows)
        levels, a = self._levels[: self._count], self._lit[0][: self._count]
        np.take(images.levels, rows, axis=0, out=levels, mode="clip")  # "raise" would buffer; rows were checked
        np.divide(levels, GREY_LEVELS, out=a, dtype=np.float32)
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
    if isinstance(optimizer, WithDecay):
        plain, remembered = _updating(optimizer.optimizer, memory, parameters)
        shrinks, decay, room = optimizer.shrinks, optimizer.decay, np.empty_like(parameters)

        def decayed(p: Floats, gradient: Floats, rate: float) -> None:
            np.multiply(p.dtype.type(rate * decay) * shrinks, p, out=room)
            p -= room
            plain(p, gradient, rate)

        return decayed, remembered
    if type(optimizer) is SGD:
        return _sgd, lambda: memory
    if type(optimizer) is Momentum:
        return _momentum(optimizer, memory, parameters)
    if type(optimizer) is Adam:
        return _adam(optimizer, memory, parameters)
    return _purely(optimizer, memory)


def _sgd(p: Floats, gradient: Floats, rate: float) -> None:
    gradient *= p.dtype.type(rate)
    p -= gradient


def _momentum(optimizer: Momentum, memory: Memory, parameters: Floats) -> tuple[Update, Callable[[], Memory]]:
    velocity = _recalled("velocity", memory, parameters)

    def update(p: Floats, gradient: Floats, rate: float) -> None:
        np.multiply(velocity, p.dtype.type(optimizer.momentum), out=velocity)
        velocity.__iadd__(gradient)
        np.multiply(velocity, p.dtype.type(rate), out=gradient)
        p -= gradient

    return update, lambda: {"velocity": frozen(velocity)}


def _adam(optimizer: Adam, memory: Memory, parameters: Floats) -> tuple[Update, Callable[[], Memory]]:
    mean, square = _recalled("mean", memory, parameters), _recalled("square", memory, parameters)
    room, counted = np.empty_like(parameters), [int(memory["count"][0]) if "count" in memory else 0]
    keep, keep_square = parameters.dtype.type(optimizer.mean_decay), parameters.dtype.type(optimizer.square_decay)

    def update(p: Floats, gradient: Floats, rate: float) -> None:
        counted[0] += 1
        np.multiply(mean, keep, out=mean)
        np.multiply(gradient, 1 - keep, out=room)
        np.add(mean, room, out=mean)
        np.multiply(gradient, gradient, out=gradient)
        np.multiply(gradient, 1 - keep_square, out=gradient)
        np.multiply(square, keep_square, out=square)
        np.add(square, gradient, out=square)
        np.divide(square, p.dtype.type(1 - optimizer.square_decay ** counted[0]), out=room)
        np.sqrt(room, out=room)
        np.add(room, p.dtype.type(optimizer.epsilon), out=room)
        np.divide(mean, room, out=room)
        np.multiply(room, p.dtype.type(rate / (1 - optimizer.mean_decay ** counted[0])), out=room)
        p -= room

    return update, lambda: {
        "mean": frozen(mean),
        "square": frozen(square),
        "count": frozen(np.array([counted[0]], np.float32)),
    }


def _purely(optimizer: Optimizer, memory: Memory) -> tuple[Update, Callable[[], Memory]]:
    """Any other optimizer: its own pure step."""
    kept = [memory]

    def update(p: Floats, gradient: Floats, rate: float) -> None:
        p[:], kept[0] = optimizer.step(p.copy(), gradient.copy(), rate, kept[0])

    return update, lambda: kept[0]


def _recalled(name: str, memory: Memory, parameters: Floats) -> Floats:
    return memory[name].copy() if name in memory else np.zeros_like(parameters)
