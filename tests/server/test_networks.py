"""Network files over HTTP: what is no sound network of 784 pixels is refused; what is, can be fetched by its sum."""

from __future__ import annotations

import hashlib
import json
import pickle
import statistics
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitscope.engine.initialise import initialise
from digitscope.messages import Taken, to_wire
from digitscope.networks.files import NetworkFile, to_bytes
from server.visiting import UNHURRIED, Answer, Place, opened

HEX = 64


def file(*widths: int, seed: int = 0, **how: Any) -> bytes:
    return to_bytes(NetworkFile(initialise(widths or (784, 4, 10), rng=seed), **how))


def changed(content: bytes, change: Any) -> bytes:
    """The file with another header, its length put right."""
    length = int.from_bytes(content[:8], "little")
    header: bytes = change(content[8 : 8 + length])
    return len(header).to_bytes(8, "little") + header + content[8 + length :]


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.error["code"]


def test_a_network_that_was_brought_can_be_fetched_by_its_sum(place: Place) -> None:
    mine, content = place.session(), file()
    taken: dict[str, Any] = json.loads(place.post("/api/networks", content, cookie=mine).body)
    assert taken["name"] == hashlib.sha256(content).hexdigest()
    assert (taken["widths"], taken["activations"]) == ([784, 4, 10], ["sigmoid", "sigmoid"])
    assert (taken["parameters"], taken["notices"]) == (784 * 4 + 4 + 40 + 10, [])
    back = place.get(f"/api/networks/{taken['name']}", cookie=mine)
    assert back.body == content
    assert back.headers["content-disposition"].startswith("attachment")
    assert back.headers["cache-control"] == "no-store"


def test_a_network_is_kept_by_the_sum_of_its_bytes_whatever_the_worker_calls_it(place: Place) -> None:
    theirs, mine, forged = place.session(), place.session(), file(784, 2, seed=9)
    name = json.loads(place.post("/api/networks", file(seed=6), cookie=theirs).body)["name"]

    async def lying(*_: Any) -> tuple[bytes, bytes]:
        return to_wire(Taken(name, (784, 2), ("sigmoid",), 1_570, ())), forged

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place.lab.crew.reading, "run", lying)
        assert place.post("/api/networks", b"x", cookie=mine).status == 200
    assert place.get(f"/api/networks/{name}", cookie=mine).status == 404
    assert place.get(f"/api/networks/{hashlib.sha256(forged).hexdigest()}", cookie=mine).body == forged


def test_b38_what_is_not_there_and_what_is_anothers_look_the_same(place: Place) -> None:
    taken = json.loads(place.post("/api/networks", file(seed=5)).body)  # of another session
    names = [
        taken["name"],
        "0" * HEX,
        "..%2fx",
        "%2e%2e%2f",
        "..%5c",
        "%00",
        "plain.safetensors",
        "PLAIN",
        "%F0%9F%98%80",
    ]
    mine = place.session()
    answers = [place.get(f"/api/networks/{name}", cookie=mine) for name in names]
    assert {answer.status for answer in answers} == {404}
    assert len({json.dumps({**answer.error, "request_id": ""}) for answer in answers}) == 1
    times = {name: [] for name in names[:2]}  # type: dict[str, list[float]]
    for _ in range(30):
        for name, measured in times.items():
            began = time.perf_counter()
            place.get(f"/api/networks/{name}", cookie=mine)
            measured.append(time.perf_counter() - began)
    first, second = (statistics.median(measured) for measured in times.values())
    assert abs(first - second) < 0.005


class Canary:
    def __reduce__(self) -> tuple[Any, ...]:
        return (exec, ("raise SystemExit('it ran')",))


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(Canary()),
        pickle.dumps(Canary(), protocol=0),
        b"PK\x03\x04" + b"x" * 100,
        b"\x93NUMPY\x01\x00" + b"x" * 100,
        b"\x89HDF\r\n\x1a\n" + b"x" * 100,
        b"\x08\x07\x12\x07pytorch" + b"x" * 100,
        b"\x89PNG\r\n\x1a\n" + b"x" * 100,
        b'{"weights": [1, 2]}',
    ],
)
def test_b23_other_formats_are_refused_and_run_nothing(place: Place, content: bytes) -> None:
    assert code(place.post("/api/networks", content)) == (415, "MODEL_FORMAT_UNSUPPORTED")
    assert place.lab.crew.reading.pid


@pytest.mark.parametrize("length", [0, 10**6, 2**40, 2**63, 2**64 - 1])
def test_b24_lengths_that_lie_are_refused(place: Place, length: int) -> None:
    answer = place.post("/api/networks", length.to_bytes(8, "little") + file()[8:])
    assert answer.status in (413, 415, 422)
    assert answer.error["code"] in ("MODEL_HEADER_INVALID", "MODEL_HEADER_TOO_LARGE", "MODEL_FORMAT_UNSUPPORTED")


