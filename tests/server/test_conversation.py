"""The socket: who gets one, what it takes, and what it does with messages that cannot be."""

from __future__ import annotations

import base64
import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.environment import versions
from digitscope.networks.catalogue import find
from digitscope.networks.files import NetworkFile, to_bytes
from server.visiting import UNHURRIED, Place, opened, until
from shipped import CORRECT

TALKATIVE: Final = replace(
    UNHURRIED,
    messages_per_second=1e6,
    message_burst=10**6,
    errors_per_minute=10**6,
    measurement_pause_seconds=60.0,
)


@contextmanager
def talking(place: Place, *, cookie: str | None = None, **how: Any) -> Iterator[ClientConnection]:
    """An open socket, past the first word."""
    headers = {"Cookie": cookie or place.session()}
    origin: Any = place.origin
    with connect(f"ws://{place.host}/ws", origin=origin, additional_headers=headers, compression=None, **how) as wire:
        assert json.loads(wire.recv()) == {"type": "hello", "version": versions()["digitscope"]}
        yield wire


def answer(wire: ClientConnection, **message: Any) -> dict[str, Any]:
    wire.send(json.dumps(message))
    found: dict[str, Any] = json.loads(wire.recv(30))
    return found


def closed(wire: ClientConnection) -> int | None:
    """The code that the other side closes with."""
    with pytest.raises(ConnectionClosed) as caught:  # noqa: PT012 (until it is closed)
        while True:
            wire.recv(10)
    return caught.value.rcvd.code if caught.value.rcvd else None


@contextmanager
def raw_socket(place: Place) -> Iterator[socket.socket]:
    """A socket past its handshake and first word, for frames made by hand."""
    with place.connection() as wire:
        wire.sendall(place.handshake().raw())
        came = b""
        while b"hello" not in came:
            came += wire.recv(4096)
        yield wire


