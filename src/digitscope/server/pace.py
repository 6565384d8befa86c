"""How fast is too fast, and how slow too slow: leave that fills with time and empties with use, and patience."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Pace:
    """Leave to do something `per_second` times a second, and `burst` times at once after a rest.

    >>> pace = Pace(1, burst=2)
    >>> [pace.allows(now=0.0), pace.allows(now=0.0), pace.allows(now=0.0), pace.allows(now=1.0)]
    [True, True, False, True]
    """

    def __init__(self, per_second: float, *, burst: int) -> None:
        self._per_second = per_second
        self._burst = burst
        self._left = float(burst)
        self._when: float | None = None

    def allows(self, *, now: float | None = None) -> bool:
        """Whether it may be done once more, now (seconds of a clock that never goes back)."""
        moment = time.monotonic() if now is None else now
        if self._when is not None:
            self._left = min(self._burst, self._left + (moment - self._when) * self._per_second)
        self._when = moment
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Tally:
    """Counts what happened within the last `seconds`.

    >>> tally = Tally(seconds=60)
    >>> tally.add(now=0.0), tally.add(now=50.0), tally.add(now=70.0)
    (1, 2, 2)
    """

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._moments: deque[float] = deque()

    def add(self, *, now: float | None = None) -> int:
        """One more has happened; how many that makes."""
        moment = time.monotonic() if now is None else now
        self._moments.append(moment)
        while self._moments[0] < moment - self._seconds:
            self._moments.popleft()
        return len(self._moments)


class Patience:
    """Gives a client up that does not take what waits for it: a piece of an answer, or a message."""

    def __init__(self, seconds: float, give_up: Callable[[], None]) -> None:
        self._seconds = seconds
        self._give_up = give_up
        self._timer: asyncio.TimerHandle | None = None

    def wait(self) -> None:
        """From now on."""
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._give_up)

    def stop(self) -> None:
        """All was taken, or nobody is there."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
