"""What is said on one socket, from its first word to its last: a small machine of five states.

    IDLE        evaluate -> EVALUATING; measure -> MEASURING; sweep -> SWEEPING
    EVALUATING  one evaluation is under way.  evaluate: it waits; one that waited before is told SUPERSEDED
                measure: the same among measurements
                sweep: it waits, or takes the place of the one that is not over, which is told SUPERSEDED
    MEASURING   a measurement is under way.  evaluate, measure, sweep: as when EVALUATING
    SWEEPING    some of a line is under way.  evaluate, measure, sweep: as when EVALUATING
                (all three, when done: the evaluation that waits -> EVALUATING, else the measurement -> MEASURING, else
                the rest of the sweep -> SWEEPING, else -> IDLE; so an evaluation waits for some of a line, or for a
                measurement: about a second, and `measurement_seconds` at most, on all sockets of the session. Nothing
                of a sweep is said after it was told SUPERSEDED. A lab that is BUSY is asked for the same part of a line
                once more, a moment later)
    CLOSED      nothing more

In: text messages of a client. Out: the messages of messages.py, in a queue that ends somewhere. A message that cannot
be changes nothing and is answered with an error; who sends too many of them is shown out (1008).
"""

from __future__ import annotations

import asyncio
import logging
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, TypeVar

from starlette.websockets import WebSocketDisconnect

from digitscope.environment import versions
from digitscope.errors import DigitscopeError
from digitscope.messages import (
    Asked,
    Evaluate,
    Evaluation,
    Failure,
    Hello,
    Measure,
    Measurement,
    MessageError,
    Said,
    Sweep,
    read_message,
    to_wire,
)
from digitscope.server.lines import Lines
from digitscope.server.pace import Pace, Tally
from digitscope.server.refusal import internal

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.websockets import WebSocket

    from digitscope.server.keys import Session
    from digitscope.server.limits import Limits
    from digitscope.server.shelf import Shelf

Result = TypeVar("Result")
LOG: Final = logging.getLogger("digitscope.server")
POLICY_VIOLATION: Final = 1008
MINUTE: Final = 60.0
MOMENT: Final = 0.2
"""Seconds that a sweep waits for a lab that was busy."""


class State(Enum):
    """Where a socket is."""

    IDLE = auto()
    EVALUATING = auto()
    MEASURING = auto()
    SWEEPING = auto()
    CLOSED = auto()


