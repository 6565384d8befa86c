"""One HTTP connection, stricter than uvicorn's: deadlines, sizes of a head, and clients that do not read.

In: bytes of anyone. Out: requests for the guard whose head is sound and small, or an answer in the one shape. What is
not a sound WebSocket handshake stays an ordinary request, so that the guard alone decides what is said to it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from websockets.server import ServerProtocol

from digitscope.server.answer import with_headers
from digitscope.server.pace import Patience
from digitscope.server.refusal import RefusalError

if TYPE_CHECKING:
    import asyncio

    from websockets.http11 import Request

    from digitscope.server.limits import Limits

DROPPED: Final = (b"sec-websocket-extensions", b"sec-websocket-protocol")
"""We speak none of them, so they need not be read."""
CODES: Final = {
    400: "REQUEST_INVALID",
    408: "HEAD_TOO_SLOW",
    414: "REQUEST_LINE_TOO_LONG",
    431: "HEAD_TOO_LARGE",
    503: "BUSY",
}


class StrictConnection(h11.Connection):
    """h11, which also refuses a head that is too large and a body in too many pieces."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(h11.SERVER, limits.header_bytes)
        self._limits = limits
        self._pieces = 0
        self.status = 400

    def next_event(self) -> Any:
        """The next event. Raises RemoteProtocolError; `status` says what to answer then."""
        try:
            event = super().next_event()
        except h11.RemoteProtocolError as error:
            self.status = 431 if error.error_status_hint == 431 else 400
            raise
        if isinstance(event, h11.Request):
            self._pieces = 0
            self._check_head(event)
        if isinstance(event, h11.Data) and event.chunk_start:
            self._pieces += 1
            if self._pieces > self._limits.body_chunks:
                raise h11.RemoteProtocolError("too many chunks")
        return event

    def _check_head(self, event: h11.Request) -> None:
        lines = [len(name) + len(value) + 4 for name, value in event.headers]
        line = len(event.method) + len(event.target) + len(b"  HTTP/1.1")
        limits = self._limits
        if line > limits.request_line_bytes:
            self.status = 414
        elif len(lines) > limits.header_fields or max(lines, default=0) > limits.header_line_bytes:
            self.status = 431
        elif not event.target.startswith(b"/") or event.http_version not in (b"1.0", b"1.1"):
            self.status = 400
        elif line + sum(lines) > limits.header_bytes:
            self.status = 431
        else:
            return
        raise h11.RemoteProtocolError("a head that is too large, or a target that is no path")


class Http(H11Protocol):
    """One HTTP connection."""

    def __init__(self, *, limits: Limits, **given: Any) -> None:
        super().__init__(**given)
        self._limits = limits
        self._strict = StrictConnection(limits)
        self.conn = self._strict
        self._head: asyncio.TimerHandle | None = None
        self._drain: asyncio.TimerHandle | None = None
        self._drained = 0
        self._patience = Patience(limits.unread_seconds, lambda: self.transport.abort())

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn itself narrows it
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # one byte that waits to be read starts the clock of patience
        if len(self.connections) > self._limits.connections:
            self._say(503, "there can be few connections at once", "one more", "close some pages, then try again")
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in (self._head, self._drain):
            if timer is not None:
                timer.cancel()
        self._patience.stop()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._drain is not None:
            self._drained += len(data)
            if self._drained > self._limits.drain_bytes:
                self.transport.close()
                return
        if self._head is None and self.conn.their_state is h11.IDLE:
            self._await_head()
        super().data_received(data)
        if self._drain is not None and self.conn.their_state is not h11.SEND_BODY:
            self._drain.cancel()
            self._drain = None
            if self.conn.their_state is h11.IDLE:
                self._await_head()

    def handle_events(self) -> None:
        """As uvicorn does it; the clock of the head stops when there is one."""
        super().handle_events()
        if self._head is not None and self.conn.their_state is not h11.IDLE:
            self._head.cancel()
            self._head = None

    def _await_head(self) -> None:
        self._head = self.loop.call_later(self._limits.header_seconds, self._head_too_slow)

    def _head_too_slow(self) -> None:
        if not self.conn.trailing_data[0]:  # a browser opens connections ahead of need: no answer without a question
            self.transport.close()
            return
        asked = f"a request's head must be here within {self._limits.header_seconds:g} seconds"
        self._say(408, asked, "a part of it", "send it again")

    def on_response_complete(self) -> None:
        """Where an answer came before all of the request, only a little of the rest is listened to."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
            self._drained = 0
            self._drain = self.loop.call_later(self._limits.drain_seconds, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        """What came is no sound request: 400, or 414 and 431 where its head is too large."""
        kinds = {
            431: f"a head has at most {self._limits.header_fields} fields and {self._limits.header_bytes:,} bytes",
            414: f"a request line has at most {self._limits.request_line_bytes:,} bytes",
        }
        asked = kinds.get(self._strict.status, "a request must be sound HTTP/1.1 for a path")
        self._say(self._strict.status, asked, "another", "use a browser, or an HTTP library")

    def _say(self, status: int, asked: str, came: str, hint: str) -> None:
        """An answer without a request, and the end of the connection."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(
                _plain_answer(status, RefusalError(asked, came=came, hint=hint, code=CODES[status], status=status))
            )
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._patience.wait()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._patience.stop()

    def _should_upgrade(self) -> bool:
        """Only what the WebSocket library accepts: it is asked first, so that it never answers in our place."""
        if self._get_upgrade() != b"websocket" or self.scope["http_version"] != "1.1":
            return False
        kept = [(name, value) for name, value in self.headers if name not in DROPPED]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in kept)
        trial = ServerProtocol()
        trial.receive_data(b"%s / HTTP/1.1\r\n%s\r\n" % (self.scope["method"].encode(), lines))
        if not any(trial.accept(cast("Request", event)).status_code == 101 for event in trial.events_received()):
            return False
        self.headers[:] = kept
        return True

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """The connection goes over to `Socket`."""
        if self._head is not None:
            self._head.cancel()
            self._head = None
        super().handle_websocket_upgrade(event)


def _plain_answer(status: int, refusal: RefusalError) -> bytes:
    body = refusal.as_json(secrets.token_hex(4))
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"1"))
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in with_headers(headers))
    return b"HTTP/1.1 %d \r\n%s\r\n%s" % (status, lines, body)
