"""The same run, however it is watched, kept, stopped, taken up and made again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitscope import environment
from digitscope.data.augment import GENTLE
from digitscope.data.dataset import Dataset
from digitscope.engine.choice import engines, present
from digitscope.engine.network import Layer, Network
from digitscope.environment import code
from digitscope.errors import DatasetError, MissingError, NetworkFileError
from digitscope.measures.accuracy import evaluation
from digitscope.networks import files
from digitscope.training.checkpoint import Checkpoint, from_bytes, to_bytes
from digitscope.training.history import History
from digitscope.training.recipe import Recipe
from digitscope.training.record import RESULT, Sums, read_result, surroundings, weights_sum
from digitscope.training.rerun import likeness, of_file, of_run
from digitscope.training.run import begin, follow, result, take_up
from digitscope.training.state import State
from digitscope.training.trainer import Every, train

WAYS = [("sgd", None), ("momentum", None), ("adam", None), ("adam", GENTLE)]


def _kept(few: Dataset, start: Network, recipe: Recipe, runs: Path, *, every: Every = 7, seconds: float = 0.0) -> Sums:
    """A whole run in a folder, a checkpoint at each Step where seconds is 0: what it came to, as is written there."""
    run = begin(start, few, recipe, runs=runs, origin="glorot")
    *_, (last, history) = follow(run, few, every=every, seconds_between=seconds)
    assert last.network != start, "a run that does not move proves nothing"
    written = read_result(run.folder)
    assert written is not None
    assert written.sums == Sums.of(last.state, history)
    assert written.every == every
    return written.sums


@contextmanager
def _load() -> Iterator[None]:
    """Something else that multiplies on another thread meanwhile."""
    done = threading.Event()

    def work() -> None:
        matrix = np.random.default_rng(0).random((100, 100))
        while not done.is_set():
            matrix = np.tanh(matrix @ matrix)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _hundred_runs(few: Dataset, start: Network, recipe: Recipe, runs: Path, *, count: int) -> None:
    of_history: dict[Every, set[str]] = {}
    weights = set()
    ways: list[Every] = [1, 7, 100, "epoch"]
    for number in range(count):
        every = ways[number % 4]
        if number % 16 < 12:
            sums = _kept(few, start, recipe, runs, every=every, seconds=0.0 if every == 7 else 60.0)
        else:
            with _load():
                sums = _kept(few, start, recipe, runs, every=every, seconds=60.0)
        weights.add((sums.weights, sums.last))
        of_history.setdefault(every, set()).add(sums.history)
    assert len(weights) == 1
    assert all(len(found) == 1 for found in of_history.values()), "rows made as often are the same rows"
    assert len(of_history) == len(ways)


def test_l141_a_few_runs_with_and_without_load_and_checkpoints_are_one(
    few: Dataset, start: Network, recipe: Recipe, tmp_path: Path
) -> None:
    _hundred_runs(few, start, replace(recipe, epochs=1), tmp_path, count=16)


@pytest.mark.slow
@pytest.mark.parametrize(("optimizer", "augmentation"), WAYS)
def test_l141_a_hundred_runs_are_one(
    few: Dataset, start: Network, recipe: Recipe, tmp_path: Path, optimizer: str, augmentation: Any
) -> None:
    changed = replace(recipe, optimizer=optimizer, augmentation=augmentation, learning_rate=0.01, epochs=2)
    _hundred_runs(few, start, changed, tmp_path, count=100)


@pytest.mark.slow
@pytest.mark.parametrize(("optimizer", "augmentation"), WAYS)
def test_l142_taken_up_at_two_hundred_random_steps_it_ends_in_the_same_bits(
    few: Dataset, start: Network, recipe: Recipe, optimizer: str, augmentation: Any
) -> None:
    recipe = replace(recipe, optimizer=optimizer, augmentation=augmentation, patience=3, learning_rate=0.01)
    history, places = History(), [Checkpoint(State.fresh(start), History())]
    for step in train(start, few, recipe, every=1):
        history = history.with_row(step.row)
        places.append(Checkpoint(step.state, history))
    whole = Sums.of(places[-1].state, history)
    numbers = {weights_sum(place.state.network) for place in places}
    assert len(numbers) > 0.9 * len(places), "the run is alive at every step"
    chosen = np.random.default_rng(142).choice(len(places) - 1, 200, replace=False)
    assert sum(1 for place in chosen if places[place].state.batch) > 150, "most are amid an epoch"
    for place in chosen:
        taken = from_bytes(to_bytes(places[place]))
        rows = taken.history
        for step in train(taken.state, few, recipe, every=1):
            rows = rows.with_row(step.row)
        assert Sums.of(step.state, rows) == whole, f"from step {place}"


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Chooses the engine from here on, by its name."""
    if len(engines()) < 2:
        pytest.skip("there is one engine here")

    def choose(name: str) -> None:
        monkeypatch.setenv("DIGITSCOPE_ENGINE", name)
        present.cache_clear()

    yield choose
    monkeypatch.undo()
    present.cache_clear()


def test_l143_taken_up_on_another_engine_it_says_so_and_reads_as_well(
    few: Dataset, start: Network, recipe: Recipe, tmp_path: Path, mnist_test: Dataset, forced: Any
) -> None:
    forced("auto")
    ends = []
    for engine in ("auto", "numpy"):
        run = begin(start, few, replace(recipe, epochs=20, learning_rate=0.4), runs=tmp_path, origin="glorot")
        with closing(follow(run, few, every=20)) as steps:
            for _ in range(7):
                next(steps)
        forced(engine)
        again = take_up(run.folder, few)
        told = () if engine == "auto" else ("NOT_BIT_IDENTICAL other engine than it began with",)
        assert again.warnings == told
        *_, (last, _) = follow(again, few, every=20)
        ends.append(last.network)
    assert ends[0] != ends[1]
    right = [evaluation(end.trace(mnist_test.pixels()).pre_activations[-1], mnist_test.labels).accuracy for end in ends]
    assert right[0] > 0.5
    assert abs(right[0] - right[1]) <= 0.005