def test_b25_a_header_beyond_64_kib_is_too_large(place: Place) -> None:
    content = changed(file(), lambda header: header + b" " * (65_537 - len(header)))
    assert code(place.post("/api/networks", content)) == (413, "MODEL_HEADER_TOO_LARGE")


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header.replace(b'"layers.0.bias":', b'"layers.0.weights":'),
        lambda header: b" " + header,
        lambda header: b"\xef\xbb\xbf" + header,
        lambda header: b"[" * 60_000,
        lambda header: header.replace(b'"F32"', b"NaN", 1),
        lambda header: header.rstrip()[:-1],
    ],
)
def test_b26_headers_that_are_no_strict_json_are_refused(place: Place, change: Any) -> None:
    assert place.post("/api/networks", changed(file(), change)).status in (413, 415, 422)


def test_b27_cut_and_extended_files_are_refused(place: Place) -> None:
    content = file()
    for broken in (content[:-1], content + b"x", content[:7], content[:200], b""):
        assert place.post("/api/networks", broken).status in (415, 422)


@pytest.mark.parametrize("dtype", [b"BF16", b"I64", b"F99"])
def test_b28_dtypes_that_are_no_floats_are_refused(place: Place, dtype: bytes) -> None:
    answer = place.post("/api/networks", changed(file(), lambda header: header.replace(b"F32", dtype)))
    assert answer.status == 422
    assert answer.error["code"] in ("MODEL_DTYPE", "MODEL_HEADER_INVALID")


def test_b29_ranks_beyond_reason_are_refused(place: Place) -> None:
    ranks = b"[" + b"1," * 999 + b"1]"
    answer = place.post("/api/networks", changed(file(), lambda header: header.replace(b"[4,784]", ranks)))
    assert answer.status == 422


@pytest.mark.parametrize("widths", [(783, 10), (784, 1), (784, 65), (10, 10)])
def test_b30_the_labs_networks_read_784_pixels(place: Place, widths: tuple[int, ...]) -> None:
    answer = place.post("/api/networks", file(*widths))
    assert code(answer) == (422, "MODEL_ARCHITECTURE")
    assert f"one from {widths[0]} to {widths[-1]}" in answer.error["message"]


def test_b30_two_to_64_outputs_are_taken(place: Place) -> None:
    for outputs in (2, 64):
        assert place.post("/api/networks", file(784, outputs)).status == 200


def test_b31_numbers_that_are_not_finite_are_refused(place: Place) -> None:
    content = file()
    for value in (np.nan, np.inf, -np.inf):
        broken = content[:-4] + np.float32(value).tobytes()
        assert place.post("/api/networks", broken).status == 422


def test_b33_b39_one_flipped_bit_is_seen(place: Place) -> None:
    content = file()
    rng = np.random.default_rng(3)
    for position in rng.integers(len(content) - 3_000, len(content), 20):
        broken = bytearray(content)
        broken[position] ^= 1
        assert place.post("/api/networks", bytes(broken)).status == 422


def test_networks_beyond_the_labs_size_are_refused() -> None:
    with opened(replace(UNHURRIED, network_parameters=5_000, network_tensors=6)) as place:
        assert code(place.post("/api/networks", file(784, 9, 10))) == (422, "MODEL_TOO_LARGE")
        assert code(place.post("/api/networks", file(784, 2, 2, 2, 2))) == (422, "MODEL_TOO_LARGE")
        assert place.post("/api/networks", file(784, 2, 2, 2)).status == 200


def test_h98_more_neurons_than_a_worker_has_memory_for_are_refused_however_few_their_weights(place: Place) -> None:
    answer = place.post("/api/networks", file(784, 1, 8_191, 10))
    assert code(answer) == (422, "MODEL_TOO_LARGE")
    assert "8,192 neurons" in answer.error["message"]
    assert place.post("/api/networks", file(784, 1, 8_181, 10)).status == 200


def test_a_session_keeps_few_networks_and_all_together_keep_little() -> None:
    size = len(file(784, 2))
    with opened(replace(UNHURRIED, networks_per_session=2, networks_total_bytes=3 * size + 100)) as place:
        mine, others = place.session(), place.session()
        names = [
            json.loads(place.post("/api/networks", file(784, 2, seed=n), cookie=mine).body)["name"] for n in range(3)
        ]
        found = [place.get(f"/api/networks/{name}", cookie=mine).status for name in names]
        assert found == [404, 200, 200]
        assert place.post("/api/networks", file(784, 2, seed=9), cookie=others).status == 200
        full = place.post("/api/networks", file(784, 2, seed=10), cookie=others)
        assert code(full) == (507, "STORAGE_FULL")
        assert code(place.post("/api/networks", file(784, 9), cookie=mine)) == (507, "STORAGE_FULL")
        assert place.get(f"/api/networks/{names[1]}", cookie=mine).status == 200  # what is refused costs nothing
        assert place.post("/api/networks", file(784, 2, seed=11), cookie=mine).status == 200  # for its own oldest


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_b40_a21_mutated_files_are_only_ever_refused(place: Place, data: st.DataObject) -> None:
    content = bytearray(file(784, 2))
    for _ in range(data.draw(st.integers(1, 8))):
        position = data.draw(st.integers(0, min(len(content), 900) - 1))
        content[position] = data.draw(st.integers(0, 255))
    for path in ("/api/networks", "/api/images"):
        assert place.post(path, bytes(content)).status in (200, 413, 415, 422)
