"""From grey levels to the 784 numbers that a network reads, made as MNIST was made.

In: an Opened image, an array or a Pillow image, or the ink itself of a drawing. Out: a Prepared, which keeps every
step of the way.
Source: LeCun, Bottou, Bengio and Haffner (1998), Proceedings of the IEEE 86, section III.A.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from PIL import Image

from digitscope.arrays import (
    Bytes,
    Floats,
    as_floats,
    as_numbers,
    from_bytes,
    frozen,
    to_bytes,
)
from digitscope.errors import ImageError, ShapeError
from digitscope.ink.grey import as_levels, grey_levels
from digitscope.ink.light import even_light
from digitscope.ink.open import Opened, open_image
from digitscope.ink.paper import Separation, separate
from digitscope.ink.pieces import without_specks

FRAME: Final = 28
FIT: Final = 20
"""MNIST's digits fill 20 x 20 pixels of 28 x 28."""
CENTRE: Final = 14.0
"""Where MNIST has the centre of mass, in pixels from the middle of the first."""
SIDES: Final = (112, 240, 512)
"""Longer sides, in pixels, at which ink is looked for: coarse sees through noise, fine finds the small."""
CLEARLY_INK: Final = 0.1
"""Strength that the box of the ink must reach; what is fainter (a blurred edge) counts where it adjoins."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One image on its way to the network, step by step; all arrays read-only.

    grey: (h, w) uint8 as it came.  inverted: dark ink on light paper.  ink: float32, strength 0..1, (h, w) or
    smaller by a whole factor where the image is large.  box: (x, y, width, height) of the ink in pixels of
    `grey`, None on a blank.  scaled: uint8, the ink in 20 x 20, (0, 0) on a blank.  levels: (28, 28) uint8,
    the picture.  pixels: (784,) float32, what the network gets.  blank: no ink.  warnings: as of Opened.
    >>> prepare(np.zeros((9, 9))).blank
    True
    """

    grey: Bytes
    inverted: bool
    ink: Floats
    box: tuple[int, int, int, int] | None
    scaled: Bytes
    levels: Bytes
    pixels: Floats
    blank: bool
    warnings: tuple[str, ...] = ()


def prepare(image: Any) -> Prepared:
    """One digit as the network wants it: light on dark, in 20 x 20, its centre of mass amid 28 x 28.

    image: an Opened; the path or the bytes of an image file; a Pillow image; or an array (h, w) of bool or of
    numbers from 0 up to 1, 255 or what fewer than 17 bits hold (see `as_levels`). Nothing that comes in is changed.
    Raises ShapeError, NotFiniteError with the index of what is not finite, ArrayTypeError, ImageError.
    >>> drawn = np.zeros((40, 30)); drawn[5:35, 12:15] = 1
    >>> prepare(drawn).box
    (12, 5, 3, 30)
    """
    noted: tuple[str, ...] = ()
    if isinstance(image, str | os.PathLike | bytes):
        image = open_image(image)
    if isinstance(image, Opened):
        grey, noted = image.grey, image.warnings
    elif isinstance(image, Image.Image):
        grey = grey_levels(image)
    else:
        grey = _levels(image)
    found = _find_ink(grey)
    if found is None:
        return _blank(grey, noted)
    separation, factor = found
    prepared = _placed(separation.ink)
    if prepared.box is None:
        return _blank(grey, noted)
    box = _in_original(prepared.box, factor, grey)
    return replace(prepared, grey=grey, inverted=separation.inverted, box=box, warnings=noted)


def prepare_ink(ink: Any) -> Prepared:
    """A drawing as the network wants it, in 20 x 20 with its centre of mass amid 28 x 28: no paper is looked for.

    ink: (h, w) strength of the ink, 0 none to 1 full, as of a drawing pad of 112 x 112. It is not changed.
    Blank where no ink reaches a tenth, or where all of it is too fine to be seen in 20 x 20.
    Raises ShapeError, ImageError beyond 0..1, NotFiniteError, ArrayTypeError.
    >>> drawn = np.zeros((112, 112)); drawn[20:90, 50:60] = 1
    >>> prepared = prepare_ink(drawn)
    >>> prepared.box, prepared.scaled.shape
    ((50, 20, 10, 70), (20, 3))
    """
    strength = as_floats(_picture(ink), what="ink")
    if strength.min() < 0 or strength.max() > 1:
        raise ImageError(
            "ink is 0 (none) to 1 (full)",
            came=f"{strength.min():g} to {strength.max():g}",
            hint="divide bytes by 255",
        )
    return _placed(strength.copy())


