"""What is known of a run from step to step: numbers only, in rows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isnan, nan
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.errors import ShapeError

if TYPE_CHECKING:
    from digitscope.arrays import Floats


@dataclass(frozen=True, slots=True)
class Row:
    """One step of a run.

    epoch: passes over the training part that are behind, in fractions.  loss, accuracy: mean over the images since
    the row before, each as it was answered just before its update; None where there were none.
    validation_loss, validation_accuracy: on the held-out images, at the end of an epoch only (else None).
    learning_rate: of the last batch.
    """

    epoch: float
    loss: float | None
    accuracy: float | None
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float


@dataclass(frozen=True, slots=True)
class History:
    """All rows of a run, in order.

    >>> History().with_row(Row(1.0, 0.5, 0.9, None, None, 0.1)).rows[0].accuracy
    0.9
    """

    rows: tuple[Row, ...] = ()

    def with_row(self, row: Row) -> History:
        return History((*self.rows, row))

    def to_array(self) -> Floats:
        """(rows, 6) float64, a column for each field of Row, NaN for None."""
        return np.array(
            [[nan if value is None else value for value in _values(row)] for row in self.rows], np.float64
        ).reshape(len(self.rows), len(COLUMNS))

    @classmethod
    def from_array(cls, table: Floats) -> History:
        """The history that `to_array` gave. Raises ShapeError for another number of columns."""
        if table.ndim != 2 or table.shape[1] != len(COLUMNS):
            raise ShapeError(
                f"a history is (rows, {len(COLUMNS)})",
                came=str(table.shape),
                hint="is it of another version?",
            )
        rows: list[list[Any]] = [[None if isnan(value) else value for value in row] for row in table.tolist()]
        return cls(tuple(Row(*row) for row in rows))

    def to_csv(self) -> str:
        """The rows as comma-separated text with a header; empty where a number is absent."""
        lines = [",".join("" if value is None else repr(value) for value in _values(row)) for row in self.rows]
        return "\n".join([",".join(COLUMNS), *lines, ""])


def _values(row: Row) -> list[float | None]:
    return [getattr(row, name) for name in COLUMNS]


COLUMNS = tuple(field.name for field in fields(Row))
