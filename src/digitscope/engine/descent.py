"""Walking downhill: in go a network and a range of batches, out comes the network after them.

This is the seam for faster engines: whoever takes a network takes the whole range in one call. On divergence it
stops at the first number that is not finite and hands back the last network whose numbers all were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitscope.arrays import Bytes, Floats, Labels, from_bytes
from digitscope.engine.forward import forward
from digitscope.engine.gradient import gradient

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Memory, Optimizer


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


def descend(
    network: Network,
    memory: Memory,
    images: Bytes,
    labels: Labels,
    batches: Sequence[Labels],
    rates: Sequence[float],
    *,
    optimizer: Optimizer,
    loss: str,
) -> Descent:
    """One update of the network for each batch of rows, at the learning rate that stands beside it.

    images: (n, n_in) uint8.  labels: (n,).  batches: row numbers.  rates: one a batch.
    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.engine.optimizers import SGD
    >>> images, labels = np.eye(2, dtype=np.uint8) * 255, np.array([0, 1])
    >>> start = initialise((2, 2), rng=0)
    >>> after = descend(start, {}, images, labels, [np.array([0, 1])], [1.0], optimizer=SGD(), loss="quadratic")
    >>> after.images, after.network == start
    (2, False)
    """
    parameters, cost, correct, seen = network.parameters(), 0.0, 0, 0
    for number, (rows, rate) in enumerate(zip(batches, rates, strict=True)):
        trace = forward(network.layers, from_bytes(images[rows]))
        slopes = gradient(network, trace, labels[rows], loss=loss)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            moved, remembered = optimizer.step(parameters, slopes.vector(), rate, memory)
        if culprit := _not_finite(network, slopes.loss, slopes.vector(), moved, remembered):
            return Descent(network, memory, cost, correct, seen, Divergence(number, culprit))
        parameters, memory, network = moved, remembered, network.with_parameters(moved)
        cost += slopes.loss * len(rows)
        correct += int((trace.pre_activations[-1].argmax(axis=1) == labels[rows]).sum())
        seen += len(rows)
    return Descent(network, memory, cost, correct, seen)


def _not_finite(network: Network, mean_loss: float, slopes: Floats, moved: Floats, memory: Memory) -> str | None:
    """The name of the first of loss, gradient, parameters and memory that holds a NaN or infinity."""
    if not np.isfinite(mean_loss):
        return "loss"
    for vector, prefix in ((slopes, "gradient of "), (moved, "")):
        if not np.isfinite(vector).all():
            for index, parts in enumerate(network.split(vector)):
                for part, field in zip(parts, ("weights", "bias"), strict=True):
                    if not np.isfinite(part).all():
                        return f"{prefix}layers.{index}.{field}"
    return next((f"memory.{name}" for name, array in memory.items() if not np.isfinite(array).all()), None)
