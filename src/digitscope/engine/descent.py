"""Walking downhill: in go a network and a range of batches, out comes the network after them.

The engine that takes a network takes the whole range in one call. On divergence it stops at the first number that is
not finite and hands back the last network whose numbers all were.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.engine import dense, kernel
from digitscope.engine.choice import path_for, takes
from digitscope.engine.forward import forward
from digitscope.engine.gradient import gradient
from digitscope.engine.losses import loss as loss_named

if TYPE_CHECKING:
    from digitscope.arrays import Floats, Labels
    from digitscope.engine.choice import Engine
    from digitscope.engine.features import Features
    from digitscope.engine.images import Images
    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Memory, Optimizer
    from digitscope.engine.stretch import Trained


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first number that was not finite: in which batch of the range, and of what ("loss", "gradient of
    layers.0.weights", "layers.2.bias").
    """

    batch: int
    tensor: str


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """After a range of batches: the network and the optimizer's memory, and how the images were answered on the way.

    cost: sum over the images of their loss, each before the update it took part in.  correct, images: counts.
    """

    network: Network
    memory: Memory
    cost: float
    correct: int
    images: int
    diverged: Divergence | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Range:
    """What is learned from: see `descend`."""

    images: Images | Features
    labels: Labels
    order: Labels
    rates: Floats
    batch: int
    optimizer: Optimizer
    loss: str

    def part(self, begin: int, end: int) -> tuple[Labels, Floats]:
        """Images and rates of the batches begin..end."""
        return self.order[begin * self.batch : end * self.batch], self.rates[begin:end]


def descend(
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
    engine: Engine | None = None,
) -> Descent:
    """One update of the network for each batch of images, at the learning rate that stands beside it.

    labels: (n,), one for each of the images.  order: (k,), image numbers in the order of learning.  rates: one for
    each `batch` of them, the last of which may be smaller.  engine: another than the one that takes this network.
    >>> from digitscope.engine.images import Images
    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.engine.optimizers import SGD
    >>> images, labels, start = Images(np.eye(2, dtype=np.uint8) * 255), np.array([0, 1]), initialise((2, 2), rng=0)
    >>> order, rates = np.array([0, 1]), np.array([1.0])
    >>> after = descend(start, {}, images, labels, order, rates, batch=2, optimizer=SGD(), loss="quadratic")
    >>> after.images, after.network == start
    (2, False)
    """
    ahead = _Range(images, labels, order, np.asarray(rates, np.float64), batch, optimizer, loss)
    loss_named(loss).check(network.activations[-1])
    path = path_for(network, engine) if takes(optimizer, network) else ""
    start = Descent(network, memory, 0.0, 0, 0)
    return _walked(start, ahead, 0, len(ahead.rates), path) or _until_it_diverged(start, ahead, path)


def _trained(before: Descent, ahead: _Range, begin: int, end: int, path: str) -> Trained:
    """What the engine makes of the batches begin..end."""
    (order, rates), images = ahead.part(begin, end), ahead.images
    how: Any = {"batch": ahead.batch, "optimizer": ahead.optimizer, "loss": ahead.loss}
    if path and images.ink is not None:
        return kernel.train(before.network, before.memory, images.ink, ahead.labels, order, rates, path=path, **how)
    return dense.train(before.network, before.memory, images, ahead.labels, order, rates, **how)


def _walked(before: Descent, ahead: _Range, begin: int, end: int, path: str) -> Descent | None:
    """After the batches begin..end; None where a number is not finite by then."""
    found = _trained(before, ahead, begin, end, path)
    if _not_finite(before.network, found.cost, None, found.parameters, found.memory):
        return None
    return Descent(
        before.network.with_parameters(found.parameters), found.memory,
        before.cost + found.cost, before.correct + found.correct, before.images + len(ahead.part(begin, end)[0]),
    )  # fmt: skip


def _until_it_diverged(start: Descent, ahead: _Range, path: str) -> Descent:
    """Up to the last batch after which all is finite. What is not finite once never is again: found by halving."""
    good, done, wrong = start, 0, len(ahead.rates)
    while wrong - done > 1:
        middle = (done + wrong) // 2
        after = _walked(good, ahead, done, middle, path)
        good, done, wrong = (good, done, middle) if after is None else (after, middle, wrong)
    return replace(good, diverged=Divergence(done, _culprit(good, ahead, done, path)))


def _culprit(good: Descent, ahead: _Range, number: int, path: str) -> str:
    """The first number that is not finite in the batch after `good`, by the reference; else as the engine has it."""
    network, (order, rates) = good.network, ahead.part(number, number + 1)
    slopes = gradient(
        network, forward(network.layers, ahead.images.pixels(order)), ahead.labels[order], loss=ahead.loss
    )
    vector = slopes.vector()
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        moved, memory = ahead.optimizer.step(network.parameters(), vector, float(rates[0]), good.memory)
    if culprit := _not_finite(network, slopes.loss, vector, moved, memory):
        return culprit
    found = _trained(good, ahead, number, number + 1, path)
    return _not_finite(network, found.cost, None, found.parameters, found.memory) or "loss"


def _not_finite(network: Network, cost: float, slopes: Floats | None, moved: Floats, memory: Memory) -> str | None:
    """The name of the first of loss, gradient, parameters and memory that holds a NaN or infinity."""
    if not np.isfinite(cost):
        return "loss"
    for vector, prefix in ((slopes, "gradient of "), (moved, "")):
        if vector is not None and not np.isfinite(vector).all():
            for index, parts in enumerate(network.split(vector)):
                for part, name in zip(parts, ("weights", "bias"), strict=True):
                    if not np.isfinite(part).all():
                        return f"{prefix}layers.{index}.{name}"
    return next((f"memory.{name}" for name, array in memory.items() if not np.isfinite(array).all()), None)
