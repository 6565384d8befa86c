"""The shipped networks and their cards, and finding one by name or path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitscope.engine.initialise import initialise
from digitscope.errors import NetworkFileError
from digitscope.networks.catalogue import cards, find
from digitscope.networks.files import NetworkFile, load, save

CARD: dict[str, Any] = {
    "name": "plain",
    "summary": "The lesson's network.",
    "command": "digitscope train",
    "seed": 7,
    "parameters": 13002,
    "widths": [784, 16, 16, 10],
    "activations": ["sigmoid", "sigmoid", "sigmoid"],
    "loss": "quadratic",
    "test": {"images": 10000, "correct": 9480, "accuracy": 0.948, "interval": [0.943, 0.952]},
    "recipe": {"epochs": 30, "rates": [3.0, 1.0]},
}


def network_file(seed: int) -> NetworkFile:
    return NetworkFile(initialise((4, 2), rng=np.random.default_rng(seed)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    for seed, name in enumerate(("plain", "better")):
        save(shipped / f"{name}.safetensors", network_file(seed))
        (shipped / f"{name}.json").write_text(json.dumps({**CARD, "name": name}))
    save(tmp_path / "secret.safetensors", network_file(9))
    save(shipped / "unlisted.safetensors", network_file(8))
    return shipped


def refused(name: str | Path, folder: Path) -> NetworkFileError:
    with pytest.raises(NetworkFileError) as caught:
        find(name, folder=folder)
    return caught.value


def test_cards_come_in_order_of_their_names(folder: Path) -> None:
    better, plain = cards(folder=folder)
    assert (better.name, plain.name) == ("better", "plain")
    assert plain.widths == (784, 16, 16, 10)
    assert plain.test.interval == (0.943, 0.952)
    assert plain.test.correct == 9480
    assert plain.details == {"recipe": {"epochs": 30, "rates": (3.0, 1.0)}}
    with pytest.raises(TypeError):
        plain.details["recipe"] = 1  # type: ignore[index]  # it is read-only


def test_with_nothing_shipped_there_are_no_cards(tmp_path: Path) -> None:
    assert cards(folder=tmp_path) == cards(folder=tmp_path / "missing") == ()
    assert refused("plain", tmp_path).code == "NOT_FOUND"


def test_what_ships_with_the_package_is_sound() -> None:
    for card in cards():
        network = find(card.name).network
        assert network.widths == card.widths
        assert network.activations == card.activations
        assert network.parameter_count == card.parameters
        assert card.test.interval[0] <= card.test.accuracy <= card.test.interval[1]
        assert card.test.accuracy == pytest.approx(card.test.correct / card.test.images, abs=1e-4)


def test_a_network_is_found_by_name_or_by_path(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find("plain", folder=folder) == network_file(0)
    assert find("better", folder=folder) == network_file(1)
    assert find(str(tmp_path / "secret.safetensors"), folder=folder) == network_file(9)
    assert find(tmp_path / "secret.safetensors", folder=folder) == network_file(9)
    monkeypatch.chdir(tmp_path)
    assert find("secret.safetensors", folder=folder) == network_file(9)
    save("mine", network_file(5))
    assert find("mine", folder=folder) == network_file(5)


def test_a_name_goes_before_a_file_of_that_name_and_a_path_does_not(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save("plain", network_file(5))
    assert find("plain", folder=folder) == network_file(0)
    assert find("./plain", folder=folder) == find(Path("plain"), folder=folder) == network_file(5)


def test_an_unknown_name_is_told_the_names_there_are(folder: Path) -> None:
    error = refused("plian\x1b[2J", folder)
    assert error.code == "NOT_FOUND"
    assert "one of better, plain" in str(error)
    assert "\x1b" not in str(error)
    assert "plain" not in refused("plian.safetensors", folder).asked.replace("plian", "")
    assert refused(folder / "nothing", folder).code == "NOT_FOUND"


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "unlisted",
        "",
        ".",
        "..",
        "plain.json",
        "PLAIN",
        "plain\0",
        "/plain",
        "plain/../plain",
        "x" * 5000,
    ],
)
def test_b38_a_name_never_becomes_a_path_in_the_package(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert refused(name, folder).code in ("NOT_FOUND", "NOT_A_FILE", "NOT_READABLE")


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"summary": ""},
        {"command": None},
        {"seed": -1},
        {"seed": True},
        {"parameters": 1.5},
        {"widths": []},
        {"widths": [784, "16"]},
        {"activations": "sigmoid"},
        {"test": [1]},
        {"test": {}},
        {"test": {**CARD["test"], "accuracy": 94.8}},
        {"test": {**CARD["test"], "interval": [0.9]}},
        {"test": {**CARD["test"], "correct": "9480"}},
    ],
)
def test_a_wrong_card_is_refused(folder: Path, change: dict[str, Any]) -> None:
    (folder / "plain.json").write_text(json.dumps({**CARD, **change}))
    with pytest.raises(NetworkFileError, match=r"the card plain\.json") as caught:
        cards(folder=folder)
    assert caught.value.code == "CARD_INVALID"


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"name":"plain","name":"plain"}', b"NaN"])
def test_a_card_that_is_no_strict_object_is_refused(folder: Path, content: bytes) -> None:
    (folder / "plain.json").write_bytes(content)
    with pytest.raises(NetworkFileError) as caught:
        cards(folder=folder)
    assert caught.value.code == "CARD_INVALID"


def test_a_listed_network_is_the_file_beside_its_card(folder: Path) -> None:
    assert find("plain", folder=folder) == load(folder / "plain.safetensors")
