"""Paper that is brighter on one side than on the other, made even.

In: grey levels (h, w) of more than a digit's size. Out: the same with the paper at one level; images whose
light is even come back as they are.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from digitscope.arrays import Bytes, Floats

CELLS: Final = 40
"""Cells along the longer side on which the light is fitted."""
UNEVEN: Final = 2.0
"""Grey levels of the paper's deviation from which on light is worth a correction."""
BETTER: Final = 0.6
"""What must be left of that deviation at most, or it was not the light's."""
LEFT: Final = 20.0
"""Grey levels that may be left of it at most, or it is a large digit that was followed instead of the paper."""
_ROUNDS: Final = 12


def even_light(grey: Bytes) -> Bytes:
    """The image as under even light: each level times the paper's usual brightness over that of its place.

    A surface of second degree follows lamps and vignettes but no stroke; ink is left out of the fit by
    Tukey's weights.  Only smooth light is evened: the hard edge of a shadow stays.
    Source: Beaton and Tukey (1974), Technometrics 16.
    >>> even = np.full((60, 60), 200, np.uint8)
    >>> bool((even_light(even) == even).all())
    True
    """
    step = math.ceil(max(grey.shape) / CELLS)
    rows, columns = grey.shape[0] // step, grey.shape[1] // step
    if min(rows, columns) < 6:
        return grey
    cells = grey[: rows * step, : columns * step].reshape(rows, step, columns, step).mean(axis=(1, 3))
    usual = _middle(cells)
    before = _middle(np.abs(cells - usual))
    if before < UNEVEN:
        return grey
    fit, after = _fit(cells)
    if after > min(BETTER * before, LEFT):
        return grey
    surface = _surface(fit, *grey.shape)
    return np.clip(np.rint(grey * (usual / np.maximum(surface, 16))), 0, 255).astype(np.uint8)


def _fit(cells: Floats) -> tuple[Floats, float]:
    """Six coefficients, and the typical deviation of the cells that follow them."""
    rows, columns = cells.shape
    terms = _surface(np.eye(6), rows, columns).reshape(6, -1).T
    values = cells.ravel()
    weights = np.ones(values.size)
    for _ in range(_ROUNDS):
        fit = np.linalg.lstsq(terms * weights[:, None], values * weights, rcond=None)[0]
        off = np.abs(values - terms @ fit)
        reach = 4.685 * max(_middle(off) / 0.6745, 0.5)
        weights = np.maximum(1 - (off / reach) ** 2, 0)  # their squares are Tukey's weights
    return fit, _middle(off)


def _middle(values: Floats) -> float:
    """The (upper) median; np.median takes three times as long for so few."""
    half = values.size // 2
    return float(np.partition(values, half, axis=None)[half])


def _surface(fit: Floats, rows: int, columns: int) -> Floats:
    """The surface of second degree at the middle of every cell; `fit` is (6,), or (6, k) for k surfaces."""
    y = ((np.arange(rows) + 0.5) / rows * 2 - 1)[:, None]
    x = ((np.arange(columns) + 0.5) / columns * 2 - 1)[None, :]
    powers = np.stack(np.broadcast_arrays(x**0 * y**0, x, y, x * x, x * y, y * y))
    return np.tensordot(fit.T, powers, axes=1)
