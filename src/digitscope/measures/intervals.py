"""How sure a proportion is: in go counts, out comes a 95% interval."""

from __future__ import annotations

from math import sqrt
from typing import Final

from digitscope.errors import SettingError

Z95: Final = 1.959963984540054
"""The 97.5% point of the standard normal distribution."""


def wilson(correct: int, count: int, *, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a proportion, both ends in 0..1; 95% unless z says otherwise.

    Raises SettingError unless 0 <= correct <= count and count > 0.
    Source: Wilson 1927; Brown, Cai and DasGupta 2001.
    >>> [round(end, 4) for end in wilson(9500, 10000)]
    [0.9456, 0.9541]
    """
    if not 0 <= correct <= count or not count:
        raise SettingError("a proportion is 0 to all of at least 1", came=f"{correct} of {count}", hint="count again")
    correct, count = int(correct), int(count)  # numpy's own would overflow
    share, square = correct / count, z * z
    middle = share + square / (2 * count)
    reach = z * sqrt(share * (1 - share) / count + square / (4 * count * count))
    low, high = ((middle + side * reach) / (1 + square / count) for side in (-1, 1))
    return (max(0.0, low) if correct else 0.0, min(1.0, high) if correct < count else 1.0)
