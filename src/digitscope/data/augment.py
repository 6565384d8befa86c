"""Gently distorted copies of known digits: in go grey levels and an rng, out come grey levels of the same shape.

Each image is looked up through a random affine map and a smooth random displacement, by bilinear interpolation,
and rounded to bytes again, so that every engine sees the same pixels.
Source: Simard, Steinkraus and Platt 2003, section 2 (affine and elastic distortions).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.arrays import frozen
from digitscope.errors import SettingError, ShapeError

if TYPE_CHECKING:
    from digitscope.arrays import Bytes, Floats

SIDE: Final = 28
LIMITS: Final = {"rotation": 180, "scale": 0.9, "shear": 80, "shift": 28, "elastic": 28, "smoothness": 28}
"""The most that a knob may be turned to: degrees, part of the size, pixels."""
CHUNK: Final = 512
"""Images warped at once: their coordinates stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far an image may be distorted; every draw is uniform between minus and plus the limit.

    rotation, shear: degrees.  scale: part of the size, each axis by itself.  shift: pixels, each axis.
    elastic: pixels, the spread (standard deviation) of the displacement.  smoothness: pixels, how far neighbouring
    displacements agree (the Gaussian's standard deviation).
    """

    rotation: float = 7.0
    scale: float = 0.07
    shear: float = 9.0
    shift: float = 0.9
    elastic: float = 0.6
    smoothness: float = 4.0

    def __post_init__(self) -> None:
        for name, most in LIMITS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
                raise SettingError(f"{name} must be 0 to {most:g}", came=repr(value), hint="0 switches it off")
        if self.elastic and self.smoothness < 0.5:
            raise SettingError("smoothness must be 0.5 or more", came=repr(self.smoothness), hint="4 pixels is usual")


GENTLE: Final = Augmentation()


def augment(images: Bytes, augmentation: Augmentation = GENTLE, *, rng: np.random.Generator) -> Bytes:
    """A distorted copy of each image, (n, 784) uint8 -> (n, 784) uint8, read-only; the same rng, the same copies.

    Raises ShapeError for anything but 28 x 28 pictures.
    >>> images = np.full((2, 784), 255, np.uint8)
    >>> augment(images, rng=np.random.default_rng(0)).shape
    (2, 784)
    """
    if images.ndim != 2 or images.shape[1] != SIDE * SIDE or images.dtype != np.uint8:
        raise ShapeError(
            "images to distort must be (n, 784) uint8",
            came=f"{images.shape} {images.dtype}",
            hint="reshape to 28 x 28 rows",
        )
    copies = np.empty_like(images)
    for start in range(0, len(images), CHUNK):
        part = images[start : start + CHUNK].reshape(-1, SIDE, SIDE)
        copies[start : start + CHUNK] = _looked_up(part, *_sources(len(part), augmentation, rng)).reshape(len(part), -1)
    return frozen(copies)


def _sources(count: int, limits: Augmentation, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Where each pixel of each copy looks: rows and columns, (count, 28, 28) float32."""
    draw = rng.uniform(-1, 1, (6, count, 1, 1)).astype(np.float32)
    turn, slant = np.deg2rad(limits.rotation * draw[0]), np.tan(np.deg2rad(limits.shear * draw[1]))
    wide, high = 1 + limits.scale * draw[2], 1 + limits.scale * draw[3]
    middle = np.float32((SIDE - 1) / 2)
    row, column = np.mgrid[:SIDE, :SIDE].astype(np.float32) - middle
    turned_row = np.cos(turn) * row + np.sin(turn) * column
    turned_column = np.cos(turn) * column - np.sin(turn) * row + slant * row
    rows = turned_row / high + limits.shift * draw[4] + middle
    columns = turned_column / wide + limits.shift * draw[5] + middle
    if limits.elastic:
        bend_rows, bend_columns = limits.elastic * _smooth_noise(count, limits.smoothness, rng)
        return rows + bend_rows, columns + bend_columns
    return rows, columns


def _smooth_noise(count: int, smoothness: float, rng: np.random.Generator) -> Floats:
    """(2, count, 28, 28) Gaussian noise of spread 1, its neighbours agreeing over `smoothness` pixels."""
    distance = np.subtract.outer(np.arange(SIDE), np.arange(SIDE))
    blur = np.exp(-(distance**2) / (2 * smoothness**2)).astype(np.float32)
    blur /= np.sqrt(np.square(blur).sum(axis=1, keepdims=True))  # keeps the spread of white noise at 1
    return blur @ rng.standard_normal((2, count, SIDE, SIDE), dtype=np.float32) @ blur.T


def _looked_up(images: Bytes, rows: Floats, columns: Floats) -> Bytes:
    """Bilinear look-up of (n, 28, 28) images at these rows and columns; paper (0) lies all around."""
    framed = np.zeros((len(images), SIDE + 2, SIDE + 2), np.float32)
    framed[:, 1:-1, 1:-1] = images
    rows, columns = (np.clip(places + 1, 0, SIDE + 0.999) for places in (rows, columns))
    top, left = rows.astype(np.int32), columns.astype(np.int32)
    down, right = rows - top, columns - left
    flat, width = framed.ravel(), SIDE + 2
    corner = (np.arange(len(images), dtype=np.int32) * width * width)[:, None, None] + top * width + left
    upper = flat[corner] * (1 - right) + flat[corner + 1] * right
    lower = flat[corner + width] * (1 - right) + flat[corner + width + 1] * right
    levels: Bytes = np.rint(upper * (1 - down) + lower * down).astype(np.uint8)
    return levels
