"""digitscope itself, on the engine that it chooses, or on the one that DIGITSCOPE_ENGINE asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.arrays import from_bytes
from digitscope.engine.answering import outputs
from digitscope.engine.choice import engine_for
from digitscope.engine.descent import descend
from digitscope.engine.images import Images
from digitscope.engine.optimizers import NOTHING, SGD
from digitscope.experiments.speed.material import ways

if TYPE_CHECKING:
    from digitscope.engine.network import Network
    from digitscope.experiments.speed.material import Answers, Epoch, Exam, Lesson


def epoch(lesson: Lesson) -> Epoch:
    """One call of `descend`; the images are prepared before."""
    case, start, labels = lesson.case, lesson.start, lesson.labels
    images, rows = Images(lesson.levels), np.arange(lesson.count)
    rates = np.full(-(-lesson.count // case.batch), case.rate)

    def run() -> Network:
        return descend(
            start, NOTHING, images, labels, rows, rates, batch=case.batch, optimizer=SGD(), loss=case.loss
        ).network

    return run, lambda network: network


def answers(exam: Exam) -> Answers:
    """`outputs` of images that are prepared before, or in it where they are raw; `network(pixels)` for the others.

    NumPy has no use for ink: it is given pixels.
    """
    network, pixels, levels, kind = exam.network, exam.pixels, exam.levels, exam.case.kind
    if kind not in ("prepared", "raw"):
        return {"": lambda: network(pixels)}
    if not engine_for(network).path:
        given, made = (levels, from_bytes) if kind == "raw" else (pixels, np.asarray)
        return ways(exam, lambda some: outputs(network, made(some)), given, joined=np.concatenate)
    if kind == "raw":
        return {"": lambda: outputs(network, levels)}
    images = Images(levels)
    return {"": lambda: outputs(network, images)}
