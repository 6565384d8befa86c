"""A lab on a real socket of this process, and visitors that speak to it in raw bytes."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from digitscope.pictures.page import File
from digitscope.server.address import Address
from digitscope.server.app import Lab, guarded, lab
from digitscope.server.checks import CHECKS, Check
from digitscope.server.limits import Limits
from digitscope.server.serve import listen, server

KEY: Final = "dGhlIHNhbXBsZSBub25jZQ=="
PAGE: Final = {
    "index.html": File(
        b"<!doctype html><meta charset=utf-8><title>lab</title>" + b" " * 100,
        b"not really gzip",
        "text/html; charset=utf-8",
    ),
    "assets/lab-1234.js": File(b"export {}", None, "text/javascript; charset=utf-8"),
    "favicon.svg": File(b"<svg/>", None, "image/svg+xml"),
    "favicon.ico": File(b"icon", None, "image/x-icon"),
}
UNHURRIED: Final = Limits(requests_per_second=1e6, request_burst=10**6, documents_per_second=1e6, document_burst=10**6)


@dataclass(frozen=True)
class Answer:
    """What came back. headers: names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def error(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.body)["error"]
        return found


@dataclass(frozen=True)
class Request:
    """A request to be sent as it is, header by header."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    version: str = "HTTP/1.1"

    def with_header(self, name: str, *values: str) -> Request:
        """The same with these values of that header instead of what it had."""
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=kept + tuple((name, value) for value in values))

    def raw(self) -> bytes:
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return f"{self.method} {self.path} {self.version}\r\n{lines}\r\n".encode("latin-1") + self.body


@dataclass
class Place:
    """A lab that runs, and ways to speak to it."""

    port: int
    lab: Lab
    announced: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    loop: Any = None
    running: Any = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    def session(self) -> str:
        """A new session's cookie, as a Cookie header has it."""
        return f"{self.lab.address.cookie}={self.lab.keys.exchange(self.lab.keys.fresh_token()).secret}"

    def sound(self, method: str, path: str, *, cookie: str | None = None, body: bytes = b"") -> Request:
        """A request as the lab's own page would send it."""
        headers = [("Host", self.host), ("Cookie", cookie or self.session())]
        if method not in ("GET", "HEAD"):
            headers += [("Origin", self.origin), ("X-Digitscope", "lab"), ("Content-Length", str(len(body)))]
        return Request(method, path, tuple(headers), body)

    def handshake(self, *, cookie: str | None = None, path: str = "/ws") -> Request:
        """A WebSocket's first request as the lab's own page would send it."""
        request = self.sound("GET", path, cookie=cookie)
        more = (
            ("Origin", self.origin),
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", KEY),
        )
        return replace(request, headers=request.headers + more)

    @contextmanager
    def connection(self, *, seconds: float = 10.0) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield wire

    def ask(self, request: Request | bytes, *, seconds: float = 10.0) -> Answer:
        """Sends it on a connection of its own; what came back. Raises OSError where nothing did."""
        with self.connection(seconds=seconds) as wire:
            with suppress(ConnectionError):  # it may be answered before all of it was sent
                wire.sendall(request if isinstance(request, bytes) else request.raw())
            return read_answer(wire, request.method if isinstance(request, Request) else "GET")

    def get(self, path: str, *, cookie: str | None = None) -> Answer:
        return self.ask(self.sound("GET", path, cookie=cookie))

    def post(self, path: str, body: bytes, *, cookie: str | None = None) -> Answer:
        return self.ask(self.sound("POST", path, cookie=cookie, body=body))

    def call(self, work: Callable[[], Any]) -> Any:
        """Runs a coroutine function where the server runs."""
        return asyncio.run_coroutine_threadsafe(work(), self.loop).result(30)


def read_answer(wire: socket.socket, method: str = "GET") -> Answer:
    response = http.client.HTTPResponse(wire, method=method)
    try:
        response.begin()
        body = b"" if response.status == 101 else response.read()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
    except http.client.HTTPException as error:
        raise ConnectionError(repr(error)) from error
    finally:
        response.close()


@contextmanager
def opened(
    limits: Limits = UNHURRIED,
    *,
    checks: Sequence[Check] = CHECKS,
    static: dict[str, File] | None = None,
    names: tuple[str, ...] = (),
    log: bool = False,
) -> Iterator[Place]:
    """A lab that runs in a thread, until the block ends; then nothing of it is left."""
    (listening,) = listen(["127.0.0.1"], 0)
    announced: list[str] = []
    port = listening.getsockname()[1]
    it = lab(Address(port, names), limits=limits, static=PAGE if static is None else static, announce=announced.append)
    place = Place(port, it, announced)
    guard = guarded(it, checks=checks, log=place.log.append if log else None)
    place.running = running = server(guard, limits)

    async def work() -> None:
        place.loop = asyncio.get_running_loop()
        try:
            await running.serve(sockets=[listening])
        finally:
            await it.crew.close()

    thread = threading.Thread(target=asyncio.run, args=(work(),))
    thread.start()
    try:
        until(lambda: running.started)
        yield place
    finally:
        running.stop()
        thread.join(20)
    assert not thread.is_alive()


def until(condition: Callable[[], object], *, seconds: float = 5.0) -> None:
    """Waits for it, and fails where it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


def state() -> dict[str, int]:
    """What this process holds: open files, threads, children that are alive or not buried."""
    own = Path("/proc/self")
    children = 0
    for thread in (own / "task").iterdir():
        with suppress(OSError):  # it ended meanwhile
            children += len((thread / "children").read_text().split())
    return {"files": len(list((own / "fd").iterdir())), "threads": threading.active_count(), "children": children}


def chunked(*pieces: bytes, end: bool = True) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return body + (b"0\r\n\r\n" if end else b"")
