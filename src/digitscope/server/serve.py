"""The server's life: sockets bound at exact addresses, uvicorn on them, a quiet end.

In: where to listen and what to serve. Out: a running lab, until a signal ends it; no worker and no socket outlives it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import logging
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import uvicorn

from digitscope.errors import SettingError
from digitscope.server.http_protocol import Http
from digitscope.server.socket_protocol import Socket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

    from digitscope.server.app import Lab
    from digitscope.server.guard import Guard
    from digitscope.server.limits import Limits

FIRST_PORT: Final = 8784
PORTS: Final = range(FIRST_PORT, FIRST_PORT + 100)
CLOSING_SECONDS: Final = 2
BACKLOG: Final = 128
SPARE_FILES: Final = 32


def listen(addresses: Sequence[str], port: int | None) -> list[socket.socket]:
    """A listening socket at each of these addresses of this machine, all at one port.

    port: None for the first free one from 8784 on, 0 for any.  Raises SettingError where that cannot be.
    >>> (listening,) = listen(["127.0.0.1"], 0)
    >>> listening.getsockname()[0]
    '127.0.0.1'
    >>> listening.close()
    """
    for candidate in PORTS if port is None else [port]:
        try:
            return _bound(addresses, candidate)
        except _PortInUse:
            continue
    came = f"port {port}, which another program uses" if port is not None else f"ports {PORTS[0]} to {PORTS[-1]} in use"
    raise SettingError("the lab needs a free port", came=came, hint="give another one with --port, or end that program")


class _PortInUse(Exception):  # noqa: N818 (it says what is, and never leaves this module)
    pass


def _bound(addresses: Sequence[str], port: int) -> list[socket.socket]:
    made: list[socket.socket] = []
    try:
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            made.append(socket.create_server((address, port), family=family, backlog=BACKLOG))
            port = made[0].getsockname()[1]
    except OSError as error:
        for listening in made:
            listening.close()
        raise _refused(error, address, port) from None
    return made


def _refused(error: OSError, address: str, port: int) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return _PortInUse()
    hints = {
        errno.EACCES: (f"port {port}, which needs more rights", "choose a port above 1023 with --port"),
        errno.EADDRNOTAVAIL: (f"{address}, which is none of this machine's", "give an address that this machine has"),
    }
    came, hint = hints.get(error.errno or 0, (f"{address}: {error.strerror}", "give another address with --host"))
    return SettingError("the lab listens at an address of this machine", came=came, hint=hint)


class Server(uvicorn.Server):
    """uvicorn's server, ended by `stop` rather than by signals of its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Until it is ended. One thread, no more, does what would hold the event loop up for some milliseconds."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        await super().serve(sockets)

    def stop(self) -> None:
        """Ends it: no new connections, sockets closed with 1001, then out. Called again, it waits for nobody."""
        self.force_exit = self.should_exit
        self.should_exit = True


def server(guard: Guard, limits: Limits) -> Server:
    """A server of that lab, not running yet."""
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL + 1)  # what is to be said, the guard says
    limits = _within_the_system(limits)
    config = uvicorn.Config(
        cast("Any", guard),
        http=cast("Any", functools.partial(Http, limits=limits)),
        ws=cast("Any", functools.partial(Socket, limits=limits)),
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_max_size=limits.message_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=limits.ping_seconds,
        ws_ping_timeout=limits.ping_seconds,
        timeout_keep_alive=cast("int", limits.idle_connection_seconds),
        timeout_graceful_shutdown=CLOSING_SECONDS,
    )
    return Server(config)


def _within_the_system(limits: Limits) -> Limits:
    """Fewer connections where the system grants few files: the last ones are needed to say so, and for the workers."""
    try:
        import resource
    except ImportError:  # Windows
        return limits
    granted, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if granted == resource.RLIM_INFINITY:
        return limits
    return replace(limits, connections=max(1, min(limits.connections, granted - SPARE_FILES)))


async def serve(guard: Guard, lab: Lab, sockets: Sequence[socket.socket], *, ready: Callable[[], None]) -> int:
    """Serves until SIGINT or SIGTERM; gives the signal. ready: called once when the lab can be reached."""
    running = server(guard, lab.limits)
    ended_by: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        ended_by.append(number)
        running.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        work = asyncio.create_task(running.serve(sockets=list(sockets)))
        while not running.started and not work.done():
            await asyncio.sleep(0.005)
        if running.started:
            ready()
        await work
    finally:
        await lab.crew.close()
        for number, handler in before.items():
            signal.signal(number, handler)
    return ended_by[0] if ended_by else 0
