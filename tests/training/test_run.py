"""A run on disk can be taken up from any moment, whatever happened to it."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Network
from digitscope.errors import DatasetError, DigitscopeError, MissingError, NetworkFileError, StorageError
from digitscope.networks import files
from digitscope.training import checkpoint as checkpoint_module
from digitscope.training import run as runs_module
from digitscope.training.checkpoint import SLOTS, START, Checkpoint, from_bytes, newest, save, to_bytes
from digitscope.training.history import History, Row
from digitscope.training.recipe import Recipe
from digitscope.training.run import Run, begin, find, follow, result, take_up
from digitscope.training.trainer import Every, train


@pytest.fixture
def run(few: Dataset, start: Network, recipe: Recipe, tmp_path: Path) -> Run:
    return begin(start, few, recipe, runs=tmp_path / "runs", origin="glorot")


def _checkpoint(few: Dataset, start: Network, recipe: Recipe, steps: int = 9) -> Checkpoint:
    history = History()
    for _, step in zip(range(steps), train(start, few, recipe, every=20), strict=False):
        history = history.with_row(step.row)
    return Checkpoint(step.state, history)


def _of_format_nine(checkpoint: Checkpoint) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoint_module, "FORMAT", 9)
        return to_bytes(checkpoint)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_checkpoint_and_back_is_the_identity(few: Dataset, start: Network, recipe: Recipe, optimizer: str) -> None:
    recipe = replace(recipe, optimizer=optimizer)
    before = _checkpoint(few, start, recipe)
    after = from_bytes(to_bytes(before))
    assert after.history == before.history
    assert after.place == before.place == (2, 20)
    for field in ("network", "best", "best_accuracy", "best_loss", "best_epoch"):
        assert getattr(after.state, field) == getattr(before.state, field)
    *_, last = train(before.state, few, recipe)
    *_, again = train(after.state, few, recipe)
    assert again.network == last.network
    assert set(after.state.memory) == set(before.state.memory)


def test_b39_a_flipped_bit_anywhere_in_a_checkpoint_is_noticed(few: Dataset, start: Network, recipe: Recipe) -> None:
    whole = to_bytes(_checkpoint(few, start, recipe))
    rng = np.random.default_rng(0)
    for place in rng.integers(0, len(whole), 200):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << int(rng.integers(8))
        with pytest.raises(NetworkFileError):
            from_bytes(bytes(damaged))


def test_an_edited_activation_is_noticed(few: Dataset, start: Network, recipe: Recipe) -> None:
    edited = to_bytes(_checkpoint(few, start, recipe)).replace(b"sigmoid", b"softmax")
    with pytest.raises(NetworkFileError, match="checksum"):
        from_bytes(edited)


def test_a_network_file_is_no_checkpoint_and_a_newer_one_is_told(few: Dataset, start: Network, recipe: Recipe) -> None:
    with pytest.raises(NetworkFileError, match="a checkpoint says so"):
        from_bytes(files.to_bytes(files.NetworkFile(start)))
    newer = _of_format_nine(_checkpoint(few, start, recipe))
    with pytest.raises(NetworkFileError, match="format 9: install a newer") as caught:
        from_bytes(newer)
    assert caught.value.code == "MODEL_TOO_NEW"


def test_a_run_taken_up_midway_ends_as_if_never_stopped(run: Run, few: Dataset, start: Network, tmp_path: Path) -> None:
    *_, (whole, history) = follow(run, few, every=20)
    other = begin(start, few, run.recipe, runs=tmp_path / "others", origin="glorot")
    with closing(follow(other, few, every=20)) as steps:
        for _ in range(7):
            next(steps)
    again = take_up(other.folder, few)
    assert again.start.epoch == 1
    assert again.warnings == ()
    *_, (last, whole_history) = follow(again, few, every=20)
    assert last.network == whole.network
    assert last.state.best == whole.state.best
    assert whole_history == history
    assert not list(follow(take_up(other.folder, few), few)), "a finished run has nothing left to do"


def test_a_run_without_a_checkpoint_starts_again(run: Run, few: Dataset, start: Network) -> None:
    again = take_up(run.folder, few)
    assert again.start.network == start
    assert again.history == History()


def test_i111_a_broken_checkpoint_is_set_aside_and_the_one_before_used(run: Run, few: Dataset, start: Network) -> None:
    slot = 0
    steps = list(train(start, few, run.recipe))
    for step in steps[:2]:
        slot = save(run.folder, Checkpoint(step.state, History((step.row,))), slot=slot)
    newer = run.folder / SLOTS[1]
    newer.write_bytes(newer.read_bytes()[:-7])
    found = take_up(run.folder, few)
    assert found.start.epoch == 1
    assert found.slot == 1
    assert found.warnings[0].startswith("CHECKPOINT_SKIPPED")
    assert (run.folder / f"{SLOTS[1]}.corrupt").exists()
    assert take_up(run.folder, few).warnings == ()
    (run.folder / SLOTS[0]).write_bytes(b"broken too")
    assert take_up(run.folder, few).start.network == start, "the start is still there"
    (run.folder / START).write_bytes(b"broken as well")
    with pytest.raises(NetworkFileError):
        newest(run.folder)


def test_i117_a_newer_checkpoint_refuses_the_run_and_stays(run: Run, few: Dataset) -> None:
    newer = _of_format_nine(Checkpoint(run.start, run.history))
    (run.folder / SLOTS[1]).write_bytes(newer)
    with pytest.raises(NetworkFileError, match="format 9"):
        take_up(run.folder, few)
    assert (run.folder / SLOTS[1]).read_bytes() == newer


def test_a_diverged_run_stays_as_it_ended(few: Dataset, start: Network, tmp_path: Path) -> None:
    recipe = Recipe(epochs=2, validation=100, learning_rate=1e38, schedule="constant")
    run = begin(start, few, recipe, runs=tmp_path / "runs", origin="glorot")
    *_, (last, history) = follow(run, few)
    again = take_up(run.folder, few)
    assert again.start.diverged == last.diverged is not None
    assert again.history == history
    assert not list(follow(again, few))


def test_a_run_that_cannot_be_makes_no_folder(few: Dataset, recipe: Recipe, tmp_path: Path) -> None:
    relu = initialise((784, 10), "relu", rng=np.random.default_rng(0))
    deep = initialise((784, *[2] * 400, 10), rng=np.random.default_rng(0))
    for network, wanted in ((relu, replace(recipe, loss="cross-entropy")), (deep, recipe)):
        with pytest.raises(DigitscopeError):
            begin(network, few, wanted, runs=tmp_path / "runs", origin="glorot")
    assert not (tmp_path / "runs").exists()


def test_a_float64_run_goes_on_in_float64(few: Dataset, start: Network, recipe: Recipe, tmp_path: Path) -> None:
    run = begin(start.astype(np.float64), few, recipe, runs=tmp_path / "runs", origin="glorot")
    assert take_up(run.folder, few).start.network == start.astype(np.float64)


def test_checkpoints_come_at_most_once_a_second(run: Run, few: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[int] = []

    def noted(_folder: Path, checkpoint: Checkpoint, *, slot: int) -> int:
        saved.append(checkpoint.place[0])
        return slot

    monkeypatch.setattr(runs_module, "save", noted)
    clock = iter(np.arange(0, 1000, 0.4))
    # its own clock alone: threads of other tests go on reading the real one
    monkeypatch.setattr(runs_module, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    list(follow(run, few))
    assert saved == [3, 4]


def test_a_checkpoint_that_cannot_be_written_is_loud(run: Run, few: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise StorageError("a place", came="ENOSPC", hint="make room", code="STORAGE_FULL")

    monkeypatch.setattr(runs_module, "save", full)
    with pytest.raises(StorageError, match="ENOSPC"):
        list(follow(run, few))


def test_l143_another_machine_or_version_is_told(run: Run, few: Dataset) -> None:
    record = json.loads((run.folder / "run.json").read_text())
    record["fingerprint"]["numpy"] = "1.0"
    (run.folder / "run.json").write_text(json.dumps(record))
    assert take_up(run.folder, few).warnings == ("NOT_BIT_IDENTICAL other numpy than it began with",)


def test_other_data_or_a_broken_record_is_refused(run: Run, few: Dataset, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="this run learns from 600 digits; got fewer"):
        take_up(run.folder, few.take(slice(500), name="fewer"))
    whole = json.loads((run.folder / "run.json").read_text())
    parts: list[dict[str, Any]] = [{"data": {}}, {"data": {"sha256": 1}}, {"recipe": 1}, {"format": 99}]
    parts += [{"data": {**whole["data"], **odd}} for odd in ({"labels": 5}, {"labels": [0]}, {"warnings": "none"})]
    edited = [{**whole, **part} for part in parts]
    for content in (b"", b"[]", b"{}", b"\xff", *(json.dumps(record).encode() for record in edited)):
        (run.folder / "run.json").write_bytes(content)
        with pytest.raises(MissingError):
            take_up(run.folder, few)
    with pytest.raises(MissingError, match="there are run-001"):
        find("run-002", runs=tmp_path / "runs")
    with pytest.raises(MissingError, match="start one with: digitscope train"):
        find("run-001", runs=tmp_path)
    assert find("run-001", runs=tmp_path / "runs") == run.folder


def test_the_result_is_the_best_network_with_a_fitted_temperature(run: Run, few: Dataset) -> None:
    *_, (last, _) = follow(run, few)
    made = result(last.state, few, run.recipe)
    assert made.network == last.state.best
    assert made.temperature != 1
    assert Recipe.from_mapping(made.recipe) == run.recipe
    assert made.figures["validation"]["images"] == 100
    assert made.figures["validation"]["correct"] == round(100 * last.state.best_accuracy)
    assert files.from_bytes(files.to_bytes(made)) == made
    assert result(last.state, few, replace(run.recipe, validation=0)).temperature == 1


def test_a_history_and_back_is_the_identity() -> None:
    history = History((Row(0.5, 1.0, 0.25, None, None, 0.1), Row(1.0, None, None, 0.125, 0.75, 0.0)))
    assert History.from_array(history.to_array()) == history
    assert history.to_csv().splitlines()[1] == "0.5,1.0,0.25,,,0.1"
    assert History.from_array(History().to_array()) == History()


@pytest.mark.parametrize("every", ["epoch", 20, 1])
def test_every_cell_of_a_runs_history_reads_as_a_number(run: Run, few: Dataset, every: Every) -> None:
    *_, (_, history) = follow(run, few, every=every)
    head, *lines = history.to_csv().splitlines()
    assert len(lines) >= run.recipe.epochs
    cells = [cell for line in lines for cell in line.split(",")]
    assert len(cells) == len(lines) * (head.count(",") + 1)
    for cell in cells:
        assert cell == "" or np.isfinite(float(cell))


def test_a_handful_of_held_out_images_makes_no_answer_sure(few: Dataset, start: Network) -> None:
    held = {validation: Recipe(epochs=1, validation=validation) for validation in (2, 99, 100)}
    states = {validation: list(train(start, few, recipe))[-1].state for validation, recipe in held.items()}
    found = {validation: result(states[validation], few, held[validation]).temperature for validation in held}
    assert found[2] == found[99] == 1.0 != found[100]