def frame(opcode: int, content: bytes = b"", *, fin: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    first = (0x80 if fin else 0) | reserved << 4 | opcode
    size, mask = len(content), 0x80 if masked else 0
    if size < 126:
        head = struct.pack(">BB", first, mask | size)
    elif size < 1 << 16:
        head = struct.pack(">BBH", first, mask | 126, size)
    else:
        head = struct.pack(">BBQ", first, mask | 127, size)
    return head + (b"\0\0\0\0" if masked else b"") + content


def close_code(wire: socket.socket) -> int | None:
    """The code in the close frame that comes; None where the connection just ends."""
    came = b""
    try:
        while piece := wire.recv(65_536):
            came += piece
    except ConnectionError:
        pass
    found = came.rfind(b"\x88")
    return struct.unpack(">H", came[found + 2 : found + 4])[0] if found >= 0 else None


def test_an_evaluation_is_what_the_engine_says(place: Place, mnist_test: Dataset) -> None:
    with talking(place) as wire:
        found = answer(wire, type="evaluate", id=7, network="plain")
    file = find("plain")
    outputs: Any = file.network(mnist_test.pixels())
    given_answers = np.frombuffer(base64.b64decode(found["answers"]), np.uint8)
    confidences = np.frombuffer(base64.b64decode(found["confidences"]), "<f4")
    assert (given_answers == outputs.argmax(axis=1)).all()
    assert found["correct"] == int((given_answers == mnist_test.labels).sum()) == CORRECT
    assert (found["type"], found["id"], found["network"], found["images"]) == ("evaluation", 7, "plain", 10_000)
    assert found["interval"][0] < found["accuracy"] == CORRECT / 10_000 < found["interval"][1]
    assert confidences.shape == (10_000,)
    assert 0.1 <= confidences.min() <= confidences.max() <= 1


def test_b31_a_network_that_overflows_answers_nothing_and_says_no_nan(place: Place) -> None:
    network = initialise((784, 10), "identity", rng=0)
    huge = network.with_row(0, 0, np.full(784, 1e38))
    mine = place.session()
    taken = json.loads(place.post("/api/networks", to_bytes(NetworkFile(huge)), cookie=mine).body)
    with talking(place, cookie=mine) as wire:
        found = answer(wire, type="evaluate", id=1, network=taken["name"])
    assert set(base64.b64decode(found["answers"])) == {255}
    assert (found["correct"], found["accuracy"]) == (0, 0)
    assert not np.frombuffer(base64.b64decode(found["confidences"]), "<f4").any()


def test_f75_a_network_of_another_session_is_not_there(place: Place) -> None:
    content = to_bytes(NetworkFile(initialise((784, 10), rng=1)))
    taken = json.loads(place.post("/api/networks", content).body)
    with talking(place) as wire:
        found = answer(wire, type="evaluate", id=3, network=taken["name"])
    assert (found["type"], found["id"], found["code"]) == ("error", 3, "NOT_FOUND")


@pytest.mark.parametrize("cookie", ["none=1", "digitscope-1=x"])
def test_f75_no_socket_without_the_cookie(place: Place, cookie: str) -> None:
    with pytest.raises(InvalidStatus) as caught, talking(place, cookie=cookie):
        pass
    assert caught.value.response.status_code == 401


def test_f77_a_message_of_64_kib_passes_and_one_byte_more_does_not(place: Place) -> None:
    limit = place.lab.limits.message_bytes
    with talking(place) as wire:
        wire.send(" " * limit)
        assert json.loads(wire.recv())["code"] == "MESSAGE_INVALID"
        wire.send(" " * (limit + 1))
        assert closed(wire) == 1009


@pytest.mark.parametrize(
    ("frames", "codes"),
    [
        ([frame(1, b"{}", masked=False)], {1002}),
        ([frame(1, b"{}", reserved=4)], {1002}),
        ([frame(1, b"{}", reserved=1)], {1002}),
        ([frame(3)], {1002}),
        ([frame(9, b"x" * 126)], {1002}),
        ([frame(9, b"x", fin=False)], {1002}),
        ([frame(0, b"x")], {1002}),
        ([frame(1, b"x", fin=False), frame(1, b"y")], {1002}),
        ([frame(1, b"\xff\xfe")], {1007}),
        ([frame(1, b"\xed\xa0\x80")], {1007}),
        ([frame(8, b"\x03")], {1002}),
        ([frame(8, struct.pack(">H", 1005))], {1002}),
        ([b"\x81\xff" + struct.pack(">Q", 1 << 63) + b"\0\0\0\0"], {1002, 1009}),
        ([b"\x81\xff" + struct.pack(">Q", (1 << 63) - 1) + b"\0\0\0\0"], {1009}),
        ([frame(1, b"x" * 60_000, fin=False), frame(0, b"x" * 6_000)], {1009}),
        ([frame(1, b"", fin=False)] + [frame(0, b"", fin=False)] * 5_000, {1009}),
        ([frame(9, b"x")] * 500, {1008}),
        ([frame(1, b"\x00" * 100, reserved=4)], {1002}),
    ],
)
def test_f77_f78_frames_that_cannot_be_close_the_socket(place: Place, frames: list[bytes], codes: set[int]) -> None:
    with raw_socket(place) as wire:
        try:
            wire.sendall(b"".join(frames))
        except ConnectionError:
            return
        assert close_code(wire) in codes


def test_f77_fragments_and_pings_within_reason_are_fine(place: Place) -> None:
    with raw_socket(place) as wire:
        pieces = [frame(1, b'{"type"', fin=False), frame(9, b"x"), *[frame(0, b" ", fin=False)] * 100, frame(0, b":1}")]
        wire.sendall(b"".join(pieces))
        came = b""
        while b"MESSAGE_INVALID" not in came:
            came += wire.recv(4096)
        assert came.startswith(b"\x8a\x01x")


def test_f78_compression_is_not_agreed_on(place: Place) -> None:
    request = place.handshake().with_header("Sec-WebSocket-Extensions", "permessage-deflate")
    found = place.ask(request.with_header("Sec-WebSocket-Protocol", "\\x00, bad proto"))
    assert found.status == 101
    assert "sec-websocket-extensions" not in found.headers


BROKEN: Final[tuple[str | bytes, ...]] = (
    "", "{", "[]", "null", "1", '"evaluate"', "{}", '{"type":"evaluate"}', '{"type":"train","id":1}',
    '{"type":"evaluate","id":-1,"network":"plain"}', '{"type":"evaluate","id":1.5,"network":"plain"}',
    '{"type":"evaluate","id":true,"network":"plain"}', '{"type":"evaluate","id":9007199254740992,"network":"plain"}',
    '{"type":"evaluate","id":NaN,"network":"plain"}', '{"type":"evaluate","id":1e999,"network":"plain"}',
    '{"type":"evaluate","id":1,"id":2,"network":"plain"}', '{"type":"evaluate","id":1,"network":"plain","more":1}',
    '{"type":"evaluate","id":1,"network":"../plain"}', '{"type":"evaluate","id":1,"network":"\\ud800"}',
    '{"type":"evaluate","id":1,"network":7}', '{"type":["evaluate"],"id":1,"network":"plain"}', "[" * 50_000,
    '{"type":"evaluate","id":' + "9" * 10_000 + ',"network":"plain"}', '{"a":' * 30 + "1" + "}" * 30, "\ufeff{}",
    b"\0\1", '{"type":"step","id":1}', '{"type":"measure"}', '{"type":"measure","id":1,"network":"plain"}',
    '{"type":"evaluate","id":1,"network":"<img src=x onerror=alert(1)>"}',
)  # fmt: skip


@pytest.fixture(scope="module")
def talkative() -> Iterator[Place]:
    with opened(TALKATIVE) as place:
        yield place


@pytest.mark.parametrize("message", BROKEN, ids=range(len(BROKEN)))
def test_e67_f79_a_message_that_cannot_be_changes_nothing(talkative: Place, message: str | bytes) -> None:
    with talking(talkative) as wire:
        began = time.monotonic()
        wire.send(message)
        found = json.loads(wire.recv())
        assert time.monotonic() - began < 1
        assert (found["type"], found["code"]) == ("error", "MESSAGE_INVALID")
        assert set(found) == {"type", "id", "code", "message", "hint"}
        assert len(json.dumps(found)) < 2_000
        assert answer(wire, type="evaluate", id=5, network="plain")["correct"] == CORRECT


def test_f79_an_error_names_the_message_where_that_can_be_read(place: Place) -> None:
    with talking(place) as wire:
        assert answer(wire, type="no", id=12)["id"] == 12
        assert answer(wire, type="no", id="12")["id"] is None


KNOB: Final = {"layer": 2, "neuron": 0, "source": 1, "low": -1, "high": 1, "count": 3}
CHANGE: Final = {"layer": 2, "places": "AAAAAA==", "values": "AACAPw=="}
LATER: Final = ("SUPERSEDED",)
NUMBERED: Final[dict[str, tuple[dict[str, Any], tuple[str, ...]]]] = {
    "evaluate": ({"type": "evaluate", "network": "plain"}, ("evaluation", *LATER)),
    "changed": ({"type": "evaluate", "network": "plain", "changes": [CHANGE]}, ("evaluation", *LATER)),
    "sweep": ({"type": "sweep", "network": "plain", "knobs": [KNOB]}, ("sweep", *LATER)),
    "map": (
        {"type": "sweep", "network": "plain", "knobs": [KNOB, {**KNOB, "neuron": 1}], "changes": [CHANGE]},
        ("sweep", *LATER),
    ),
    "measure": ({"type": "measure"}, ("measurement", *LATER)),
    "missing": ({"type": "evaluate", "network": "nobody"}, ("NOT_FOUND", *LATER)),
    "missing sweep": ({"type": "sweep", "network": "nobody", "knobs": [KNOB]}, ("NOT_FOUND", *LATER)),
    "misfit": (
        {"type": "evaluate", "network": "plain", "changes": [{**CHANGE, "layer": 3}]},
        ("CHANGE_INVALID", *LATER),
    ),
    "misfit knob": (
        {"type": "sweep", "network": "plain", "knobs": [{**KNOB, "neuron": 10}]},
        ("CHANGE_INVALID", *LATER),
    ),
    "broken": ({"type": "sweep", "network": "plain", "knobs": []}, ("MESSAGE_INVALID",)),
    "unknown": ({"type": "train"}, ("MESSAGE_INVALID",)),
}
"""Messages that have a number, and what may be said of each in the end."""
NAMELESS: Final[dict[str, str | bytes]] = {"binary": b"\0", "nonsense": "x"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*NUMBERED, *NAMELESS]), max_size=30))
def test_f79_every_order_of_messages_gets_its_answers(talkative: Place, kinds: list[str]) -> None:
    numbered = {number: kind for number, kind in enumerate(kinds) if kind in NUMBERED}
    unanswered, nameless = set(numbered), len(kinds) - len(numbered)
    lines: dict[int, list[int]] = {number: [] for number in numbered}
    with talking(talkative) as wire:
        for number, kind in enumerate(kinds):
            wire.send(NAMELESS.get(kind) or json.dumps({"id": number, **NUMBERED[kind][0]}))
        while unanswered or nameless:
            found = json.loads(wire.recv(10))
            if found["id"] is None:
                assert found["code"] == "MESSAGE_INVALID"
                nameless -= 1
                continue
            assert found["id"] in unanswered, "it was answered already"
            assert found.get("code", found["type"]) in NUMBERED[numbered[found["id"]]][1]
            if found["type"] == "sweep":
                lines[found["id"]].append(found["line"])
            if found["type"] != "sweep" or len(lines[found["id"]]) == found["lines"]:
                unanswered.remove(found["id"])
        assert all(came == list(range(len(came))) for came in lines.values())
        assert answer(wire, type="evaluate", id=99, network="plain")["id"] == 99


