"""Many images as the engines take them: in go grey levels, out come the same with their ink found, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.arrays import Bytes, Floats, Labels, from_bytes, frozen, settled
from digitscope.engine.library import Inked, loaded
from digitscope.errors import ShapeError

if TYPE_CHECKING:
    import numpy.typing as npt

MOST_PIXELS: Final = 2**16
SPARE: Final = 8
"""Entries that the kernel may write beyond the last one, to save itself a question for each pixel."""
SHADES: Final = frozen(from_bytes(np.arange(256, dtype=np.uint8)))
"""The pixel value of each grey level, by the one division that everybody goes through."""


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """The pixels of many images that are not paper, as the kernel takes them; all arrays read-only.

    starts: (n + 1,) int64, where each image's begin, multiples of 4.  places: uint16, which pixel.
    levels: uint8, how dark; 0 in what fills up an image's last four.  inputs: pixels an image.
    """

    starts: npt.NDArray[np.int64]
    places: npt.NDArray[np.uint16]
    levels: Bytes
    inputs: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def structure(self) -> Inked:
        """Where the arrays lie, for the kernel: good as long as they are."""
        return Inked(self.starts.ctypes.data, self.places.ctypes.data, self.levels.ctypes.data, SHADES.ctypes.data)


def _ink_of(levels: Bytes) -> Ink | None:
    code, (count, inputs) = loaded().code, levels.shape
    if code is None or inputs > MOST_PIXELS:
        return None
    starts, inked = np.empty(count + 1, np.int64), code.kernel_count_ink(levels.ctypes.data, count, inputs)
    places, dark = np.empty(inked + SPARE, np.uint16), np.empty(inked + SPARE, np.uint8)
    code.kernel_ink(levels.ctypes.data, count, inputs, starts.ctypes.data, places.ctypes.data, dark.ctypes.data)
    return Ink(frozen(starts), frozen(places), frozen(dark), inputs)


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """Images with their ink.

    levels: (n, n_in) uint8, 0 paper to 255 ink; kept as they are if nobody can write to them, else copied.
    ink: None where no kernel can use it.  Raises ShapeError.
    >>> len(Images(np.zeros((3, 784), np.uint8)))
    3
    """

    levels: Bytes
    ink: Ink | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.levels, np.ndarray) or self.levels.dtype != np.uint8 or self.levels.ndim != 2:
            raise ShapeError(
                "images must be (n, n_in) of uint8",
                came=f"{np.shape(self.levels)} of {getattr(self.levels, 'dtype', type(self.levels).__name__)}",
                hint="see arrays.to_bytes for pixels 0..1",
            )
        object.__setattr__(self, "levels", settled(np.ascontiguousarray(self.levels)))
        object.__setattr__(self, "ink", _ink_of(self.levels))

    def __len__(self) -> int:
        return len(self.levels)

    def __reduce__(self) -> tuple[object, ...]:
        """What comes out in another process, or of a copy, has its ink found anew, and is read-only again."""
        return Images, (self.levels,)

    def pixels(self, rows: slice | Labels = slice(None)) -> Floats:
        """Some of the images (or all) as (n, n_in) float32 pixels, 0 black to 1 white."""
        return from_bytes(self.levels[rows])