class Conversation:
    """What is said on one open socket of one session."""

    def __init__(self, wire: WebSocket, *, session: Session, shelf: Shelf, limits: Limits) -> None:
        self.state = State.IDLE
        self._wire = wire
        self._session = session
        self._shelf = shelf
        self._limits = limits
        self._pace = Pace(limits.messages_per_second, burst=limits.message_burst)
        self._errors = Tally(seconds=MINUTE)
        self._outgoing: asyncio.Queue[Said] = asyncio.Queue(limits.outgoing_messages)
        self._in_turn = asyncio.Lock()
        self._evaluation: Evaluate | None = None  # that waits
        self._measure: Measure | None = None  # that waits
        self._lines: Lines | None = None
        self._work: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Until one of both sides goes."""
        await self._wire.accept()
        await self._say(Hello(versions()["digitscope"]))
        sides = [asyncio.create_task(self._listen()), asyncio.create_task(self._speak())]
        try:
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.state = State.CLOSED
            rest = [*sides, self._work] if self._work else sides
            for task in rest:
                task.cancel()
            ended = await asyncio.gather(*rest, return_exceptions=True)
        for end in ended:
            if isinstance(end, Exception) and not isinstance(end, WebSocketDisconnect):
                raise end

    async def _listen(self) -> None:
        while True:
            message = await self._wire.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                self._in_pace()
                await self._take(read_message(_text(message.get("text"))))
            except DigitscopeError as error:
                await self._say(Failure.of(error, id=error.id if isinstance(error, MessageError) else None))
                if self._errors.add() > self._limits.errors_per_minute:
                    await self._outgoing.join()
                    await self._wire.close(POLICY_VIOLATION, "too many errors")
                    return

    def _in_pace(self) -> None:
        if not self._pace.allows():
            asked = f"a socket takes {self._limits.messages_per_second:g} messages a second"
            raise MessageError(asked, came="more", hint="wait a moment and send less", code="RATE")

    async def _speak(self) -> None:
        """Sends what is in the queue, one after the other, as fast as the client reads."""
        while True:
            message = await self._outgoing.get()
            await self._wire.send_text(to_wire(message).decode())
            self._outgoing.task_done()

    async def _say(self, message: Said) -> None:
        """Into the queue; where that is full, whoever speaks waits for the client to read, first come first."""
        async with self._in_turn:
            await self._outgoing.put(message)

    async def _take(self, message: Asked) -> None:
        """One message, in the state that the socket is in."""
        if self.state is State.CLOSED:
            return
        replaced = self._put(message)
        if self.state is State.IDLE:
            self._work = asyncio.create_task(self._work_on(self._next()))
        if replaced is not None:
            await self._say(replaced)

    def _put(self, message: Asked) -> Failure | None:
        """Where it waits for its turn; what is said to the one whose place it takes."""
        before: Asked | None
        match message:
            case Evaluate():
                before, self._evaluation = self._evaluation, message
                asked = "one evaluation waits while other work is under way"
            case Measure():
                before, self._measure = self._measure, message
                asked = "one measurement waits while other work is under way"
            case Sweep():
                lines, self._lines = self._lines, Lines(message)
                before, asked = lines.asked if lines else None, "one sweep is under way"
        return None if before is None else _superseded(before, asked)

    def _next(self) -> Evaluate | Measure | Lines | None:
        """What is to be done now, and the state that goes with it."""
        if self._evaluation is not None:
            evaluation, self._evaluation, self.state = self._evaluation, None, State.EVALUATING
            return evaluation
        if self._measure is not None:
            measure, self._measure, self.state = self._measure, None, State.MEASURING
            return measure
        self.state = State.IDLE if self._lines is None else State.SWEEPING
        return self._lines

    async def _work_on(self, work: Evaluate | Measure | Lines | None) -> None:
        """This one, or of a sweep some; then what there is to do by then, until there is nothing."""
        while work is not None:
            if isinstance(work, Lines):
                await self._sweep(work)
            else:
                await self._answer(work)
            work = self._next()

    async def _answer(self, message: Evaluate | Measure) -> None:
        async with self._session.computing:  # one at a time in a session, however many sockets it has
            answer = await _done(self._answered(message), message)
        await self._say(answer)

    async def _answered(self, message: Evaluate | Measure) -> Evaluation | Measurement:
        if isinstance(message, Evaluate):
            return await self._shelf.evaluation(message, self._session)
        return await self._shelf.measurement(message)

    async def _sweep(self, lines: Lines) -> None:
        async with self._session.computing:
            if self._lines is not lines:  # a newer one came while this one waited for its turn
                return
            failure = await _done(self._shelf.more(lines, self._session), lines.asked)
        if failure is not None and failure.code == "BUSY" and lines.once_more():
            await asyncio.sleep(MOMENT)
            return
        said: Said | None = failure or lines.take()
        if self._lines is not lines or said is None:
            return
        if failure is not None or lines.over:
            self._lines = None
        await self._say(said)


async def _done(work: Awaitable[Result], message: Asked) -> Result | Failure:
    """What the work gives, or why it gives nothing."""
    try:
        return await work
    except DigitscopeError as error:
        return Failure.of(error, id=message.id)
    except Exception:
        LOG.exception("work that a message asked for failed")
        return Failure.of(internal(), id=message.id)


def _text(text: str | None) -> str:
    if text is None:
        raise MessageError("a message must be text", came="bytes", hint="send JSON as text")
    return text


def _superseded(message: Asked, asked: str) -> Failure:
    return Failure.of(MessageError(asked, came="a newer one", hint="nothing to do", code="SUPERSEDED"), id=message.id)
