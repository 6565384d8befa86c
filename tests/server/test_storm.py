"""The long tests: ten thousand random requests, hundreds of sockets, a hostile neighbour. `make slow` runs them."""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from digitscope.server.limits import Limits
from server.test_guard import ATTACKS, TARGETS
from server.visiting import UNHURRIED, Place, opened, read_answer, state, until

pytestmark = pytest.mark.slow
REQUESTS: Final = 10_000
NEVER: Final = {500, 501, 502, 504, 505}
PIECES: Final = (
    b"\r\n", b"\0", b"%00", b"..", b"//", b" ", b"\xff", b":", b"{}", b"[", b"GET", b"POST", b"HTTP/1.1",
    b"Host: x\r\n",
    b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Cookie: a=b\r\n", b"Expect: 100-continue\r\n",
    b"Connection: close\r\n", b"Upgrade: websocket\r\n", b"9" * 50, b"x" * 5_000, b"0\r\n\r\n", b"5\r\nhello\r\n",
)  # fmt: skip


def mutated(raw: bytes, dice: random.Random) -> bytes:
    content = bytearray(raw)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(content) + 1)
        match dice.randrange(4):
            case 0:
                content[at:at] = dice.choice(PIECES)
            case 1:
                del content[at : at + dice.randint(1, 9)]
            case 2:
                content[at:at] = bytes([dice.randrange(256)])
            case _:
                content[at : at + 4] = dice.choice(PIECES)
    return bytes(content)


def test_e74_ten_thousand_random_requests_get_no_5xx_and_one_shape() -> None:
    dice = random.Random(20_261)
    hasty = replace(UNHURRIED, header_seconds=0.2, body_seconds=0.2, drain_seconds=0.1)
    with opened(hasty) as place:
        place.post("/api/images", b"")
        cookie = place.session()
        before = state()
        statuses: dict[int, int] = {}
        for _ in range(REQUESTS):
            request = dice.choice(TARGETS).sound(place, cookie)
            if dice.random() < 0.5:
                request = dice.choice(ATTACKS).change(request, place)
            raw = request.raw()
            answer = None
            with place.connection() as wire, suppress(ConnectionError):
                wire.sendall(mutated(raw, dice) if dice.random() < 0.8 else raw)
                with suppress(OSError):
                    wire.shutdown(socket.SHUT_WR)
                answer = read_answer(wire, request.method)
            status = answer.status if answer else 0
            statuses[status] = statuses.get(status, 0) + 1
            assert status not in NEVER, raw
            if answer and status >= 400 and answer.body and answer.headers["content-type"] == "application/json":
                assert set(json.loads(answer.body)["error"]) == {"code", "message", "hint", "request_id"}
        assert len(statuses) > 5
        assert place.get("/healthz").status == 200
        until(lambda: all(state()[what] <= before[what] for what in ("files", "children")), seconds=10)


def test_f84_two_hundred_sockets_of_fifty_browsers_and_none_is_left() -> None:
    with opened(replace(UNHURRIED, sessions=50)) as place, ExitStack() as stack:
        wires = []
        for _ in range(50):
            cookie = place.session()
            for _ in range(4):
                wire = stack.enter_context(place.connection())
                wire.sendall(place.handshake(cookie=cookie).raw())
                wires.append(wire)
        for wire in wires:
            assert b" 101 " in wire.recv(4096)
        for wire in wires:  # pulled out, without a word
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            wire.close()
        until(lambda: not any(session.sockets for session in place.lab.keys.sessions))


def test_h135_a_hostile_neighbour_holds_nobody_up() -> None:
    with opened(Limits()) as place:
        place.post("/api/images", b"")
        evil = place.session()
        going = threading.Event()
        going.set()
        neighbours = [threading.Thread(target=_attack_on, args=(place, evil, going, number)) for number in range(2)]
        for neighbour in neighbours:
            neighbour.start()
        times = []
        mine = place.session()
        try:
            for _ in range(100):
                began = time.monotonic()
                assert place.get("/api/networks", cookie=mine).status == 200
                times.append(time.monotonic() - began)
                time.sleep(0.05)
        finally:
            going.clear()
            for neighbour in neighbours:
                neighbour.join()
        assert sorted(times)[-2] < 1


def _attack_on(place: Place, cookie: str, going: threading.Event, seed: int) -> None:
    dice = random.Random(seed)
    noise = dice.randbytes(500_000)
    while going.is_set():
        with suppress(OSError, ValueError):
            match dice.randrange(3):
                case 0:
                    place.post("/api/images", b"\x89PNG\r\n\x1a\n" + noise, cookie=cookie)
                case 1:
                    place.post("/api/networks", noise, cookie=cookie)
                case _:
                    place.ask(place.handshake(cookie=cookie).raw() + noise, seconds=0.2)


def test_g5_the_memory_stays_flat_over_many_uploads() -> None:
    with opened() as place:
        image = (Path(__file__).parents[2] / "src/digitscope/samples/chalk-7.png").read_bytes()
        cookie = place.session()

        def resident() -> int:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            return pages * 4096

        for _ in range(50):
            place.post("/api/images", image, cookie=cookie)
        before = resident()
        for _ in range(400):
            place.post("/api/images", image, cookie=cookie)
        assert resident() - before < 10 * 2**20