def test_f79_after_fifty_errors_in_a_minute_the_socket_is_closed() -> None:
    with opened(replace(UNHURRIED, errors_per_minute=50)) as place, talking(place) as wire:
        for number in range(51):
            wire.send("x")
            assert json.loads(wire.recv())["type"] == "error", number
        assert closed(wire) == 1008


def test_f80_who_sends_too_fast_is_told_and_then_shown_out() -> None:
    with opened() as place, talking(place) as wire:
        codes = []
        with pytest.raises(ConnectionClosedError) as caught:  # noqa: PT012 (until it is closed)
            for number in range(2_000):
                wire.send('{"type":"evaluate","id":1,"network":"nobody"}')
                if number % 10 == 9:
                    codes += [json.loads(wire.recv(10))["code"] for _ in range(10)]
        assert "RATE" in codes
        assert caught.value.rcvd
        assert caught.value.rcvd.code == 1008
        assert place.get("/healthz").status == 200


@pytest.mark.parametrize("ping_seconds", [20.0, 0.1])
def test_f81_a_client_that_never_reads_is_let_go(ping_seconds: float) -> None:
    with opened(replace(TALKATIVE, unread_seconds=0.4, ping_seconds=ping_seconds)) as place:
        with talking(place) as wire:
            answer(wire, type="evaluate", id=0, network="plain")  # known from now on, so that answers come at once
        with socket.socket() as wire_of_nobody:
            wire_of_nobody.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            wire_of_nobody.settimeout(0.5)
            wire_of_nobody.connect(("127.0.0.1", place.port))
            wire_of_nobody.sendall(place.handshake().raw())
            came = b""
            while b"hello" not in came:
                came += wire_of_nobody.recv(1024)
            message = frame(1, b'{"type":"evaluate","id":1,"network":"plain"}')
            try:
                for _ in range(500):
                    wire_of_nobody.sendall(message)
                    time.sleep(0.002)  # so that each is answered with 70 kB, none superseded
            except (TimeoutError, ConnectionError):
                pass
            until(lambda: all(not session.sockets for session in place.lab.keys.sessions), seconds=10)
            until(lambda: not place.running.server_state.connections)
        assert place.get("/healthz").status == 200


