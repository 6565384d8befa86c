"""Whether a change made answers better: in go the answers before and after, out comes the paired difference.

Both are of the same images, so only those that were won and lost count, and the interval is far narrower than the
difference of two accuracies would be of images of their own.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from math import inf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.arrays import as_labels, as_numbers, frozen
from digitscope.errors import LabelError, SettingError, ShapeError
from digitscope.measures.intervals import Z95
from digitscope.text import shown

if TYPE_CHECKING:
    from digitscope.arrays import Labels


@dataclass(frozen=True, slots=True, eq=False)
class PairedChange:
    """What a change did to the answers for the same images.

    images: how many were asked.  both_right: answered right before and after.  won_images, lost_images: numbers of
    those that are right only after, and right only before, ascending, read-only.
    """

    images: int
    both_right: int
    won_images: Labels
    lost_images: Labels

    @property
    def won(self) -> int:
        return len(self.won_images)

    @property
    def lost(self) -> int:
        return len(self.lost_images)

    @property
    def change(self) -> float:
        """Difference of the accuracies, after less before, -1..1."""
        return (self.won - self.lost) / self.images

    @property
    def interval(self) -> tuple[float, float]:
        """95% interval of the change, see `bonett_price`."""
        return bonett_price(self.won, self.lost, self.images)


def paired(before: Any, after: Any, labels: Any, *, classes: int = 10) -> PairedChange:
    """The answers for the same images before and after a change, held against the labels.

    before, after: (n,) classes, -1 where there is no answer, as measures.accuracy.answers gives them.  labels: (n,).
    The interval is about other images of the same kind; it knows nothing of other changes that were tried and dropped.
    Raises ShapeError for no images, LabelError for answers and labels that cannot be.
    >>> found = paired([7, 2, -1, 0], [7, 2, 1, 4], [7, 1, 1, 0])
    >>> found.won, found.lost, found.both_right, found.change
    (1, 1, 1, 0.0)
    """
    old, new = _answers(before, classes), _answers(after, classes)
    if old.shape != new.shape or not len(old):
        raise ShapeError(
            "answers before and after must be (n,), n at least 1",
            came=f"{old.shape} and {new.shape}",
            hint="answer the same images twice",
        )
    known = as_labels(labels, count=len(old), classes=classes)
    was, now = old == known, new == known
    won, lost = (frozen(np.flatnonzero(one)) for one in (now & ~was, was & ~now))
    return PairedChange(len(known), int((was & now).sum()), won, lost)


def bonett_price(won: int, lost: int, count: int, *, z: float = Z95) -> tuple[float, float]:
    """Adjusted Wald interval of the paired difference (won - lost) / count, within -1..1; 95% unless z says otherwise.

    won, lost: how many of `count` pairs changed for the better and for the worse. One is added to each, so that no
    change at all has an interval too.  Raises SettingError for counts that cannot be.
    Source: Bonett and Price, Journal of Educational and Behavioral Statistics 37 (2012), 479-488.
    >>> [round(end, 4) for end in bonett_price(40, 10, 10_000)]
    [0.0016, 0.0044]
    """
    try:
        won, lost, count = map(operator.index, (won, lost, count))  # numpy's own would overflow
    except TypeError:
        came = shown(repr((won, lost, count)))
        raise SettingError("won, lost and count are whole numbers", came=came, hint="count again") from None
    if not (isinstance(z, float | int) and 0 <= z < inf):
        raise SettingError("z is finite, from 0", came=shown(repr(z)), hint="1.96 is 95%")
    if won < 0 or lost < 0 or won + lost > count or not count:
        came = f"{won} won and {lost} lost of {count}"
        raise SettingError("won and lost are 0 to all of at least 1 image", came=came, hint="count again")
    better, worse = (won + 1) / (count + 2), (lost + 1) / (count + 2)
    middle = better - worse
    reach = z * sqrt((better + worse - middle * middle) / (count + 2))
    return max(-1.0, middle - reach), min(1.0, middle + reach)


def _answers(values: Any, classes: int) -> Labels:
    array = as_numbers(values, what="answers")
    if array.ndim != 1:
        raise ShapeError("answers must be (n,)", came=str(array.shape), hint="see measures.accuracy.answers")
    with np.errstate(invalid="ignore"):  # NaN and what is beyond int64 are refused below
        whole = array.astype(np.int64)
    bad = (whole != array) | (whole < -1) | (whole >= classes)
    if bad.any():
        first = int(np.argmax(bad))
        raise LabelError(
            f"answers must be whole numbers 0 to {classes - 1}, or -1 for none",
            came=f"{array[first]} at index {first}",
            hint="see measures.accuracy.answers",
        )
    return whole
