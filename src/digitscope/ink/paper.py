"""Which of the two is ink, and how strong it is at every pixel.

In: grey levels (h, w). Out: a Separation: ink strength 0..1 above the paper's own noise, or none on a blank.
Everything is measured on the image itself: the levels of paper and ink, the paper's spread, its unevenness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from digitscope.arrays import Bytes, Floats

FAINTEST: Final = 14.0
"""Grey levels between paper and ink, of 255, below which nobody would call it written; hard pencil has 30."""
NOISE_FLOOR: Final = 4.0
"""Spreads of the paper's noise that are still paper: one pixel in 16,000 by chance."""
CLEAR: Final = 6.0
"""Spreads between paper and ink, or it is no ink; halves of one heap of noise are five of theirs apart."""
RANDOM: Final = 0.9
"""Neighbours that differ like strangers (1.0 for pure noise) are no strokes; thin lines are near 0.7."""
_QUARTILE: Final = 0.6745 * 1.7054
"""Three quarters of normal noise lie within 1.15 spreads."""
_LEVELS: Final = np.arange(256, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Separation:
    """Ink apart from paper. ink: (h, w) float32, 0 paper to 1 ink.  inverted: the ink is the darker."""

    ink: Floats
    inverted: bool


def separate(grey: Bytes) -> Separation | None:
    """The ink of an image, or None where there is none.

    grey: (h, w) uint8.
    >>> separate(np.full((9, 9), 200, np.uint8)) is None
    True
    """
    counts = np.bincount(grey.ravel(), minlength=256)
    if np.flatnonzero(counts)[[0, -1]] @ (-1, 1) < FAINTEST or _is_random(grey):
        return None
    return _by_two_heaps(grey, counts) or _by_outliers(grey, counts)


def _by_two_heaps(grey: Bytes, counts: Floats) -> Separation | None:
    """Two clear heaps of grey levels: the one that holds border and area is paper."""
    threshold = _otsu(counts)
    dark = counts.copy()
    dark[threshold + 1 :] = 0
    light = counts - dark
    border = np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1]))
    inverted = np.count_nonzero(border > threshold) / border.size + light.sum() / grey.size > 1
    return _strength(grey, light, dark, inverted=True) if inverted else _strength(grey, dark, light, inverted=False)


def _by_outliers(grey: Bytes, counts: Floats) -> Separation | None:
    """Little ink beside much noise makes no heap of its own: what lies far off the paper's level is ink."""
    level, spread = _centre_and_spread(counts)
    reach = max(CLEAR * spread, FAINTEST)
    dark, light = counts.copy(), counts.copy()
    dark[max(0, int(np.ceil(level - reach))) :] = 0
    light[: int(level + reach) + 1] = 0
    inverted = bool(dark @ (level - _LEVELS) > light @ (_LEVELS - level))
    return _strength(grey, counts, dark if inverted else light, inverted=inverted)


def _strength(grey: Bytes, paper: Floats, ink: Floats, *, inverted: bool) -> Separation | None:
    """Ink strength from the histograms of what was taken for paper and for ink."""
    if not ink.any():
        return None
    level, spread = _centre_and_spread(paper)
    full = _quantile(ink, 0.1 if inverted else 0.9)
    contrast = abs(full - level)
    if contrast < max(FAINTEST, CLEAR * spread):
        return None
    sign = -1 if inverted else 1
    table = np.clip((_LEVELS - level) * sign / contrast, 0, 1)
    table[(_LEVELS - level) * sign < NOISE_FLOOR * spread] = 0
    return Separation(table.astype(np.float32)[grey], inverted)


def _otsu(counts: Floats) -> int:
    """The last level of the darker heap. Source: Otsu (1979), IEEE Trans. Systems, Man, Cybernetics 9."""
    below = np.cumsum(counts, dtype=np.float64)
    light = np.cumsum(counts * _LEVELS)
    total = below[-1]
    apart = (light[-1] * below / total - light) ** 2
    return int(np.argmax(apart / np.maximum(below * (total - below), 1)))


def _centre_and_spread(counts: Floats) -> tuple[float, float]:
    """Median level and robust standard deviation of a histogram."""
    level = _quantile(counts, 0.5)
    middle = int(level)
    folded = np.zeros_like(counts)
    folded[: middle + 1] = counts[middle::-1]
    folded[1 : 256 - middle] += counts[middle + 1 :]
    return level, _quantile(folded, 0.75) / _QUARTILE


def _quantile(counts: Floats, share: float) -> float:
    """The level below which `share` of the pixels lie."""
    below = np.cumsum(counts)
    return float(np.searchsorted(below, share * below[-1]))


def _is_random(grey: Bytes) -> bool:
    """Whether each pixel is as unlike its neighbour as any other (von Neumann's ratio)."""
    numbers = grey.astype(np.float32)
    variance = float(numbers.var())
    across, down = np.diff(numbers, axis=1), np.diff(numbers, axis=0)
    if across.size == 0 or down.size == 0:
        return False
    ratio = (float(np.mean(across**2)) + float(np.mean(down**2))) / (4 * variance)
    return ratio > RANDOM
