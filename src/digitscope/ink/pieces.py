"""Connected pieces of ink, and which of them are only specks or edges.

In: ink strength (h, w). Out: the same without what is tiny beside the largest piece or runs along a side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from digitscope.arrays import Floats

SPECK: Final = 0.03
"""Ink of a piece, as a share of the largest's, under which it is dust: a 5's bar has 10%."""
SMALLEST: Final = 10.0
"""Ink of the smallest piece that can be a digit, in pixels; noise as strong as ink comes in lone pixels."""
REMAINS: Final = 0.1
"""Ink that must remain, as a share of the largest's, when that is left out: dust is no digit."""
ALONG: Final = 0.5
"""Share of one side of the image from which on a piece is the scanner's edge or the desk, and no digit."""


def without_specks(ink: Floats) -> Floats:
    """The strength of ink with specks set to 0; nothing is left where all is specks.

    What fills more than half of one side of the image goes too, if something as large as a digit then remains.

    >>> ink = np.zeros((20, 20), np.float32); ink[2:18, 4:8] = 1; ink[19, 19] = 1
    >>> without_specks(ink)[19, 19]
    np.float32(0.0)
    """
    pieces = label_pieces(ink > 0)
    amounts = np.bincount(pieces.ravel(), weights=ink.ravel())
    if len(amounts) < 2:
        return ink
    amounts[0] = 0
    inner = np.where(_along_a_side(pieces, len(amounts)) > ALONG, 0, amounts)
    if inner.max() >= max(REMAINS * amounts.max(), SMALLEST):
        amounts = inner
    keep = amounts >= max(SPECK * amounts.max(), SMALLEST)
    return np.where(keep[pieces], ink, np.float32(0))


def _along_a_side(pieces: npt.NDArray[np.int64], count: int) -> Floats:
    """The largest share of one side of the image that each piece fills: (count,)."""
    sides = (pieces[0], pieces[-1], pieces[:, 0], pieces[:, -1])
    shares: Floats = np.max([np.bincount(side, minlength=count) / side.size for side in sides], axis=0)
    return shares


def label_pieces(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Numbers of the 8-connected pieces, 1, 2, ... in reading order of their first pixels; 0 outside.

    mask: (h, w). Each pass hooks the larger of two touching numbers to the smaller and follows the hooks to
    their ends, so that even a long spiral takes few passes.
    >>> label_pieces(np.array([[1, 0, 1], [0, 1, 0], [0, 0, 0], [1, 0, 0]], bool))[:, 0]
    array([1, 0, 0, 2])
    """
    place = np.full(mask.shape, -1)
    place[mask] = np.arange(np.count_nonzero(mask))
    one, other = _touching(place)
    root = np.arange(np.count_nonzero(mask))
    while one.size:
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(root, further := root[root]):
            root = further
        one, other = root[one], root[other]
        apart = one != other
        one, other = one[apart], other[apart]
    labels = np.zeros(mask.shape, np.int64)
    labels[mask] = np.cumsum(root == np.arange(root.size))[root]
    return labels


def _touching(place: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Every pair of pixels that touch, by side or corner."""
    pairs = (
        (place[:, :-1], place[:, 1:]),
        (place[:-1], place[1:]),
        (place[:-1, :-1], place[1:, 1:]),
        (place[:-1, 1:], place[1:, :-1]),
    )
    one = np.concatenate([a.ravel() for a, _ in pairs])
    other = np.concatenate([b.ravel() for _, b in pairs])
    both = (one >= 0) & (other >= 0)
    return one[both], other[both]
