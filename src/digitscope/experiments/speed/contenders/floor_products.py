"""The floor of whoever multiplies every pixel: the epoch's multiply-adds, as one large product of matrices by BLAS."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.engine.network import Network
    from digitscope.experiments.speed.material import Epoch, Lesson

SIDE: Final = 512


def epoch(lesson: Lesson) -> Epoch:
    """The multiply-adds of all pixels, dark ones too."""
    return products(multiply_adds(lesson)), learns_nothing


def products(count: int) -> Callable[[], None]:
    """A (SIDE, SIDE) matrix times as many rows as make `count` multiply-adds: BLAS at about its best."""
    rows = -(-count // SIDE**2)
    left, right = np.ones((min(rows, SIDE), SIDE), np.float32), np.ones((SIDE, SIDE), np.float32)
    product = np.empty_like(left)

    def run() -> None:
        for begin in range(0, rows, SIDE):
            n = min(SIDE, rows - begin)
            np.matmul(left[:n], right, out=product[:n])

    return run


def multiply_adds(lesson: Lesson) -> int:
    """Of the epoch with dense pixels: forwards, backwards, and by weights; the update itself left out.

    >>> from digitscope.experiments.speed.cases import LESSON, Learning
    >>> from digitscope.experiments.speed.material import Lesson
    >>> multiply_adds(Lesson(Learning(LESSON, "sigmoid", "quadratic", 10), 1)) == 3 * (784 + 16 + 10) * 16 - 784 * 16
    True
    """
    sizes = [n_in * n_out for n_in, n_out in pairwise(lesson.case.widths)]
    return lesson.count * (3 * sum(sizes) - sizes[0])  # nobody needs the slopes of the pixels


def learns_nothing(_: object) -> Network:
    """What a floor has instead of a network."""
    raise SettingError("a floor learns nothing", came="a floor", hint="ask a contender")
