"""Knobs turned over a real socket: answers, hostile changes and sweeps, and who waits for whom."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import pytest
from websockets.sync.client import ClientConnection

from digitscope.engine.initialise import initialise
from digitscope.messages import Change, Knob, Sweep, to_wire
from digitscope.networks.catalogue import find
from digitscope.networks.files import NetworkFile, to_bytes
from digitscope.server.known import Known
from server.asking import change, evaluated, numbers, places, swept, values
from server.test_conversation import TALKATIVE, answer, talking
from server.visiting import Place, opened, until

PLAIN = find("plain")
ONE: Final = {"layer": 0, "places": places([400]), "values": values([2.0])}
KNOB: Final = {"layer": 0, "neuron": 3, "source": 400, "low": -3, "high": 3, "count": 5}


@pytest.fixture(scope="module")
def talkative() -> Iterator[Place]:
    with opened(TALKATIVE) as place:
        yield place


def told(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = msgspec.to_builtins(changes)
    return found


def as_sent(message: msgspec.Struct) -> Any:
    return json.loads(to_wire(message))


def line_of(wire: ClientConnection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(wire.recv(30))
    return found


def test_an_evaluation_with_changes_is_the_jobs_own(place: Place) -> None:
    changes = change(0, {3 * 784 + 400: 9.0}), change(2, {169: -3.0})
    wanted = evaluated(Known(), PLAIN, *changes)
    with talking(place) as wire:
        before = answer(wire, type="evaluate", id=1, network="plain")
        found = answer(wire, type="evaluate", id=2, network="plain", changes=told(changes))
        assert found == as_sent(msgspec.structs.replace(wanted, id=2, network="plain"))
        assert found["answers"] != before["answers"]
        assert answer(wire, type="evaluate", id=1, network="plain") == before
        assert answer(wire, type="evaluate", id=1, network="plain", changes=[]) == before


def test_a_network_that_was_brought_is_turned_too_and_by_its_own_session_only(place: Place) -> None:
    file, mine = NetworkFile(initialise((784, 8, 10), rng=4), temperature=2.5), place.session()
    name = json.loads(place.post("/api/networks", to_bytes(file), cookie=mine).body)["name"]
    with talking(place, cookie=mine) as wire:
        found = answer(wire, type="evaluate", id=1, network=name, changes=told((change(1, {3: 4.0}),)))
    assert found["confidences"] == evaluated(Known(), file, change(1, {3: 4.0})).confidences
    with talking(place) as wire:  # it is in the worker by now, and still nobody else's
        for message in ({"type": "evaluate"}, {"type": "sweep", "knobs": [KNOB]}):
            assert answer(wire, id=1, network=name, changes=[ONE], **message)["code"] == "NOT_FOUND"


def test_the_lines_of_a_sweep_come_in_order(place: Place) -> None:
    knobs, changes = (Knob(0, 3, 400, -3, 3, 4), Knob(2, 1, None, -1, 1, 3)), (change(2, {0: 1.0}),)
    wanted = swept(Known(), PLAIN, knobs, *changes)
    with talking(place) as wire:
        wire.send(to_wire(Sweep(7, "plain", knobs, changes)).decode())
        lines = [line_of(wire) for _ in range(4)]
    assert lines == [as_sent(line) for line in wanted]
    assert numbers(lines[0]["costs"], "<f4").shape == numbers(lines[0]["correct"], "<u4").shape == (3,)


NEVER: Final[dict[str, dict[str, Any]]] = {
    "places that are no base64": {"places": "%%%%"},
    "places that are no text": {"places": [400]},
    "places with a line feed": {"places": places([400]) + "\n"},
    "places without their padding": {"places": places([400]).rstrip("=")},
    "places padded too much": {"places": places([400]) + "===="},
    "places in the other alphabet": {"places": "-_-_-_-_", "values": values([1, 1])},
    "places that are written in two ways": {"places": "AAAAAB=="},
    "places beyond ASCII": {"places": "ÀÀÀÀ"},
    "half a place": {"places": "AAA=", "values": "AAA="},
    "a place without its value": {"places": places([1, 2])},
    "a value without its place": {"values": values([1, 2])},
    "no places": {"places": None},
    "places that descend": {"places": places([2, 1]), "values": values([1, 1])},
    "a place twice": {"places": places([1, 1]), "values": values([1, 1])},
    "NaN": {"values": values([float("nan")])},
    "infinity": {"values": values([float("inf")])},
    "minus infinity": {"values": values([float("-inf")])},
    "values that are numbers": {"values": [1.0]},
    "a layer before the first": {"layer": -1},
    "a layer beyond counting": {"layer": 2**32},
    "a layer of 300 digits": {"layer": 10**300},
    "half a layer": {"layer": 0.5},
    "a layer that is a text": {"layer": "0"},
    "a layer that is true": {"layer": True},
    "a field more": {"name": "x"},
}
"""Changes that cannot be, whatever the network."""
NOT_HERE: Final[dict[str, dict[str, Any]]] = {
    "a layer that is not there": {"layer": 3},
    "the last layer that can be counted": {"layer": 2**32 - 1},
    "a place behind the last": {"places": places([12_560])},
    "the last place that can be counted": {"places": places([2**32 - 1])},
}
"""Changes that the lesson's network has no place for."""
NO_CHANGES: Final[dict[str, Any]] = {
    "no list": ONE,
    "null": None,
    "a list of lists": [[ONE]],
    "a layer twice": [ONE, {**ONE, "places": places([401])}],
    "text": "x",
    "65 layers": [{**ONE, "layer": layer} for layer in range(65)],
}
NO_KNOB: Final[dict[str, Any]] = {
    "none": [],
    "three": [KNOB, {**KNOB, "neuron": 4}, {**KNOB, "neuron": 5}],
    "one twice": [KNOB, {**KNOB, "low": 0}],
    "no list": KNOB,
    "null": None,
    "low at high": [{**KNOB, "low": 3}],
    "low above high": [{**KNOB, "low": 4}],
    "low too low": [{**KNOB, "low": -1_000_001}],
    "high too high": [{**KNOB, "high": 1e300}],
    "low of 300 digits": [{**KNOB, "low": -(10**300)}],
    "high that is a text": [{**KNOB, "high": "3"}],
    "high that is true": [{**KNOB, "high": True}],
    "high that is null": [{**KNOB, "high": None}],
    "one value": [{**KNOB, "count": 1}],
    "no value": [{**KNOB, "count": 0}],
    "102 values": [{**KNOB, "count": 102}],
    "34 values of two": [KNOB, {**KNOB, "neuron": 4, "count": 34}],
    "34 values of the first of two": [{**KNOB, "neuron": 4, "count": 34}, KNOB],
    "half a value": [{**KNOB, "count": 2.5}],
    "a neuron below 0": [{**KNOB, "neuron": -1}],
    "a neuron that is null": [{**KNOB, "neuron": None}],
    "a source below 0": [{**KNOB, "source": -1}],
    "a source that is a text": [{**KNOB, "source": "bias"}],
    "a source left out": [{name: value for name, value in KNOB.items() if name != "source"}],
    "a field more": [{**KNOB, "step": 1}],
}
NO_KNOB_HERE: Final[dict[str, dict[str, Any]]] = {
    "a layer that is not there": {"layer": 3},
    "a neuron that is not there": {"neuron": 16},
    "a source that is not there": {"source": 784},
    "all of it": {"layer": 2**32 - 1, "neuron": 2**32 - 1, "source": 2**32 - 1},
}


