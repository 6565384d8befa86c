"""Known samples of any kind: in go rows of numbers and labels, out they come to be learned from, read-only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitscope.arrays import Floats, Labels, as_labels, settled
from digitscope.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.engine.features import Features


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What a Dataset is for images, for rows of any finite numbers.

    features: (n, n_in).  labels: (n,) int64.  name: for people.
    Raises DatasetError without a row, LabelError where labels are not as many or outside 0..classes-1.
    >>> from digitscope.engine.features import Features
    >>> Table(Features(np.ones((2, 3))), np.array([0, 1]), name="two", classes=2).images.shape
    (2, 3)
    """

    features: Features
    labels: Labels
    name: str
    classes: int

    def __post_init__(self) -> None:
        count = len(self.features)
        if not count:
            raise DatasetError("a table must have a row", came="none", hint="give at least one sample")
        object.__setattr__(self, "labels", settled(as_labels(self.labels, count=count, classes=self.classes)))

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def images(self) -> Floats:
        """The rows, (n, n_in) float32, by the name that they have in a Dataset."""
        return self.features.values

    def pixels(self, rows: slice | Labels | Sequence[int] = slice(None)) -> Floats:
        """Some of the rows (or all), (n, n_in) float32."""
        return self.features.pixels(rows)
