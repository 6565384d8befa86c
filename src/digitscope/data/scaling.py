"""Features of any scale as a network learns them best: in go rows of numbers, out come rows around 0 or in 0..1.

What was decided is a value, and can be folded into a network, which then takes the rows as they came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import GREY_LEVELS, as_floats, from_bytes, frozen
from digitscope.engine.network import Network
from digitscope.errors import NotFiniteError, SettingError
from digitscope.text import shown

if TYPE_CHECKING:
    from digitscope.arrays import Bytes, Floats

KINDS: Final = ("auto", "none", "bytes", "standard")
PICTURE: Final = 16
"""Features from which whole numbers 0..255 are taken for a picture: fewer may well be ages or counts."""
DARK: Final = 128
"""Level that at least one pixel of many pictures reaches."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """How rows become what a network takes.

    kind: "none", as they are; "bytes", divided by 255; "standard", each feature less its `mean`, divided by its
    `spread` (standard deviation, 1 for a constant), both (n_in,) float64.
    >>> Scale.of(np.array([[1.0, 5.0], [3.0, 5.0]]))(np.array([[3.0, 5.0]])).tolist()
    [[1.0, 0.0]]
    """

    kind: str
    mean: Floats | None = None
    spread: Floats | None = None

    @classmethod
    def of(cls, rows: Floats, kind: Any = "auto") -> Scale:
        """The scale of that kind for rows (n, n_in), which are finite.

        "auto" is "none" where all numbers are 0 to 1; "bytes" for what look like pictures of grey levels: at least 16
        features, whole numbers from 0 to at most 255, some above 127; "standard" for all else.
        Raises SettingError for another kind, NotFiniteError where numbers are too large for a mean.
        >>> Scale.of(np.arange(256).reshape(4, 64)).kind
        'bytes'
        """
        if not isinstance(kind, str) or kind not in KINDS:
            raise SettingError("scale must be known", came=shown(repr(kind)), hint=f"use one of {', '.join(KINDS)}")
        chosen = _fitting(rows) if kind == "auto" else kind
        if chosen != "standard":
            return cls(chosen)
        with np.errstate(over="ignore", invalid="ignore"):
            mean, spread = rows.mean(axis=0, dtype=np.float64), rows.std(axis=0, dtype=np.float64)
        if not (np.isfinite(mean).all() and np.isfinite(spread).all()):
            raise NotFiniteError("features must have a mean and a spread", came="infinity", hint="use smaller units")
        noise = len(rows) * np.finfo(np.float64).eps * np.abs(mean)  # what rounding makes of a constant
        return cls(chosen, frozen(mean), frozen(np.where(spread > noise, spread, 1.0)))

    def __call__(self, rows: Floats) -> Floats:
        """Rows (n, n_in) as float32 for the network. Raises NotFiniteError where float32 cannot hold them.

        >>> Scale("bytes")(np.array([[0, 255]])).tolist()
        [[0.0, 1.0]]
        """
        if self.kind == "none":
            return as_floats(rows, what="features")
        if self.kind == "bytes":
            return as_floats(rows, what="features") / GREY_LEVELS
        with np.errstate(over="ignore"):
            return as_floats((rows - self.mean) / self.spread, what="features, less their mean and in spreads,")

    def levels(self, rows: Floats) -> Bytes | None:
        """The grey levels (n, n_in) that these rows are, as the kernel learns from them; None where they are none.

        >>> Scale("none").levels(np.array([[0.0, 1.0]])).tolist(), Scale("none").levels(np.array([[0.3]]))
        ([[0, 255]], None)
        """
        if self.kind == "standard" or rows.min() < 0 or rows.max() > (255 if self.kind == "bytes" else 1):
            return None
        levels = np.rint(rows if self.kind == "bytes" else np.multiply(rows, GREY_LEVELS)).astype(np.uint8)
        return levels if np.array_equal(from_bytes(levels), self(rows)) else None

    def folded(self, network: Network) -> Network:
        """The network with its mean and spread in the first layer, float64, so that it takes rows as they came.

        For "none" and "bytes" it is the network itself, which takes features or pixels 0..1.
        >>> from digitscope.engine.initialise import initialise
        >>> rows, network = np.array([[1.0, -50.0], [2.0, -90.0]]), initialise((2, 2), rng=0)
        >>> bool(np.allclose(Scale.of(rows).folded(network)(rows), network(Scale.of(rows)(rows))))
        True
        """
        if self.mean is None or self.spread is None:
            return network
        first, *rest = network.astype(np.float64).layers
        weights = first.weights / self.spread
        return Network((replace(first, weights=weights, bias=first.bias - weights @ self.mean), *rest))


def _fitting(rows: Floats) -> str:
    low, high = rows.min(), rows.max()
    if low >= 0 and high <= 1:
        return "none"
    picture = rows.shape[1] >= PICTURE and low == 0 and DARK <= high <= 255
    return "bytes" if picture and bool((rows == np.rint(rows)).all()) else "standard"