def _hostile() -> Iterator[tuple[str, dict[str, Any], str]]:
    for kind, more in (("evaluate", {}), ("sweep", {"knobs": [KNOB]})):
        for cases, code in ((NEVER, "MESSAGE_INVALID"), (NOT_HERE, "CHANGE_INVALID")):
            for name, what in cases.items():
                yield f"{kind}: {name}", {"type": kind, **more, "changes": [{**ONE, **what}]}, code
        for name, changes in NO_CHANGES.items():
            yield f"{kind}: changes: {name}", {"type": kind, **more, "changes": changes}, "MESSAGE_INVALID"
        beside = [ONE, {**ONE, "layer": 3}]
        yield f"{kind}: a layer too many", {"type": kind, **more, "changes": beside}, "CHANGE_INVALID"
    for name, knobs in NO_KNOB.items():
        yield f"knobs: {name}", {"type": "sweep", "knobs": knobs}, "MESSAGE_INVALID"
    for name, what in NO_KNOB_HERE.items():
        yield f"knob: {name}", {"type": "sweep", "knobs": [{**KNOB, **what}]}, "CHANGE_INVALID"
        yield f"knobs: {name}", {"type": "sweep", "knobs": [KNOB, {**KNOB, **what}]}, "CHANGE_INVALID"
    yield "knobs: left out", {"type": "sweep"}, "MESSAGE_INVALID"
    yield "knobs of an evaluation", {"type": "evaluate", "knobs": [KNOB]}, "MESSAGE_INVALID"
    yield "a line", {"type": "sweep", "knobs": [KNOB], "line": 0}, "MESSAGE_INVALID"


HOSTILE: Final = {name: (message, code) for name, message, code in _hostile()}


@pytest.fixture(scope="module")
def hostile(talkative: Place) -> Iterator[tuple[ClientConnection, dict[str, Any]]]:
    with talking(talkative) as wire:
        yield wire, answer(wire, type="evaluate", id=1, network="plain", changes=[ONE])


