"""A sweep on its way: which of its values are to be computed next, and the lines that are whole.

In: a Sweep as it was asked, and the parts of answers of a worker. Out: the next question, and one SweepLine after the
other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from digitscope.messages import SweepLine, as_text
from digitscope.server.pipe import Question

if TYPE_CHECKING:
    from digitscope.messages import Sweep

SINGLE = 4
"""Bytes of a cost."""


class Lines:
    """The lines of one sweep, from the first to the last; nothing of them is kept once they are said."""

    def __init__(self, asked: Sweep) -> None:
        self.asked = asked
        self._line = 0
        self._costs = self._correct = b""
        self._first: SweepLine | None = None
        self._asked_twice = False

    @property
    def over(self) -> bool:
        """Whether the last line was taken."""
        return self._first is not None and self._line == self._first.lines

    def question(self, digest: bytes) -> Question:
        """What the worker is to compute next."""
        return Question(digest, self.asked.changes, self.asked.knobs, self._line, len(self._costs) // SINGLE)

    def once_more(self) -> bool:
        """Whether what was asked for last may be asked for again: each part once."""
        before, self._asked_twice = self._asked_twice, True
        return not before

    def add(self, head: bytes, costs: bytes, correct: bytes) -> None:
        """Some more values. head: the line without them; only the first one has cost and slopes."""
        if self._first is None:
            found = msgspec.json.decode(head, type=SweepLine)
            self._first = msgspec.structs.replace(found, id=self.asked.id, network=self.asked.network)
        self._asked_twice = False
        self._costs += costs
        self._correct += correct

    def take(self) -> SweepLine | None:
        """The line, once it is whole; the next one is under way then."""
        if self._first is None or len(self._costs) < SINGLE * self.asked.knobs[-1].count:
            return None
        costs, correct = as_text(self._costs), as_text(self._correct)
        line = msgspec.structs.replace(self._first, line=self._line, costs=costs, correct=correct)
        self._line, self._costs, self._correct = self._line + 1, b"", b""
        return line
