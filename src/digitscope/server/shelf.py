"""The networks at hand: those that ship, and those that each session brought. A name is looked up, never a path."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import msgspec

from digitscope.messages import Card, Cards, Evaluate, Evaluation, Measure, Measurement
from digitscope.networks import catalogue
from digitscope.networks.files import to_bytes
from digitscope.server.pipe import EVALUATE, MEASURE, SWEEP, Question
from digitscope.server.refusal import RefusalError, missing

if TYPE_CHECKING:
    from digitscope.server.crew import Crew
    from digitscope.server.keys import Keys, Session
    from digitscope.server.limits import Limits
    from digitscope.server.lines import Lines
    from digitscope.server.pipe import Job

DEFAULT: Final = "plain"
KEPT: Final = 16
"""Evaluations that are remembered, of some 70 kB each."""


class Shelf:
    """Networks by name, and how they do on the test digits."""

    def __init__(self, limits: Limits, keys: Keys, crew: Crew) -> None:
        self._limits = limits
        self._keys = keys
        self._crew = crew
        known = catalogue.cards()
        self.cards = Cards(DEFAULT, tuple(Card(**card.told()) for card in known))
        self._shipped = {card.name: to_bytes(catalogue.find(card.name)) for card in known}
        self._digests = {name: hashlib.sha256(content).digest() for name, content in self._shipped.items()}
        self._evaluations: OrderedDict[bytes, Evaluation] = OrderedDict()
        self._measured: asyncio.Task[Measurement] | None = None
        self._measured_until = 0.0  # by time.monotonic(): when it may be done anew

    def content(self, name: str, session: Session) -> bytes:
        """The file of the network of that name, shipped or the session's own. Raises RefusalError 404."""
        found = self._shipped.get(name) or session.networks.get(name)
        if found is None:
            raise missing()
        return found

    def put(self, name: str, content: bytes, session: Session) -> None:
        """Keeps a network for a session, its oldest going where there are too many. Raises RefusalError 507."""
        others = [(known, file) for known, file in session.networks.items() if known != name]
        own = dict([*others, (name, content)][-self._limits.networks_per_session :])
        shelves = [own if other is session else other.networks for other in {*self._keys.sessions, session}]
        if sum(len(file) for shelf in shelves for file in shelf.values()) > self._limits.networks_total_bytes:
            raise RefusalError(
                f"all networks together must be at most {self._limits.networks_total_bytes:,} bytes",
                came="more",
                hint="start digitscope again to forget them",
                code="STORAGE_FULL",
                status=507,
            )
        session.networks = own

    async def evaluation(self, asked: Evaluate, session: Session) -> Evaluation:
        """How the network does, changed as the message says; without changes computed once for the same bytes.

        Raises RefusalError.
        """
        question = Question(self._digest(asked.network, session), asked.changes)
        found = None if question.changes else self._evaluations.pop(question.digest, None)
        if found is None:
            part, *_ = await self._answered(EVALUATE, question, asked.network, session)
            found = msgspec.json.decode(part, type=Evaluation)
        if not question.changes:
            self._evaluations[question.digest] = found
            if len(self._evaluations) > KEPT:
                self._evaluations.popitem(last=False)
        return msgspec.structs.replace(found, id=asked.id, network=asked.network)

    async def more(self, lines: Lines, session: Session) -> None:
        """Brings a sweep on by as much as the worker does at once. Raises RefusalError."""
        asked = lines.asked
        question = lines.question(self._digest(asked.network, session))
        lines.add(*await self._answered(SWEEP, question, asked.network, session))

    async def measurement(self, asked: Measure) -> Measurement:
        """How long a step of learning takes here, which does not depend on who asks.

        For all sessions together it is done once at a time: whoever asks until it is done, or within a pause from its
        beginning, is told the same. Raises RefusalError.
        """
        known, now = self._measured, time.monotonic()
        if known is None or (known.done() and now >= self._measured_until):
            self._measured = known = asyncio.create_task(self._measure())
            known.add_done_callback(lambda done: done.cancelled() or done.exception())  # all who asked may be gone
            self._measured_until = now + self._limits.measurement_pause_seconds
        return msgspec.structs.replace(await asyncio.shield(known), id=asked.id)

    async def _measure(self) -> Measurement:
        part, *_ = await self._crew.measuring.run(MEASURE, b"")
        return msgspec.json.decode(part, type=Measurement)

    async def _answered(self, job: Job, question: Question, name: str, session: Session) -> tuple[bytes, ...]:
        """The parts of the worker's answer; the network's file is sent only where the worker asks for it."""
        parts = await self._crew.computing.run(job, b"", question)
        return parts or await self._crew.computing.run(job, self.content(name, session), question)

    def _digest(self, name: str, session: Session) -> bytes:
        """The SHA-256 of the file of that network; one that was brought is named after it. Raises RefusalError 404."""
        self.content(name, session)
        return self._digests.get(name) or bytes.fromhex(name)