@pytest.mark.parametrize("name", HOSTILE)
def test_e67_f79_g93_what_cannot_be_turned_is_refused_and_changes_nothing(
    talkative: Place, hostile: tuple[ClientConnection, dict[str, Any]], name: str
) -> None:
    (wire, before), (message, code) = hostile, HOSTILE[name]
    worker = talkative.lab.crew.computing.pid
    found = answer(wire, id=9, network="plain", **message)
    assert talkative.lab.crew.computing.pid == worker is not None
    assert (found["type"], found["id"], found["code"]) == ("error", 9, code)
    assert set(found) == {"type", "id", "code", "message", "hint"}
    assert len(json.dumps(found)) < 1_000
    assert answer(wire, type="evaluate", id=1, network="plain", changes=[ONE]) == before


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "-1e999", "9" * 400, "01", "1_0", "0x1", "+1", ".5"])
def test_e67_numbers_that_are_none_of_jsons_are_refused(hostile: tuple[ClientConnection, Any], number: str) -> None:
    wire, _ = hostile
    for name in ("layer", "neuron", "source", "low", "high", "count"):
        knob = {key: value for key, value in KNOB.items() if key != name}
        text = json.dumps({"type": "sweep", "id": 3, "network": "plain", "knobs": [knob]})
        wire.send(text.replace('"knobs": [{', f'"knobs": [{{"{name}": {number}, '))
        assert json.loads(wire.recv(10))["code"] == "MESSAGE_INVALID"


def test_e67_a_key_that_comes_twice_is_refused(hostile: tuple[ClientConnection, Any]) -> None:
    wire, _ = hostile
    change_twice = json.dumps(ONE).replace("{", '{"layer": 1, ')
    wire.send(f'{{"type": "evaluate", "id": 3, "network": "plain", "changes": [{change_twice}]}}')
    assert json.loads(wire.recv(10))["code"] == "MESSAGE_INVALID"


def test_f77_as_many_numbers_as_a_message_holds_can_be_turned(place: Place) -> None:
    turned = change(0, dict.fromkeys(range(6_000), 0.25))
    with talking(place) as wire:
        found = answer(wire, type="evaluate", id=1, network="plain", changes=told((turned,)))
        assert found["answers"] == evaluated(Known(), PLAIN, turned).answers


def test_a_worker_that_was_started_again_is_told_the_network_again(talkative: Place) -> None:
    with talking(talkative) as wire:
        before = answer(wire, type="evaluate", id=1, network="plain", changes=[ONE])
        computing = talkative.lab.crew.computing
        assert computing.pid is not None
        os.kill(computing.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        until(lambda: computing.pid is None)
        assert answer(wire, type="evaluate", id=1, network="plain", changes=[ONE]) == before


def widest(number: int) -> str:
    knobs = [{**KNOB, "neuron": neuron, "count": 33} for neuron in (3, 4)]
    return json.dumps({"type": "sweep", "id": number, "network": "plain", "knobs": knobs})


def test_a_newer_evaluation_of_the_same_socket_is_answered_between_two_lines(talkative: Place) -> None:
    with talking(talkative) as wire:
        wire.send(widest(1))
        assert line_of(wire)["line"] == 0
        wire.send(json.dumps({"type": "evaluate", "id": 2, "network": "plain", "changes": [ONE]}))
        found = [line_of(wire) for _ in range(33)]
    assert [message["line"] for message in found if message["id"] == 1] == list(range(1, 33))
    assert 2 in [message["id"] for message in found[:5]]


def test_k130_another_sessions_evaluation_gets_in_between_two_lines(talkative: Place) -> None:
    with talking(talkative) as busy, talking(talkative) as other:
        busy.send(widest(1))
        assert line_of(busy)["line"] == 0
        for number in range(3):
            found = answer(other, type="evaluate", id=number, network="plain", changes=[ONE])
            assert found["type"] == "evaluation"
        rest = [line_of(busy)["line"]]
        busy.send(widest(2))  # the first map is not over: it is replaced
        while (message := line_of(busy)).get("code") != "SUPERSEDED":
            rest.append(message["line"])
        assert message["id"] == 1
        assert rest == list(range(1, 1 + len(rest)))
        assert len(rest) < 32
        assert [line_of(busy)["id"] for _ in range(33)] == [2] * 33


@pytest.mark.parametrize(
    "hidden", [(1_000,), *(pytest.param(widths, marks=pytest.mark.slow) for widths in ((5_000,), (1, 8_181)))]
)
def test_h98_networks_as_wide_as_the_lab_takes_are_turned_within_the_workers_memory(
    talkative: Place, hidden: tuple[int, ...]
) -> None:
    mine = talkative.session()
    content = to_bytes(NetworkFile(initialise((784, *hidden, 10), rng=0)))
    name = json.loads(talkative.post("/api/networks", content, cookie=mine).body)["name"]
    with talking(talkative, cookie=mine) as wire:
        found = answer(wire, type="evaluate", id=1, network=name, changes=[ONE])
        assert found["images"] == 10_000
        wire.send(json.dumps({"type": "sweep", "id": 2, "network": name, "knobs": [{**KNOB, "neuron": 0, "count": 2}]}))
        assert numbers(line_of(wire)["costs"], "<f4").shape == (2,)
