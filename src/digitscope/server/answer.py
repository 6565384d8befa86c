"""The way out: headers that every answer has, refusals in their one shape, and a line in the log."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import Message, Scope, Send

    from digitscope.server.refusal import RefusalError

POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)
ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(self), microphone=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
UNLESS_SAID: Final = {"cache-control": "no-store"}
PIECE: Final = 64 * 2**10
"""Bytes that are written at once: what a slow reader keeps waiting is one piece, not the whole."""
STARTS: Final = ("http.response.start", "websocket.http.response.start", "websocket.accept")


def with_headers(given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer together with those that every answer has.

    >>> dict(with_headers([(b"cache-control", b"private")]))[b"cache-control"]
    b'private'
    """
    own = list(given)
    said = {name.lower() for name, _ in own}
    more = [(name.encode(), value.encode()) for name, value in ALWAYS.items()]
    more += [(name.encode(), value.encode()) for name, value in UNLESS_SAID.items() if name.encode() not in said]
    return own + more


class Answer:
    """What is sent back for one request. It stands where ASGI's `send` does."""

    def __init__(self, scope: Scope, send: Send, *, request_id: str, log: Callable[[str], None] | None) -> None:
        self.request_id = request_id
        self._scope = scope
        self._send = send
        self._log = log
        self._began = time.monotonic()
        self._started = False
        self._body: bytes | None = None

    async def __call__(self, message: Message) -> None:
        """Says it; the whole of a body waits for `deliver`, so that a slow reader keeps no turn from others."""
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self._body = message.get("body", b"")
            return
        if message["type"] in STARTS:
            self._started = True
            message = {**message, "headers": with_headers(message.get("headers", []))}
            self._note(message.get("status", 101))
        await self._send(message)

    async def deliver(self) -> None:
        """Sends the body, as fast as the client reads."""
        if self._body is None:
            return
        for start in range(0, len(self._body) or 1, PIECE):
            piece, more = self._body[start : start + PIECE], start + PIECE < len(self._body)
            await self._send({"type": "http.response.body", "body": piece, "more_body": more})

    async def refuse(self, refusal: RefusalError) -> None:
        """The refusal, as a page for people and as JSON for programs; nothing where the answer has begun already."""
        if self._started:
            return
        page = self._wants_page()
        body = refusal.as_page(self.request_id) if page else refusal.as_json(self.request_id)
        kind = "text/html; charset=utf-8" if page else "application/json"
        headers = {**refusal.headers, "content-type": kind, "content-length": str(len(body))}
        pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        begin = "websocket.http.response" if self._scope["type"] == "websocket" else "http.response"
        await self(
            {
                "type": f"{begin}.start",
                "status": refusal.status,
                "headers": pairs,
            }
        )
        await self({"type": f"{begin}.body", "body": body, "more_body": False})

    def _wants_page(self) -> bool:
        if self._scope["type"] == "websocket" or self._scope["path"].startswith("/api/"):
            return False
        return any(name.lower() == b"accept" and b"text/html" in value for name, value in self._scope["headers"])

    def _note(self, status: int) -> None:
        """One line of JSON; the query is left out, as a token may stand there."""
        if self._log is None:
            return
        line = {
            "id": self.request_id,
            "client": (self._scope.get("client") or ("",))[0],
            "method": self._scope.get("method", "SOCKET"),
            "path": self._scope["path"][:200],
            "status": status,
            "milliseconds": round(1000 * (time.monotonic() - self._began), 1),
        }
        self._log(json.dumps(line))
