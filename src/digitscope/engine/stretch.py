"""A stretch of batches, as every engine takes it: what has to fit before, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.arrays import as_floats
from digitscope.errors import LabelError, ShapeError
from digitscope.text import shown

if TYPE_CHECKING:
    from digitscope.arrays import Floats, Labels
    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Memory

MOST_IMAGES: Final = 2**31 - 1
MOST_STEPS: Final = 2**53


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """After a range of batches: all parameters, (parameter_count,), the optimizer's memory, the sum of the costs and
    how many images were answered right, each before the update it took part in.
    """

    parameters: Floats
    memory: Memory
    cost: float
    correct: int


def fits(network: Network, shape: tuple[int, ...], labels: Labels, order: Labels, rates: Floats, *, batch: int) -> None:
    """Raises ShapeError or LabelError unless images of that shape, (n, n_in), and the rest can be learned from.

    >>> from digitscope.engine.initialise import initialise
    >>> fits(initialise((4, 2), rng=0), (3, 4), np.array([0, 1, 1]), np.array([2, 0]), np.array([0.1]), batch=2)
    """
    (count, inputs), classes, hint = shape, network.widths[-1], "see engine.descent"
    if count > MOST_IMAGES:
        raise ShapeError(f"at most {MOST_IMAGES:,} images", came=f"{count:,}", hint="take some of them at a time")
    if batch < 1 or len(rates) != -(-len(order) // batch):
        raise ShapeError("one rate for each batch", came=f"{len(rates)} for {len(order)} images by {batch}", hint=hint)
    if len(order) and not 0 <= order.min() <= order.max() < count:
        raise ShapeError(f"image numbers must be 0 to {count - 1}", came=f"{order.min()} to {order.max()}", hint=hint)
    if len(labels) != count or (count and not 0 <= labels.min() <= labels.max() < classes):
        raise LabelError(f"{count} labels of 0 to {classes - 1}", came=f"{len(labels)}, or others", hint=hint)
    if inputs != network.widths[0]:
        raise ShapeError(f"images of {network.widths[0]} pixels", came=str(inputs), hint=hint)


def remembers(memory: Memory, parameter_count: int) -> None:
    """Raises ShapeError or NotFiniteError unless what a known optimizer left can be gone on from.

    >>> remembers({"velocity": np.zeros(3), "count": np.array([7.0])}, 3)
    """
    for name in memory.keys() & {"velocity", "mean", "square"}:
        if as_floats(memory[name], what=f"memory.{name}", dtype=np.float64).shape != (parameter_count,):
            came, hint = str(np.shape(memory[name])), "start with an empty memory"
            raise ShapeError(f"memory.{name} has ({parameter_count},) numbers", came=came, hint=hint)
    count = as_floats(memory.get("count", np.zeros(1)), what="memory.count", dtype=np.float64)
    if count.shape != (1,) or not 0 <= count[0] <= MOST_STEPS:
        raise ShapeError(
            "memory.count is the number of steps so far", came=shown(str(count)), hint="start with an empty memory"
        )
