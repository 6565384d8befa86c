"""How often the answers are right: in go outputs and labels, out comes a frozen Evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.arrays import Labels, as_labels, as_numbers, frozen
from digitscope.errors import ShapeError
from digitscope.measures.intervals import wilson

if TYPE_CHECKING:
    from digitscope.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """How a network answers known digits.

    confusion: (classes, classes) int64, row = label, column = answer; unanswered images (outputs that are not
    finite) are in no column.  images: how many were asked.
    >>> evaluation(np.eye(2), [0, 1]).interval[1]
    1.0
    """

    confusion: Labels
    images: int

    @property
    def correct(self) -> int:
        return int(np.trace(self.confusion))

    @property
    def accuracy(self) -> float:
        """Part of the images answered right, 0..1."""
        return self.correct / self.images

    @property
    def interval(self) -> tuple[float, float]:
        """95% interval of the accuracy (Wilson)."""
        return wilson(self.correct, self.images)


def answers(outputs: Any) -> Labels:
    """The brightest output of each image, (n,) int64; -1 where an output is not finite.

    outputs: (n, classes), activations or pre-activations.
    >>> answers(np.array([[0.1, 0.9], [0.3, np.nan]])).tolist()
    [1, -1]
    """
    numbers: Floats = as_numbers(outputs, what="outputs")
    if numbers.ndim != 2 or not numbers.shape[1]:
        raise ShapeError("outputs must be (n, classes)", came=str(numbers.shape), hint="give many images at once")
    return np.where(np.isfinite(numbers).all(axis=1), numbers.argmax(axis=1), -1)


def evaluation(outputs: Any, labels: Any) -> Evaluation:
    """Answers held against labels: outputs (n, classes), labels (n,).

    Raises ShapeError, LabelError.
    >>> evaluation(np.array([[0.1, 0.9], [0.8, 0.3]]), [1, 1]).accuracy
    0.5
    """
    given = answers(outputs)
    if not given.size:
        raise ShapeError("an evaluation needs at least one image", came="none", hint="give some")
    classes = np.shape(outputs)[1]
    known = as_labels(labels, count=len(given), classes=classes)
    answered = given >= 0
    table = np.bincount(known[answered] * classes + given[answered], minlength=classes * classes)
    return Evaluation(frozen(table.reshape(classes, classes).astype(np.int64)), len(given))
