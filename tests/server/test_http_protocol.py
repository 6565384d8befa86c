"""The wire: slow and broken clients, heads and bodies that cannot be, clients that do not read."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitscope.server.answer import PIECE
from digitscope.server.limits import Limits
from server.visiting import UNHURRIED, Answer, Place, chunked, opened, read_answer, state, until

HASTY: Final = replace(
    UNHURRIED,
    header_seconds=0.3,
    body_seconds=0.4,
    drain_seconds=0.3,
    unread_seconds=0.3,
    idle_connection_seconds=0.3,
    image_bytes=100_000,
)


@pytest.fixture(scope="module")
def hasty() -> Iterator[Place]:
    with opened(HASTY) as running:
        yield running


def closed_after(wire: socket.socket) -> float:
    """Seconds until the other side has closed."""
    began = time.monotonic()
    try:
        while wire.recv(65_536):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - began


def test_e61_slow_heads_are_closed_at_their_deadline(hasty: Place) -> None:
    before = state()
    wires = [socket.create_connection(("127.0.0.1", hasty.port), timeout=5) for _ in range(50)]
    try:
        for wire in wires:
            wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: ")
        assert hasty.get("/healthz").status == 200
        answer = read_answer(wires[0])
        assert (answer.status, answer.error["code"]) == (408, "HEAD_TOO_SLOW")
        assert all(closed_after(wire) < 1 for wire in wires[1:])
    finally:
        for wire in wires:
            wire.close()
    until(lambda: state()["files"] <= before["files"])


def test_e61_bytes_that_trickle_in_win_no_time(hasty: Place) -> None:
    with hasty.connection() as wire:
        began = time.monotonic()
        with pytest.raises((ConnectionError, TimeoutError)):  # noqa: PT012 (until it is closed)
            while time.monotonic() - began < 3:
                wire.sendall(b"X")
                time.sleep(0.05)
                wire.settimeout(0.01)
                try:
                    if not wire.recv(1000):
                        raise ConnectionError
                except TimeoutError:
                    wire.settimeout(5)
        assert time.monotonic() - began < 1.5


def test_e61_the_second_request_of_a_connection_has_a_deadline_too(hasty: Place) -> None:
    with hasty.connection() as wire:
        wire.sendall(hasty.sound("GET", "/healthz").raw())
        assert read_answer(wire).status == 200
        wire.sendall(b"GET / HTTP/1.1\r\n")
        assert read_answer(wire).status == 408
        assert closed_after(wire) < 1


def test_an_idle_connection_is_closed(hasty: Place) -> None:
    with hasty.connection() as wire:
        wire.sendall(hasty.sound("GET", "/healthz").raw())
        assert read_answer(wire).status == 200
        assert closed_after(wire) < 1


@pytest.mark.parametrize("announced", [True, False])
def test_e62_slow_bodies_are_closed_at_their_deadline(hasty: Place, announced: bool) -> None:
    request = hasty.sound("POST", "/api/images")
    if announced:
        raw = request.with_header("Content-Length", "1000").raw() + b"abc"
    else:
        bare = request.with_header("Content-Length").with_header("Transfer-Encoding", "chunked")
        raw = bare.raw() + chunked(b"abc", end=False)
    with hasty.connection() as wire:
        began = time.monotonic()
        wire.sendall(raw)
        answer = read_answer(wire)
        assert (answer.status, answer.error["code"]) == (408, "BODY_TOO_SLOW")
        assert time.monotonic() - began < 1
        assert closed_after(wire) < 1


def test_e62_a_connection_whose_refused_body_came_after_all_is_closed_when_it_is_idle(hasty: Place) -> None:
    with hasty.connection() as wire:
        wire.sendall(hasty.sound("POST", "/healthz", cookie="none=1").with_header("Content-Length", "2").raw())
        assert read_answer(wire).status == 405
        wire.sendall(b"xx")
        assert closed_after(wire) < 1


def test_a_connection_on_which_nothing_was_asked_is_closed_without_a_word(hasty: Place) -> None:
    with hasty.connection() as wire:
        assert wire.recv(100) == b""


def test_e62_a_body_that_never_ends_is_not_listened_to() -> None:
    with opened(replace(HASTY, drain_seconds=30)) as place, place.connection() as wire:
        request = place.sound("POST", "/api/images").with_header("Content-Length")
        wire.sendall(request.with_header("Transfer-Encoding", "chunked").raw())
        sent, piece = 0, chunked(b"x" * 65_536, end=False)
        began = time.monotonic()
        with pytest.raises(ConnectionError):  # noqa: PT012 (until it is closed)
            while time.monotonic() - began < 5:
                wire.sendall(piece)
                sent += len(piece)
        assert sent < 30_000_000  # what the system's own buffers hold comes on top


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("over", [0, 1])
def test_e63_a_body_of_exactly_the_limit_passes_and_one_byte_more_does_not(
    hasty: Place, announced: bool, over: int
) -> None:
    body = b"\x89PNG\r\n\x1a\n" + b"x" * (HASTY.image_bytes + over - 8)
    request = hasty.sound("POST", "/api/images", body=body)
    if not announced:
        bare = request.with_header("Content-Length").with_header("Transfer-Encoding", "chunked")
        request = replace(bare, body=chunked(body[:50_000], body[50_000:]))
    answer = hasty.ask(request)
    assert answer.status == (413 if over else 422)
    assert answer.error["code"] == ("BODY_TOO_LARGE" if over else "IMAGE_UNREADABLE")


@pytest.mark.parametrize(
    "lengths",
    [("-1",), ("+5",), ("1_0",), ("5", "6"), ("5, 6",), ("0x5",), ("five",), ("",), (" 5 5",), ("5.0",), ("\u00b2",)],
)
def test_e63_lengths_that_cannot_be_are_refused(place: Place, lengths: tuple[str, ...]) -> None:
    request = place.sound("POST", "/api/images", body=b"hello").with_header("Content-Length", *lengths)
    answer = place.ask(request)
    assert (answer.status, answer.error["code"]) == (400, "REQUEST_INVALID")


@pytest.mark.parametrize("encoding", ["chunked", "gzip", "identity", "chunked, chunked", "xchunked"])
def test_e63_length_beside_an_encoding_never_smuggles_a_second_request(place: Place, encoding: str) -> None:
    request = place.sound("POST", "/api/images", body=b"0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n")
    with place.connection() as wire:
        wire.sendall(request.with_header("Transfer-Encoding", encoding).raw())
        answer = read_answer(wire)
        assert answer.status in (400, 415, 422, 501)
        wire.settimeout(0.1)
        with suppress(TimeoutError):
            assert b"200 OK" not in wire.recv(4096)


def test_e63_a_length_that_lies_short_leaves_no_second_request(place: Place) -> None:
    raw = place.sound("POST", "/api/images").with_header("Content-Length", "2").raw() + b"xxSMUGGLED / HTTP/1.1\r\n\r\n"
    with place.connection() as wire:
        wire.sendall(raw)
        reader = wire.makefile("rb")
        assert [_next_answer(reader).status for _ in range(2)] == [422, 400]
        reader.close()


def test_e64_a_form_is_just_bytes_that_are_no_image(place: Place) -> None:
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%d"\r\n\r\n\r\n' % number for number in range(10_000)
    )
    request = place.sound("POST", "/api/images", body=body)
    answer = place.ask(request.with_header("Content-Type", "multipart/form-data; boundary=x"))
    assert answer.status == 415


def test_e66_a_flood_of_tiny_chunks_is_refused(place: Place) -> None:
    request = place.sound("POST", "/api/images").with_header("Content-Length")
    with place.connection() as wire:
        began = time.process_time()
        wire.sendall(request.with_header("Transfer-Encoding", "chunked").raw())
        with pytest.raises(ConnectionError):  # noqa: PT012 (until it is closed)
            for _ in range(100):
                wire.sendall(chunked(b"x")[:6] * 10_000)
        assert time.process_time() - began < 1


BROKEN: Final = {
    "HTTP/0.9": b"GET /healthz\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": bytes.fromhex("16030100c8010000c40303") + bytes(range(200)),
    "garbage": b"\0\xff\x07\r\n\r\n",
    "absolute": b"GET http://127.0.0.1:PORT/healthz HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "elsewhere": b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "folded": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX: y\r\n\0z\r\n\r\n",
    "space before the colon": b"GET /healthz HTTP/1.1\r\nHost : 127.0.0.1:PORT\r\n\r\n",
    "NUL in a header": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX: a\0b\r\n\r\n",
    "a space in the path": b"GET /health z HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "raw bytes in the path": b"GET /\xc3\xa9 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "HTTP/3.7": b"GET /healthz HTTP/3.7\r\nHost: 127.0.0.1:PORT\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_e68_what_is_no_sound_request_gets_400_in_our_shape(place: Place, name: str) -> None:
    answer = place.ask(BROKEN[name].replace(b"PORT", str(place.port).encode()))
    assert (answer.status, answer.error["code"]) == (400, "REQUEST_INVALID")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/..;/index.html", "/assets/..%5cindex.html",
        "/assets/lab-1234.js%00", "/assets//lab-1234.js", "/assets/C:%5cx", "/assets-secret/x", "/assets/./lab-1234.js",
        "/..%2f..%2fetc/passwd", "//evil/share", "/assets/%5c%5chost%5cshare", "/index.html", "/assets",
    ],
)  # fmt: skip
def test_e69_paths_that_climb_find_nothing(place: Place, path: str) -> None:
    assert place.get(path).status == 404


def test_e70_ranges_are_passed_over(place: Place) -> None:
    many = ",".join(f"{number}-{number + 1}" for number in range(1_000))
    for value in (f"bytes={many}", "bytes=9-1", "bytes=0-999999999999999999999"):
        answer = place.ask(place.sound("GET", "/favicon.ico").with_header("Range", value))
        assert (answer.status, answer.body) == (200, b"icon")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(max_codepoint=255), max_size=40))
def test_e72_no_text_of_a_request_breaks_a_header_or_the_log(place: Place, text: str) -> None:
    encoded = "".join(f"%{ord(letter):02x}" for letter in text)
    cookie = place.session()
    for path in (f"/api/networks/{encoded}", f"/?token={encoded}", f"/{encoded}"):
        answer = place.get(path, cookie=cookie)
        assert answer.status in (200, 303, 404)
        assert set(answer.headers) <= {
            "date", "vary", "content-type", "content-length", "location", "x-content-type-options", "cache-control",
            "content-security-policy", "referrer-policy", "x-frame-options", "permissions-policy", "content-encoding",
            "cross-origin-opener-policy", "cross-origin-resource-policy",
        }  # fmt: skip
        assert answer.headers.get("location", "/") == "/"


def test_e72_the_log_is_one_line_of_json_for_each_request_and_holds_no_secret() -> None:
    with opened(log=True) as place:
        token = place.lab.keys.fresh_token()
        cookie = place.session()
        place.get(f"/?token={token}", cookie="none=1")
        place.get("/api/networks/%0d%0aSet-Cookie:x", cookie=cookie)
        place.ask(place.handshake(cookie=cookie))
        until(lambda: len(place.log) == 3)
        lines = [json.loads(line) for line in place.log]
        assert [line["status"] for line in lines] == [303, 404, 101]
        assert not any("\n" in line or token in line or cookie.partition("=")[2] in line for line in place.log)


def test_a_client_that_reads_nothing_is_let_go(hasty: Place) -> None:
    request = hasty.sound("GET", "/api/digits/images").with_header("Connection", "keep-alive").raw()
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.settimeout(10)
        wire.connect(("127.0.0.1", hasty.port))
        wire.sendall(request * 5)
        time.sleep(1.2)
        with pytest.raises(ConnectionError):  # noqa: PT012 (until it is closed)
            while wire.recv(1 << 20):
                pass
            raise ConnectionError


def test_a_client_that_leaves_a_few_bytes_unread_is_let_go(hasty: Place) -> None:
    refused = hasty.sound("GET", "/nothing", cookie="none=1").raw()
    before = state()["files"]
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.connect(("127.0.0.1", hasty.port))
        wire.setblocking(False)
        with suppress(ConnectionError):
            while not _unread(hasty):
                with suppress(BlockingIOError):
                    wire.send(refused)
        until(lambda: state()["files"] == before + 1)  # ours alone


def _unread(place: Place) -> int:
    """Bytes that the server keeps for clients that do not read."""
    return sum(connection.transport.get_write_buffer_size() for connection in place.running.server_state.connections)


def test_g5_who_does_not_read_costs_little_memory_and_no_turn() -> None:
    with opened() as place:
        mine = place.session()
        request = place.sound("GET", "/api/digits/images", cookie=mine).raw()
        wires = [socket.socket() for _ in range(10)]
        for wire in wires:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            wire.connect(("127.0.0.1", place.port))
            wire.sendall(request)
        until(lambda: sum(connection.flow.write_paused for connection in place.running.server_state.connections) == 10)
        assert _unread(place) <= 10 * PIECE
        assert place.get("/api/networks", cookie=mine).status == 200
        for wire in wires:
            wire.close()


def test_more_connections_than_there_can_be_are_told_so() -> None:
    with opened(replace(UNHURRIED, connections=3)) as place:
        wires = [socket.create_connection(("127.0.0.1", place.port), timeout=5) for _ in range(3)]
        time.sleep(0.1)
        with place.connection() as wire:
            answer = read_answer(wire)
            assert (answer.status, answer.error["code"], answer.headers["retry-after"]) == (503, "BUSY", "1")
        for wire in wires:
            wire.close()
        until(lambda: _healthy(place))


def _healthy(place: Place) -> bool:
    try:
        return place.get("/healthz").status == 200
    except OSError:
        return False


def test_i116_a_request_under_way_at_the_end_is_told_so_in_the_one_shape() -> None:
    with opened() as place:
        wire = socket.create_connection(("127.0.0.1", place.port), timeout=10)
        wire.sendall(place.sound("POST", "/api/images").with_header("Content-Length", "10").raw())
        until(lambda: place.running.server_state.tasks)
    answer = read_answer(wire)
    wire.close()
    assert (answer.status, answer.error["code"]) == (503, "BUSY")


def test_requests_of_one_connection_are_answered_in_order(place: Place) -> None:
    cookie = place.session()
    paths = ["/healthz", "/api/networks", "/nothing", "/favicon.ico"] * 5
    with place.connection() as wire:
        wire.sendall(b"".join(place.sound("GET", path, cookie=cookie).raw() for path in paths))
        reader = wire.makefile("rb")
        found = [_next_answer(reader).status for _ in paths]
        reader.close()
    assert found == [200, 200, 404, 200] * 5


def _next_answer(reader: object) -> Answer:
    class Shared:
        def makefile(self, *_: object) -> object:
            return _Kept(reader)

    return read_answer(Shared())  # type: ignore[arg-type]  # of a socket it uses this alone


class _Kept:
    """A stream that stays open for the next answer."""

    def __init__(self, stream: object) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def close(self) -> None:
        pass


@pytest.mark.slow
def test_e61_two_hundred_slow_heads_hold_nobody_up() -> None:
    with opened(replace(Limits(), header_seconds=3.0)) as place:
        wires = [socket.create_connection(("127.0.0.1", place.port), timeout=10) for _ in range(200)]
        times = []
        for _ in range(60):
            for wire in wires:
                try:
                    wire.sendall(b"X")
                except ConnectionError:
                    continue
            began = time.monotonic()
            assert place.get("/healthz").status == 200
            times.append(time.monotonic() - began)
            time.sleep(0.05)
        assert all(closed_after(wire) < 5 for wire in wires)
        for wire in wires:
            wire.close()
        assert sorted(times)[-2] < 0.5
