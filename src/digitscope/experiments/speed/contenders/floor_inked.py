"""The floor of whoever leaves out dark pixels: the other ones' multiply-adds, as fast as BLAS does a large product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.experiments.speed.contenders.floor_products import learns_nothing, multiply_adds, products

if TYPE_CHECKING:
    from digitscope.experiments.speed.material import Epoch, Lesson


def epoch(lesson: Lesson) -> Epoch:
    """The same product as that of all pixels, with fewer rows."""
    return products(inked_multiply_adds(lesson)), learns_nothing


def inked_multiply_adds(lesson: Lesson) -> int:
    """Of the epoch, where the first layer visits pixels that are not 0: on the way forward, and back to its weights.

    >>> from digitscope.experiments.speed.cases import LESSON, Learning
    >>> from digitscope.experiments.speed.material import Lesson
    >>> lesson = Lesson(Learning(LESSON, "sigmoid", "quadratic", 10), 1)
    >>> bool(multiply_adds(lesson) - inked_multiply_adds(lesson) == 2 * 16 * np.count_nonzero(lesson.levels == 0))
    True
    """
    dark = lesson.levels.size - int(np.count_nonzero(lesson.levels))
    return multiply_adds(lesson) - 2 * dark * lesson.case.widths[1]