def _placed(ink: Floats) -> Prepared:
    """Ink of known strength, (h, w) float32 of our own, cropped, scaled and centred."""
    grey = frozen(to_bytes(ink))
    if not (ink >= CLEARLY_INK).any():
        return replace(_blank(grey, ()), ink=frozen(ink))
    x, y, width, height = box = _ink_box(ink)
    scaled = _fit(ink[y : y + height, x : x + width])
    if not scaled.any():  # specks far apart, each averaged away
        return replace(_blank(grey, ()), ink=frozen(ink))
    levels = frozen(_centred(scaled))
    return Prepared(
        grey=grey,
        inverted=False,
        ink=frozen(ink),
        box=box,
        scaled=frozen(scaled),
        levels=levels,
        pixels=frozen(from_bytes(levels).ravel()),
        blank=False,
    )


def _levels(values: Any) -> Bytes:
    """An array as grey levels, read-only."""
    array = _picture(values)
    return as_levels(array if array.dtype.kind in "uib" else as_floats(array, what="an image"))


def _picture(values: Any) -> Floats:
    """Numbers (h, w), at least one."""
    array = as_numbers(values, what="an image")
    if array.ndim != 2 or array.size == 0:
        raise ShapeError(
            "an image as an array must be (h, w)",
            came=str(array.shape),
            hint="give one image at a time, colours through PIL.Image.fromarray",
        )
    return array


def _find_ink(grey: Bytes) -> tuple[Separation, int] | None:
    """Ink and the factor of its reduction: coarse if that shows it large enough, else fine."""
    longer = max(grey.shape)
    if longer < FIT:
        separation = separate(even_light(grey))
        return (separation, 1) if separation else None
    factors = sorted({math.ceil(longer / side) for side in SIDES}, reverse=True)
    found = None
    for factor in factors:
        reduced = np.asarray(Image.fromarray(grey).reduce(factor)) if factor > 1 else grey
        separation = separate(even_light(reduced))
        if separation is None:
            continue
        ink = without_specks(separation.ink)
        if not ink.any():
            continue
        found = Separation(ink, separation.inverted), factor
        if max(_ink_box(ink)[2:]) >= FIT:
            break
    return found


def _ink_box(ink: Floats) -> tuple[int, int, int, int]:
    """(x, y, width, height) of the clear ink and the faint edges right beside it."""
    left, width = _span(ink.max(axis=0))
    top, height = _span(ink.max(axis=1))
    return left, top, width, height


def _span(strongest: Floats) -> tuple[int, int]:
    clear = np.flatnonzero(strongest >= CLEARLY_INK)
    first, last = int(clear[0]), int(clear[-1])
    if first > 0 and strongest[first - 1] > 0:
        first -= 1
    if last + 1 < len(strongest) and strongest[last + 1] > 0:
        last += 1
    return first, last - first + 1


def _in_original(box: tuple[int, int, int, int], factor: int, grey: Bytes) -> tuple[int, int, int, int]:
    x, y, width, height = (side * factor for side in box)
    return x, y, min(width, grey.shape[1] - x), min(height, grey.shape[0] - y)


def _fit(ink: Floats) -> Bytes:
    """The ink with its longer side 20 pixels; left as it is where that changes less than about a pixel."""
    levels = to_bytes(ink)
    longer = max(levels.shape)
    if FIT - 1 <= longer <= FIT:
        return levels
    height, width = (max(1, round(side * FIT / longer)) for side in levels.shape)
    resample = Image.Resampling.BICUBIC if longer < FIT else Image.Resampling.BILINEAR
    across = Image.fromarray(levels).resize((width, len(levels)), resample)
    scaled = np.asarray(
        across.resize((width, height), resample)
    )  # in two steps: which comes first, Pillow changed once
    return to_bytes(
        scaled / np.float32(scaled.max() or 1)
    )  # averaging thin strokes makes them faint: MNIST's reach 255


def _centred(scaled: Bytes) -> Bytes:
    """The picture in its frame, moved by whole pixels."""
    height, width = scaled.shape
    weights = scaled.astype(np.float32)
    total = weights.sum()
    top = _offset(float(weights.sum(axis=1) @ np.arange(height, dtype=np.float32) / total), height)
    left = _offset(float(weights.sum(axis=0) @ np.arange(width, dtype=np.float32) / total), width)
    levels = np.zeros((FRAME, FRAME), np.uint8)
    levels[top : top + height, left : left + width] = scaled
    return levels


def _offset(centre: float, length: int) -> int:
    return min(max(round(CENTRE - centre), 0), FRAME - length)


def _blank(grey: Bytes, noted: tuple[str, ...]) -> Prepared:
    return Prepared(
        grey=grey,
        inverted=False,
        ink=frozen(np.zeros(grey.shape, np.float32)),
        box=None,
        scaled=frozen(np.zeros((0, 0), np.uint8)),
        levels=frozen(np.zeros((FRAME, FRAME), np.uint8)),
        pixels=frozen(np.zeros(FRAME * FRAME, np.float32)),
        blank=True,
        warnings=noted,
    )
