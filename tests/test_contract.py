"""The contract with the lab: its files are what the engine gives now."""

from __future__ import annotations

import json
from typing import Any

import pytest

import make_contract
from digitscope.arrays import from_bytes
from digitscope.data.mnist import mnist
from digitscope.engine.answering import passed
from digitscope.engine.choice import Engine, engines
from digitscope.networks.catalogue import find

SINGLE = 5e-6
"""What other engines and processors may add up differently in float32, relative to the largest number of a list."""


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return {name: json.loads(make_contract.written(cases)) for name, cases in make_contract.documents().items()}


def differences(kept: Any, now: Any, place: str = "", *, single: bool = False, largest: float = 0.0) -> list[str]:
    """Where the two differ: numbers by more than 1e-9, relative above 1; all else at all.

    Numbers below a key `single` may differ by SINGLE of the largest in their list.
    """
    single = single or place.endswith(".single")
    if isinstance(kept, dict) and isinstance(now, dict) and kept.keys() == now.keys():
        return [found for key in kept for found in differences(kept[key], now[key], f"{place}.{key}", single=single)]
    if isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        most = max((abs(one) for one in kept if isinstance(one, float)), default=0.0)
        pairs = [(f"{place}[{i}]", *pair) for i, pair in enumerate(zip(kept, now, strict=True))]
        return [found for at, old, new in pairs for found in differences(old, new, at, single=single, largest=most)]
    if isinstance(kept, float) and isinstance(now, float):
        allowed = SINGLE * largest if single else 1e-9 * max(1, abs(kept), abs(now))
        return [] if abs(kept - now) <= allowed else [place]
    return [] if kept == now and type(kept) is type(now) else [place]


@pytest.mark.parametrize("name", ["traces", "preparation", "contributions", "reading", "edits", "messages"])
def test_a_file_of_the_contract_is_what_the_engine_gives_now(name: str, made: dict[str, Any]) -> None:
    kept = json.loads((make_contract.TARGET / f"{name}.json").read_text(encoding="utf-8"))
    assert not differences(kept, made[name])[:5], "run python tools/make_contract.py and look at what changed"


def test_there_are_no_other_files_and_they_are_small(made: dict[str, Any]) -> None:
    files = list(make_contract.TARGET.iterdir())
    assert {file.name for file in files} == {f"{name}.json" for name in made}
    assert sum(file.stat().st_size for file in files) < 600_000


def test_a_change_in_the_tenth_place_is_seen() -> None:
    kept = {"z": [1.0, {"a": 0.5}], "single": [1.0], "name": "seven"}
    assert not differences(kept, {"z": [1.0 + 1e-12, {"a": 0.5}], "single": [1.0 + 1e-6], "name": "seven"})
    assert differences(kept, {"z": [1.0 + 1e-8, {"a": 0.5}], "single": [1.1], "name": "six"}) == [
        ".z[0]",
        ".single[0]",
        ".name",
    ]
    assert differences({"z": [1.0]}, {"z": [1.0, 2.0]}) == [".z"]


def test_single_precision_is_measured_by_the_largest_of_its_own_list() -> None:
    kept = {"single": {"z": [[0.001, -40.0], [0.001, 0.01]]}}
    assert differences(kept, {"single": {"z": [[0.00102, -40.0], [0.00102, 0.01]]}}) == [".single.z[1][0]"]
    assert differences(kept, {"single": {"z": [[0.001, -40.001], [0.001, 0.01]]}}) == [".single.z[0][1]"]
    assert differences({"z": [0.001, -40.0]}, {"z": [0.00102, -40.0]}) == [".z[0]"]


@pytest.mark.parametrize("engine", engines(), ids=str)
def test_every_engine_gives_the_single_numbers_of_the_contract(engine: Engine) -> None:
    cases = json.loads((make_contract.TARGET / "traces.json").read_text(encoding="utf-8"))
    shipped, images = find("plain").network, mnist("test").images
    for case in (one for one in cases if "single" in one):
        z, a = passed(shipped, from_bytes(images[[case["image"]]]), engine=engine)
        now = {"pre_activations": [one[0].tolist() for one in z], "activations": [one[0].tolist() for one in a]}
        assert not differences({"single": case["single"]}, {"single": now})[:5], case["image"]


def test_the_preparations_cover_what_a_pad_can_hold(made: dict[str, Any]) -> None:
    cases = {case["name"]: case for case in made["preparation"]}
    longer = {max(case["box"][2:]) for case in cases.values() if case["box"]}
    assert {1, 18, 19, 20, 21, 112} <= longer
    assert cases["blank"]["box"] is cases["too faint to count"]["box"] is cases["specks that are averaged away"]["box"]


def test_the_traces_cover_every_activation_function(made: dict[str, Any]) -> None:
    from digitscope.engine.activations import ACTIVATIONS

    layers = [case["layers"] for case in made["traces"] if "layers" in case]
    assert {layer["activation"] for network in layers for layer in network} == set(ACTIVATIONS)
    assert {len(network) for network in layers} == {1, 2, 3, 4}
