"""Rows of any numbers as the engines take them: what images are where they are no grey levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from digitscope.arrays import as_floats, settled
from digitscope.errors import ShapeError

if TYPE_CHECKING:
    from digitscope.arrays import Floats, Labels


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Rows of finite float32 numbers, read-only; the NumPy engine learns from them, no kernel does.

    values: (n, n_in); kept as they are if nobody can write to them, else copied.
    Raises ShapeError, ArrayTypeError, NotFiniteError.
    >>> len(Features(np.zeros((3, 4)))), Features(np.zeros((3, 4))).pixels([0]).shape
    (3, (1, 4))
    """

    values: Floats
    ink: ClassVar[None] = None

    def __post_init__(self) -> None:
        values = as_floats(self.values, what="features")
        if values.ndim != 2:
            raise ShapeError("features must be (n, n_in)", came=str(values.shape), hint="give a row for each sample")
        object.__setattr__(self, "values", settled(values))

    def __len__(self) -> int:
        return len(self.values)

    def pixels(self, rows: slice | Labels | Any = slice(None)) -> Floats:
        """Some of the rows (or all), (n, n_in) float32: what goes into a network."""
        return self.values[rows]
