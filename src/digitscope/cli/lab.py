"""`digitscope lab`: the lab in the browser, served by this machine alone."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import re
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING, Final, Literal

import click

from digitscope.cli.options import note, tell, terminal

if TYPE_CHECKING:
    from digitscope.server.address import Address
    from digitscope.server.app import Lab

LOOPBACK: Final = "127.0.0.1"
EXACT: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
QUIET_SECONDS: Final = 2.0
"""Between two fresh addresses that nobody at the terminal asked for."""


@click.command("lab", short_help="Open the lab in the browser: draw a digit and see through the network.")
@click.option("--host", metavar="NAME|ADDRESS", help="Let phones and tablets of this network in, at this address.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="A further exact name that the lab is called by.")
@click.option("--port", type=click.IntRange(0, 65_535), help="[default: 8784, or the next one that is free]")
@click.option("--no-browser", is_flag=True, help="Print the address, open nothing.")
@click.option("--log", is_flag=True, help="One line of JSON on standard error for each request.")
def command(host: str | None, allow_host: tuple[str, ...], port: int | None, no_browser: bool, log: bool) -> None:
    """The lab: draw a digit, and see every number on its way through the network.

    It is a page in your browser. This machine serves it, and only to itself, unless --host names an address of this
    machine: then whoever sees the code in the terminal may come in.

    \b
    digitscope lab
    digitscope lab --host 192.168.1.20        and scan the code with a phone
    digitscope lab --no-browser --port 9000

    Each address that is shown works once. Ctrl-C ends the lab.
    """
    from digitscope.server.address import Address
    from digitscope.server.serve import listen

    for name in allow_host:
        _check_exact(name)
    addresses, name = _places(host)
    sockets = listen(addresses, port)
    address = Address(sockets[0].getsockname()[1], (name, *allow_host), called=name)
    ended_by = asyncio.run(_serve(address, sockets, shared=len(sockets) > 1, browser=not no_browser, log=log))
    if ended_by == signal.SIGINT:
        raise KeyboardInterrupt


def _check_exact(name: str) -> None:
    if not EXACT.fullmatch(name):
        raise click.UsageError(f"--allow-host takes one exact name or address, as lab.local; got {name!r}")


def _places(host: str | None) -> tuple[list[str], str]:
    """Addresses to listen at, and what the lab is called by. Raises UsageError for a host that is not exact."""
    if host is None:
        return _at_home()
    found = _resolved(host.strip("[]"))
    if found.is_unspecified:
        raise click.UsageError(
            f"--host {host} would let in whoever reaches this machine by any way: "
            "give the one address or name that the others call this machine by"
        )
    if found.is_loopback and host in (LOOPBACK, "localhost", "::1", "[::1]"):
        return _at_home()
    if found.is_loopback:
        raise click.UsageError(
            f"--host {host} is {found}, which only this machine itself can reach: "
            "give the address that it has in your network, as 192.168.1.20"
        )
    name = f"[{found}]" if found.version == 6 and host.strip("[]") == str(found) else host
    _check_exact(name)
    return [_at_home()[0][0], str(found)], name


def _resolved(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        known = socket.getaddrinfo(host or "?", None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise click.UsageError(f"--host must be a name or address of this machine; got {host!r}") from None
    found = [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in known]
    return min(found, key=lambda address: (address.is_loopback, address.version, str(address)))


def _at_home() -> tuple[list[str], str]:
    """127.0.0.1; ::1 where a machine speaks nothing else."""
    try:
        socket.create_server((LOOPBACK, 0)).close()
    except OSError:
        return ["::1"], "[::1]"
    return [LOOPBACK], LOOPBACK


async def _serve(address: Address, sockets: list[socket.socket], *, shared: bool, browser: bool, log: bool) -> int:
    from digitscope.server.app import guarded, lab
    from digitscope.server.serve import serve

    shown: list[float] = []

    def announce(what: Literal["used", "tried again"]) -> None:
        if (what == "used") == shared and (shared or time.monotonic() - shown[-1] > QUIET_SECONDS):
            shown.append(time.monotonic())
            _show_fresh(it, shared=shared)

    it = lab(address, announce=announce)
    url = address.url(it.keys.fresh_token())

    def ready() -> None:
        shown.append(time.monotonic())
        _show_first(url, shared=shared, browser=browser)

    return await serve(guarded(it, log=note if log else None), it, sockets, ready=ready)


def _show_first(url: str, *, shared: bool, browser: bool) -> None:
    opens = browser and _has_browser()
    tell(f"\n  The lab is open at\n\n    {url}\n")
    if shared:
        tell(_code(url))
        tell("  Whoever sees this code may come in, once; the next code follows then.")
    else:
        tell("  Your browser opens it." if opens else "  Open that address in a browser.")
    tell("  Ctrl-C ends the lab.\n")
    if opens:
        import webbrowser

        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _show_fresh(it: Lab, *, shared: bool) -> None:
    url = it.address.url(it.keys.fresh_token())
    if shared:
        tell(f"  For the next device:\n\n    {url}\n\n{_code(url)}")
    else:
        tell(f"  That address was used already. A fresh one:\n\n    {url}\n")


def _has_browser() -> bool:
    """Not where only a browser for the terminal would open, which would take it away from the lab."""
    needs_screen = sys.platform not in ("win32", "darwin")
    return not needs_screen or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _code(url: str) -> str:
    """The address as a QR code of half blocks: two rows of it in a line of text, light where the code is light."""
    import segno

    rows = [list(row) for row in segno.make(url, error="l", micro=False).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([1] * len(rows[0]))
    blocks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    lines = (
        "".join(blocks[bool(a), bool(b)] for a, b in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )
    begin, end = ("\x1b[97;40m", "\x1b[0m") if terminal().colour else ("", "")  # light on dark on any paper
    return "\n".join(f"    {begin}{line}{end}" for line in lines) + "\n"
