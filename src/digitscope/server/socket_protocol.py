"""One WebSocket connection, stricter than uvicorn's: floods of fragments and pings, clients that do not read, the end.

In: frames of a client that the guard let in. Out: whole messages for conversation.py, or a close frame that says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from digitscope.server.pace import Pace, Patience

if TYPE_CHECKING:
    from digitscope.server.limits import Limits

GOING_AWAY, POLICY_VIOLATION, TOO_BIG, TRY_AGAIN_LATER = 1001, 1008, 1009, 1013
LAST_WORD_SECONDS: Final = 1.0


class Socket(WebSocketsSansIOProtocol):
    """One WebSocket connection."""

    def __init__(self, *, limits: Limits, **given: Any) -> None:
        super().__init__(**given)
        self._limits = limits
        self._pings = Pace(limits.messages_per_second, burst=limits.message_burst)
        self._patience = Patience(limits.unread_seconds, self._give_up)

    def shutdown(self) -> None:
        """The server ends: 1001 for open sockets."""
        self.stop_keepalive()
        if self.handshake_complete and not self.close_sent:
            self._leave(GOING_AWAY, "the lab was closed")
        else:
            super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._patience.stop()

    async def send(self, message: Any) -> None:
        """What the lab says. Raises ClientDisconnected after the last word, whichever side said it."""
        await self.writable.wait()
        if self.handshake_complete and self.close_sent:
            raise ClientDisconnected
        await super().send(message)

    def handle_cont(self, event: Any) -> None:
        """Fragments of a message: not too many, as even empty ones take memory."""
        if len(self.frames) >= self._limits.message_fragments:
            self._leave(TOO_BIG, "too many fragments")
            return
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """A whole message; more of them at once than would be heard out are too many."""
        if self.queue.qsize() > self._limits.message_burst + self._limits.errors_per_minute:
            self._leave(POLICY_VIOLATION, "too many messages")
        super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Answered, unless they flood."""
        if self._pings.allows():
            super().handle_ping()
        else:
            self._leave(POLICY_VIOLATION, "too many pings")

    def handle_events(self) -> None:
        """As uvicorn does it; after the last word nothing is listened to."""
        if not self.transport.is_closing():
            super().handle_events()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.transport.pause_reading()  # who does not read has nothing more to say
        self._patience.wait()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()
        self._patience.stop()

    def _give_up(self) -> None:
        if self.close_sent or self.transport.is_closing():
            self.transport.abort()
        self._leave(TRY_AGAIN_LATER, "nothing is read")

    def _leave(self, code: int, reason: str) -> None:
        """A close frame, and the end of the connection whether it is answered or not."""
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
        self.loop.call_later(LAST_WORD_SECONDS, self.transport.abort)
