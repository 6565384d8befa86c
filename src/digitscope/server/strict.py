"""What is stricter here than in the libraries below: the size of a head, pieces of a body, patience with a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h11

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from digitscope.server.limits import Limits


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


class Patience:
    """Ends a connection whose client takes nothing of what waits for it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, limits: Limits, give_up: Callable[[], None]) -> None:
        self._loop = loop
        self._seconds = limits.unread_seconds
        self._least = limits.drain_bytes
        self._give_up = give_up
        self._timer: asyncio.TimerHandle | None = None

    def wait(self, transport: asyncio.Transport) -> None:
        """From now on; it goes on as long as enough is taken each time."""
        waiting = transport.get_write_buffer_size()
        self._timer = self._loop.call_later(self._seconds, self._look, transport, waiting)

    def _look(self, transport: asyncio.Transport, before: int) -> None:
        if transport.get_write_buffer_size() > before - self._least:
            self._give_up()
        else:
            self.wait(transport)

    def stop(self) -> None:
        """All was taken, or nobody is there."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
