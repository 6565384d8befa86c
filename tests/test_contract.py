"""The contract with the lab: its files are what the engine gives now."""

from __future__ import annotations

import json
from typing import Any

import pytest

import make_contract

SINGLE = 2e-6
"""What other processors may add up differently in float32, relative to the largest number of a list."""


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return {name: json.loads(make_contract.written(cases)) for name, cases in make_contract.documents().items()}


def differences(kept: Any, now: Any, place: str = "", tolerance: float = 1e-9) -> list[str]:
    """Where the two differ: numbers by more than the tolerance, relative above 1; all else at all."""
    if place.endswith(".single"):
        tolerance = SINGLE
    if isinstance(kept, dict) and isinstance(now, dict) and kept.keys() == now.keys():
        return [found for key in kept for found in differences(kept[key], now[key], f"{place}.{key}", tolerance)]
    if isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        pairs = enumerate(zip(kept, now, strict=True))
        return [found for i, pair in pairs for found in differences(*pair, f"{place}[{i}]", tolerance)]
    if isinstance(kept, float) and isinstance(now, float):
        return [] if abs(kept - now) <= tolerance * max(1, abs(kept), abs(now)) else [place]
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
