"""The one layer around everything, HTTP and WebSocket alike: what comes in passes every check, or is refused.

In: a request as ASGI has it. Out: the route's own answer with the headers that every answer has, or a refusal in the
one shape.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
import traceback
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import ClientDisconnect
from starlette.routing import Match

from digitscope.server.answer import Answer
from digitscope.server.checks import CHECKS, Visit
from digitscope.server.refusal import RefusalError, busy, internal, missing, too_fast, too_large

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from starlette.types import Message, Receive, Scope, Send

    from digitscope.server.address import Address
    from digitscope.server.checks import Check, Door
    from digitscope.server.keys import Keys
    from digitscope.server.limits import Limits

LOG: Final = logging.getLogger("digitscope.server")


class Guard:
    """The ASGI application that the server runs: checks first, then the route. lab: what the routes work with."""

    def __init__(
        self,
        doors: Sequence[Door],
        *,
        address: Address,
        keys: Keys,
        limits: Limits,
        lab: Any,
        checks: Sequence[Check] = CHECKS,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self._doors = tuple(doors)
        self._address = address
        self._keys = keys
        self._limits = limits
        self._lab = lab
        self._checks = tuple(checks)
        self._log = log
        self._uploads = asyncio.Semaphore(limits.uploads)
        self.sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, from its head to the last byte of its answer."""
        answer = Answer(scope, send, request_id=secrets.token_hex(4), log=self._log)
        try:
            visit = self._visit(scope)
            for check in self._checks:
                check(visit)
            if visit.door is None:  # never, as long as `known_door` is among the checks
                raise missing()
            scope["lab"], scope["session"] = self._lab, visit.session
            async with self._room(visit):
                await visit.door.route.handle(scope, _Body(visit, receive), answer)
        except RefusalError as refusal:
            await answer.refuse(refusal)
        except asyncio.CancelledError:  # the server ends, and waits no longer
            await answer.refuse(busy("the lab answers as long as it is open", "its end"))
        except ClientDisconnect:
            pass  # nobody is there to hear of it
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            LOG.error("%s: %r in %s, line %s", answer.request_id, error, place.name, place.lineno)
            await answer.refuse(internal())
        await answer.deliver()

    def _visit(self, scope: Scope) -> Visit:
        visit = Visit(scope, self._address, self._keys, self._limits)
        for name, value in scope["headers"]:
            visit.headers.setdefault(name.lower(), []).append(value.decode("latin-1"))
        for door in self._doors:
            # starlette tells http and websocket apart; here a path is a path, whatever is spoken on it
            match, more = door.route.matches({**scope, "type": "http" if door.methods else "websocket"})
            if match is not Match.NONE:
                scope.update(more)
                visit.door = door
                break
        return visit

    @asynccontextmanager
    async def _room(self, visit: Visit) -> AsyncIterator[None]:
        """Not too much at once: sockets are counted, other requests wait a little for their turn."""
        if visit.socket and visit.session is not None:
            if visit.session.sockets >= self._limits.sockets_per_session:
                raise too_fast(f"at most {self._limits.sockets_per_session} sockets a browser", "one more")
            if self.sockets >= self._limits.sockets:
                raise busy(f"at most {self._limits.sockets} sockets in all", "one more")
            self.sockets += 1
            visit.session.sockets += 1
            try:
                yield
            finally:
                self.sockets -= 1
                visit.session.sockets -= 1
            return
        async with _turn(visit.session.slots if visit.session else None, self._limits, _crowded()):
            uploads = self._uploads if visit.body_limit else None
            async with _turn(uploads, self._limits, busy("few files at once", "more")):
                yield


@asynccontextmanager
async def _turn(slots: asyncio.Semaphore | None, limits: Limits, refusal: RefusalError) -> AsyncIterator[None]:
    if slots is None:
        yield
        return
    try:
        await asyncio.wait_for(slots.acquire(), limits.wait_seconds)
    except TimeoutError:
        raise refusal from None
    try:
        yield
    finally:
        slots.release()


class _Body:
    """The bytes that a request brings, counted as they arrive, within their time. A socket's messages just pass."""

    def __init__(self, visit: Visit, receive: Receive) -> None:
        self._receive = receive
        self._counts = not visit.socket
        self._limit = visit.body_limit
        self._seconds = visit.limits.body_seconds
        self._until = time.monotonic() + self._seconds
        self._came = 0

    async def __call__(self) -> Message:
        if not self._counts:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, self._until - time.monotonic()))
        except TimeoutError:
            asked = f"a body must be here within {self._seconds:g} seconds"
            hint = "is the network slow? send a smaller file"
            raise RefusalError(asked, came="a part of it", hint=hint, code="BODY_TOO_SLOW", status=408) from None
        self._came += len(message.get("body", b""))
        if self._came > self._limit:
            raise too_large(self._limit)
        return message


def _crowded() -> RefusalError:
    return too_fast("few requests at once", "more, and they did not end")
