"""What one measurement gives, and what several of the same give together."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Seconds:
    """One measurement: seconds of the processor (of all threads together), and of the clock on the wall.

    how: what it was that ran, in a few words (its blocks, its epochs), where that is not the same for all.
    """

    cpu: float
    wall: float
    how: str = ""

    def scaled(self, factor: float) -> Seconds:
        """What a whole takes of which this was a part.

        >>> Seconds(1.0, 2.0).scaled(3)
        Seconds(cpu=3.0, wall=6.0, how='')
        """
        return Seconds(factor * self.cpu, factor * self.wall, self.how)


@dataclass(frozen=True, slots=True)
class Spread:
    """Several measurements of one thing: the middle one, the least and the most, in the unit that they had.

    >>> Spread.of([3.0, 1.0, 2.0])
    Spread(median=2.0, least=1.0, most=3.0, count=3)
    """

    median: float
    least: float
    most: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(statistics.median(values), min(values), max(values), len(values))
