"""The floor of whoever leaves out dark pixels: each other one's whole row of weights read once, and once updated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.engine import kernel
from digitscope.engine.choice import engine_for
from digitscope.engine.images import Images
from digitscope.errors import MissingError
from digitscope.experiments.speed.contenders.floor_products import learns_nothing

if TYPE_CHECKING:
    from digitscope.experiments.speed.material import Epoch, Lesson


def epoch(lesson: Lesson) -> Epoch:
    """Raises MissingError where no kernel takes the network: the loop is a part of it."""
    start, rows = lesson.start, np.arange(lesson.count)
    engine, ink = engine_for(start), Images(lesson.levels).ink
    if not engine.path or ink is None:
        raise MissingError("this floor is measured by the kernel", came=str(engine), hint=engine.why)
    return lambda: kernel.row_traffic(start, ink, rows, path=engine.path), learns_nothing