def test_f80_messages_that_come_faster_than_they_are_heard_out_are_not_kept(place: Place) -> None:
    with raw_socket(place) as wire:
        with suppress(ConnectionError):
            wire.sendall(frame(1, b"") * 20_000)
        came = b""
        with suppress(ConnectionError):
            while piece := wire.recv(65_536):
                came += piece
        assert came.endswith(b"too many messages")


def test_f84_a_socket_whose_client_vanished_is_gone_after_the_pings() -> None:
    with opened(replace(UNHURRIED, ping_seconds=0.2)) as place, raw_socket(place) as wire:
        assert sum(session.sockets for session in place.lab.keys.sessions) == 1
        time.sleep(0.1)
        wire.setblocking(True)
        until(lambda: not any(session.sockets for session in place.lab.keys.sessions), seconds=5)


def test_f85_opening_and_closing_leaves_nothing(place: Place) -> None:
    mine = place.session()
    for number in range(30):
        with talking(place, cookie=mine) as wire:
            wire.send(json.dumps({"type": "evaluate", "id": number, "network": "plain"}))
    until(lambda: not any(session.sockets for session in place.lab.keys.sessions))


def test_sockets_of_one_session_compute_one_after_the_other_and_both_get_answers(place: Place) -> None:
    mine = place.session()
    with talking(place, cookie=mine) as one, talking(place, cookie=mine) as two:
        for wire in (one, two):
            wire.send(json.dumps({"type": "evaluate", "id": 1, "network": "plain"}))
        assert [json.loads(wire.recv(10))["correct"] for wire in (one, two)] == [CORRECT, CORRECT]


def test_a_newer_evaluation_takes_the_place_of_one_that_waits(place: Place) -> None:
    mine = place.session()
    names = []
    for seed in range(3):
        content = to_bytes(NetworkFile(initialise((784, 200, 10), rng=100 + seed)))
        names.append(json.loads(place.post("/api/networks", content, cookie=mine).body)["name"])
    with talking(place, cookie=mine) as wire:
        for number, name in enumerate(names):
            wire.send(json.dumps({"type": "evaluate", "id": number, "network": name}))
        found = {message["id"]: message for message in (json.loads(wire.recv(30)) for _ in names)}
    assert found[1]["code"] == "SUPERSEDED"
    assert {found[0]["type"], found[2]["type"]} == {"evaluation"}


def test_i116_a_server_that_ends_says_1001() -> None:
    with ExitStack() as stack:
        with opened() as place:
            wire = stack.enter_context(talking(place))
        assert closed(wire) == 1001
