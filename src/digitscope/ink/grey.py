"""From a decoded picture, or an array of numbers, to grey levels.

In: a Pillow image of any mode, or numbers (h, w). Out: (h, w) uint8, read-only, 0 black to 255 white. Works on a
few rows at a time, so that a large picture costs little more memory than itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.arrays import LOOKS_LIKE_BYTES, frozen
from digitscope.errors import ImageError
from digitscope.ink.kinds import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL import Image

    from digitscope.arrays import Bytes, Floats

WHITE: Final = (1, 255, 1023, 4095, 16_383, 65_535)
"""Numbers that mean white: nought and one, and 8 to 16 bits. The least that no number of the image exceeds."""
VARIED: Final = 40
"""Grey levels between the darkest and the lightest twentieth, above which there is more to be seen than one colour."""
ALIKE: Final = 20
"""Grey levels by which paper differs from itself at most."""
_AT_ONCE: Final = 1 << 20
_SOLID: Final = 127


def grey_levels(picture: Image.Image) -> Bytes:
    """The grey levels of a Pillow image of any mode; transparent parts lie on paper (see `Paper`).

    Raises ImageError for an image without pixels and for what `as_levels` refuses.
    >>> from PIL import Image
    >>> grey_levels(Image.new("F", (1, 1), 1.0))
    array([[255]], dtype=uint8)
    """
    if not (picture.width and picture.height):
        raise unreadable(f"{picture.width} x {picture.height} pixels")
    shape = picture.height, picture.width
    if picture.mode.startswith(("I", "F")):
        return _wide_levels(picture)
    if picture.has_transparency_data:
        return _on_paper(shape, lambda rows: _level_and_alpha(_part(picture, rows)))
    if picture.mode == "L":
        return np.frombuffer(picture.tobytes(), np.uint8).reshape(shape)
    grey = np.empty(shape, np.uint8)
    for rows in _strips(shape):
        grey[rows] = np.asarray(_part(picture, rows).convert("L"))
    return frozen(grey)


def as_levels(numbers: Floats) -> Bytes:
    """Numbers as grey levels: 0 stays black, and what the largest number tells to be white becomes 255.

    numbers: (h, w), at least one.  Where the largest is at most 1 (2 for real numbers, which may overshoot), 1 is
    white; else 255, 1023, 4095, 16383 or 65535, whichever first holds it.
    Raises ImageError for negative numbers, for larger ones and for such as are not finite.
    >>> as_levels(np.array([[0, 1]])), as_levels(np.array([[0, 4095]]))
    (array([[  0, 255]], dtype=uint8), array([[  0, 255]], dtype=uint8))
    """
    least, most = float(numbers.min()), float(numbers.max())
    if not math.isfinite(least) or not math.isfinite(most):
        raise unreadable("pixels that are not finite")
    if least < 0 or most > WHITE[-1]:
        raise ImageError(
            "grey levels must be 0..1, 0..255 or at most 0..65535",
            came=f"{least:g} to {most:g}",
            hint="shift and scale them first",
        )
    real = numbers.dtype.kind == "f"
    white = 1 if real and most <= LOOKS_LIKE_BYTES else next(white for white in WHITE if most <= white)
    levels = np.empty(numbers.shape, np.uint8)
    for rows in _strips(numbers.shape):
        levels[rows] = np.minimum(np.rint(numbers[rows].astype(np.float32) * np.float32(255 / white)), 255)
    return frozen(levels)


def _wide_levels(picture: Image.Image) -> Bytes:
    """Modes I, I;16 and F."""
    numbers: Floats = np.asarray(picture)
    levels = as_levels(numbers)
    clear = picture.info.get("transparency")
    if not isinstance(clear, int):
        return levels
    return _on_paper(numbers.shape, lambda rows: (levels[rows], (numbers[rows] != clear) * np.uint8(255)))


def _strips(shape: tuple[int, ...]) -> Iterator[slice]:
    """Slices of rows, together all of them, each of about a million pixels."""
    step = max(1, _AT_ONCE // shape[1])
    return (slice(top, min(top + step, shape[0])) for top in range(0, shape[0], step))


def _part(picture: Image.Image, rows: slice) -> Image.Image:
    if rows == slice(0, picture.height):
        return picture
    return picture.crop((0, rows.start, picture.width, rows.stop))


def _level_and_alpha(part: Image.Image) -> tuple[Bytes, Bytes]:
    if part.mode not in ("LA", "RGBA"):
        part = part.convert("RGBA")
    return np.asarray(part.convert("L")), np.asarray(part.getchannel("A"))


def _on_paper(shape: tuple[int, ...], strip: Callable[[slice], tuple[Bytes, Bytes]]) -> Bytes:
    """Grey levels with the clear parts painted. strip: grey levels and alpha of some rows."""
    seen = _Seen(*np.zeros((3, 256), np.int64))
    for rows in _strips(shape):
        seen.add(*strip(rows), ends=(rows.start == 0, rows.stop == shape[0]))
    paper = np.uint16(seen.paper())
    grey = np.empty(shape, np.uint8)
    for rows in _strips(shape):
        levels, alpha = (part.astype(np.uint16) for part in strip(rows))
        grey[rows] = (levels * alpha + paper * (255 - alpha) + 127) // 255
    return frozen(grey)


@dataclass(slots=True)
class _Seen:
    """What is to be seen of a picture with clear parts, as histograms of grey levels.

    solid: all that is not clear.  brink: that of it which adjoins something clear.  frame: the share of the picture's
    own border that is solid, in [1], and clear, in [0].
    """

    solid: Floats
    brink: Floats
    frame: Floats

    def add(self, levels: Bytes, alpha: Bytes, *, ends: tuple[bool, bool]) -> None:
        solid = alpha > _SOLID
        beside = np.zeros_like(solid)
        beside[1:] |= ~solid[:-1]
        beside[:-1] |= ~solid[1:]
        beside[:, 1:] |= ~solid[:, :-1]
        beside[:, :-1] |= ~solid[:, 1:]
        self.solid += np.bincount(levels[solid], minlength=256)
        self.brink += np.bincount(levels[solid & beside], minlength=256)
        sides = [solid[:, 0], solid[:, -1], *(solid[row] for row, here in zip((0, -1), ends, strict=True) if here)]
        self.frame[:2] += np.bincount(np.concatenate(sides), minlength=2)

    def paper(self) -> int:
        """The grey level that clear parts get.

        A picture with clear corners, or a card amid something clear, goes on as at its brink. Where the ink itself is
        cut out, it is black or white: what a brink paler than the rest leads to, else what contrasts.
        """
        if not self.solid.any():
            return 255
        usual = _level(self.solid, 0.5)
        if self.brink.any():
            low, brink, high = (_level(self.brink, share) for share in (0.25, 0.5, 0.75))
            varied = _level(self.solid, 0.95) - _level(self.solid, 0.05) > VARIED
            card = max(high - low, abs(brink - usual)) <= ALIKE
            if self.frame[1] > self.frame[0] or (varied and card):
                return brink
            if abs(brink - usual) > ALIKE:
                return 255 if brink > usual else 0
        return 0 if usual > _SOLID else 255


def _level(counts: Floats, share: float) -> int:
    """The level below which `share` of the pixels lie."""
    below = np.cumsum(counts)
    return int(np.searchsorted(below, share * below[-1]))