def test_l147_a_damaged_result_or_one_that_does_not_fit_is_refused(
    few: Dataset, start: Network, recipe: Recipe, tmp_path: Path
) -> None:
    run = begin(start, few, replace(recipe, epochs=1), runs=tmp_path, origin="glorot")
    with pytest.raises(MissingError, match="stands at epoch 0 of 1"):
        of_run(run.folder)
    list(follow(run, few, every=20))
    path = run.folder / RESULT
    whole = json.loads(path.read_text())
    assert of_run(run.folder).every == 20
    path.unlink()
    assert of_run(run.folder).every == 20, "a run that was killed before it wrote its result tells by its rows"
    assert not list(follow(take_up(run.folder, few), few))
    assert json.loads(path.read_text()) == whole, "taken up at its end, it writes its result"
    for damaged in (b"", b"[]", b"{}", json.dumps(whole | {"every": 0}).encode(), json.dumps(whole)[:-9].encode()):
        path.write_bytes(damaged)
        with pytest.raises(MissingError):
            of_run(run.folder)
    path.write_text(json.dumps(whole | {"sha256": dict.fromkeys(whole["sha256"], "0" * 64)}))
    with pytest.raises(MissingError, match="must fit the newest checkpoint"):
        of_run(run.folder)


def test_l147_notices_of_the_data_stand_in_the_record(
    few: Dataset, start: Network, recipe: Recipe, tmp_path: Path
) -> None:
    noticed = few.noticed("LEAKAGE 3 images are in training and test")
    run = begin(start, noticed, recipe, runs=tmp_path, origin="glorot")
    record = json.loads((run.folder / "run.json").read_text())
    assert record["data"]["warnings"] == ["LEAKAGE 3 images are in training and test"]
    assert record["start"]["sha256"] == weights_sum(start)
    assert record["surroundings"] == surroundings(start)


def test_likeness_says_what_is_not_the_same(few: Dataset, start: Network, recipe: Recipe, tmp_path: Path) -> None:
    run = begin(start, few, recipe, runs=tmp_path, origin="glorot")
    *_, (last, history) = follow(run, few)
    original = of_run(run.folder)
    original.check(few)
    with pytest.raises(DatasetError, match="learned from 600 digits, checksum"):
        original.check(few.take(slice(500), name="fewer"))
    same = likeness(original, last.state, history)
    assert same.whole
    assert (same.difference, same.others) == (0.0, ())
    assert same.accuracies == (last.state.best_accuracy,) * 2
    turned = replace(last.state, best=last.state.best.with_bias(0, 3, 9.0))
    other = likeness(replace(original, surroundings={**original.surroundings, "numpy": "1.0"}), turned, history)
    assert dict(other.same) == {"weights": False, "last": True, "history": True}
    assert other.difference == pytest.approx(9.0, abs=2.0)
    assert other.others == (("numpy", "1.0", surroundings(start)["numpy"]),)


def test_a_file_in_half_precision_is_compared_in_half_precision(few: Dataset, start: Network, recipe: Recipe) -> None:
    history = History()
    for step in train(start, few, recipe):
        history = history.with_row(step.row)
    halves = [
        Layer(layer.weights.astype(np.float16).astype("f4"), layer.bias.astype(np.float16).astype("f4"), "sigmoid")
        for layer in step.state.best.layers
    ]
    made = result(step.state, few, recipe)
    for network, same in ((Network(tuple(halves)), True), (step.state.best.with_bias(0, 3, 9.0), False)):
        found = likeness(of_file(replace(made, network=network)), step.state, history)
        assert found.whole is same
        assert "history" not in found.same
    with pytest.raises(NetworkFileError, match="by what recipe"):
        of_file(files.NetworkFile(start))


@pytest.mark.parametrize(
    ("told", "accuracy"),
    [
        ({"correct": 3, "images": 4}, 0.75),
        *((odd, None) for odd in (5, "all", {"images": 4}, {"correct": "a", "images": 4}, {"correct": 5, "images": 4})),
        ({"correct": 0, "images": 0}, None),
    ],
)
def test_what_a_file_says_of_its_accuracy_is_taken_where_it_can_be(told: Any, accuracy: float | None) -> None:
    file = files.NetworkFile(
        Network((Layer(np.eye(2), np.zeros(2), "sigmoid"),)),
        recipe=Recipe().to_mapping(),
        data={"name": "dots", "sha256": "0"},
        figures={"validation": told},
    )
    assert of_file(file).accuracy == accuracy


def test_l147_the_codes_checksum_is_another_where_one_letter_of_the_engine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for letter in (b"", b"", b" "):
        added = {"kernel.c": letter}
        monkeypatch.setattr(environment, "read_file", lambda path, added=added, **_: added.get(path.name, b"code"))
        found.append(code.__wrapped__())
    assert found[0] == found[1] != found[2]
    monkeypatch.setattr(environment, "read_file", lambda path, **_: _gone(path))
    assert code.__wrapped__() == "unknown"


def _gone(path: Path) -> bytes:
    raise MissingError("a file", came=path.name, hint="install it again")
