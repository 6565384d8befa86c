"""What is said on one socket, from its first word to its last: a small machine of three states.

    IDLE        evaluate -> EVALUATING
    EVALUATING  evaluate -> EVALUATING (it waits; one that waited before is told SUPERSEDED), done -> IDLE
    CLOSED      nothing more

In: text messages of a client. Out: the messages of messages.py, in a queue that ends somewhere. A message that cannot
be changes nothing and is answered with an error; who sends too many of them is shown out (1008).
"""

from __future__ import annotations

import asyncio
import logging
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import msgspec
from starlette.websockets import WebSocketDisconnect

from digitscope.environment import versions
from digitscope.errors import DigitscopeError
from digitscope.messages import Asked, Evaluate, Failure, Hello, MessageError, Said, read_message, to_wire
from digitscope.server.pace import Pace, Tally
from digitscope.server.refusal import internal

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from digitscope.server.keys import Session
    from digitscope.server.limits import Limits
    from digitscope.server.shelf import Shelf

LOG: Final = logging.getLogger("digitscope.server")
POLICY_VIOLATION: Final = 1008
MINUTE: Final = 60.0


class State(Enum):
    """Where a socket is."""

    IDLE = auto()
    EVALUATING = auto()
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
        self._next: Evaluate | None = None
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
        """Into the queue; where that is full, whoever speaks waits for the client to read."""
        await self._outgoing.put(message)

    async def _take(self, message: Asked) -> None:
        """One message, in the state that the socket is in."""
        match self.state:
            case State.IDLE:
                self.state = State.EVALUATING
                self._work = asyncio.create_task(self._evaluate(message))
            case State.EVALUATING:
                replaced, self._next = self._next, message
                if replaced is not None:
                    await self._say(_superseded(replaced))
            case State.CLOSED:
                return

    async def _evaluate(self, message: Evaluate) -> None:
        """This one, then the one that waits, if any; one at a time in a session, however many sockets it has."""
        asked: Evaluate | None = message
        while asked is not None:
            async with self._session.computing:
                answer = await self._answer(asked)
            await self._say(answer)
            asked, self._next = self._next, None
        self.state = State.IDLE

    async def _answer(self, message: Evaluate) -> Said:
        try:
            found = await self._shelf.evaluation(message.network, self._session)
        except DigitscopeError as error:
            return Failure.of(error, id=message.id)
        except Exception:
            LOG.exception("an evaluation failed")
            return Failure.of(internal(), id=message.id)
        return msgspec.structs.replace(found, id=message.id, network=message.network)


def _text(text: str | None) -> str:
    if text is None:
        raise MessageError("a message must be text", came="bytes", hint="send JSON as text")
    return text


def _superseded(message: Evaluate) -> Failure:
    asked, came = "one evaluation waits while another is under way", "a newer one"
    return Failure.of(MessageError(asked, came=came, hint="nothing to do", code="SUPERSEDED"), id=message.id)
