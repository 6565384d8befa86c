"""Many networks give what each gives alone, whatever happens to some of them or to the workers."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitscope.data.augment import GENTLE
from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Network
from digitscope.errors import DatasetError, DigitscopeError, MissingError, SettingError, ShapeError
from digitscope.networks import files
from digitscope.training import frames, processes
from digitscope.training import outcome as outcome_module
from digitscope.training import stack as stack_module
from digitscope.training.frames import receive_outcome
from digitscope.training.many import train_many
from digitscope.training.outcome import Outcome
from digitscope.training.recipe import Recipe
from digitscope.training.trainer import train

QUICK = Recipe(epochs=2, batch=50, validation=100, learning_rate=0.1)
ENDLESS = replace(QUICK, epochs=10**6)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Every worker that was started; none may be left at the end."""
    workers: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **how: Any) -> None:
            super().__init__(*arguments, **how)
            workers.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    yield workers
    assert all(worker.poll() is not None for worker in workers)


def _starts(count: int, **how: Any) -> list[Network]:
    return [initialise((784, 8, 10), rng=seed, **how) for seed in range(count)]


def _in_order(outcomes: Iterator[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda one: one.index)


def _soon(found: Iterator[Outcome]) -> list[Outcome]:
    """All of it in the order of what was asked, or queue.Empty where it would be waited for ever."""
    done: queue.SimpleQueue[list[Outcome] | Exception] = queue.SimpleQueue()

    def take() -> None:
        try:
            done.put(_in_order(found))
        except Exception as error:
            done.put(error)

    threading.Thread(target=take, daemon=True).start()
    if isinstance(came := done.get(timeout=60), Exception):
        raise came
    return came


def _same(outcome: Outcome, alone: list[Any]) -> bool:
    last, step = alone[-1], outcome.step
    return (
        step is not None
        and outcome.finished
        and outcome.error is None
        and (outcome.network, outcome.best) == (last.network, last.state.best)
        and outcome.history.rows == tuple(one.row for one in alone)
        and (step.row, step.improved, step.stopped, step.warnings) == (last.row, last.improved, True, last.warnings)
        and outcome.state.best_epoch == last.state.best_epoch
        and all(np.array_equal(outcome.state.memory[name], array) for name, array in last.state.memory.items())
    )


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_many_networks_get_the_same_bits_as_each_alone(few: Dataset, workers: int, started: Any) -> None:
    recipes = [
        QUICK,
        replace(QUICK, optimizer="adam", learning_rate=0.01, seed=4, patience=1),
        replace(QUICK, optimizer="momentum", weight_decay=0.1, schedule="constant", validation=0),
        replace(QUICK, augmentation=GENTLE, loss="cross-entropy", warmup=1.0),
    ]
    starts = [*_starts(3), initialise((784, 70, 10), "relu", output_activation="softmax", rng=1).astype(np.float64)]
    found = _in_order(train_many(starts, few, recipes, workers=workers))
    assert [one.index for one in found] == [0, 1, 2, 3]
    for outcome, start, recipe in zip(found, starts, recipes, strict=True):
        assert outcome.recipe == recipe
        assert _same(outcome, list(train(start, few, recipe)))
    assert len(started) == (0 if workers == 1 else workers)


def test_one_recipe_is_for_all_networks_and_one_network_for_all_recipes(few: Dataset) -> None:
    starts = _starts(3)
    for outcome in train_many(starts, few, QUICK, workers=1):
        assert _same(outcome, list(train(starts[outcome.index], few, QUICK)))
    recipes = (replace(QUICK, seed=seed) for seed in range(3))
    found = _in_order(train_many(starts[0], few, recipes, workers=1))
    assert [one.recipe.seed for one in found] == [0, 1, 2]
    assert len({one.network for one in found}) == 3


def test_states_are_gone_on_from(few: Dataset, started: Any) -> None:
    recipe = replace(QUICK, optimizer="momentum", epochs=3)
    steps = [list(train(start, few, recipe)) for start in _starts(2)]
    for outcome in train_many([one[0].state for one in steps], few, recipe, workers=2):
        assert _same(outcome, steps[outcome.index][1:])


@pytest.mark.parametrize("workers", [1, 2])
def test_every_epoch_tells_where_each_network_has_got_to(few: Dataset, workers: int, started: Any) -> None:
    found = list(train_many(_starts(2), few, QUICK, every="epoch", workers=workers))
    for index in range(2):
        mine = [one for one in found if one.index == index]
        assert [(one.state.epoch, len(one.history.rows), one.finished) for one in mine] == [(1, 1, False), (2, 2, True)]


@pytest.mark.parametrize("workers", [1, 2])
def test_no_epochs_give_the_start_back(few: Dataset, workers: int, started: Any) -> None:
    starts = _starts(2)
    for outcome in train_many(starts, few, replace(QUICK, epochs=0), workers=workers):
        assert (outcome.network, outcome.step, outcome.finished) == (starts[outcome.index], None, True)


def test_j120_a_network_that_diverges_leaves_the_others_alone(few: Dataset, started: Any) -> None:
    wild = replace(QUICK, learning_rate=1e38, schedule="constant")
    found = _in_order(train_many(_starts(3), few, [QUICK, wild, QUICK], workers=2))
    assert str(found[1].diverged).endswith("is not finite")
    assert found[1].step is not None
    assert found[1].step.stopped
    assert [one.diverged for one in found if one.index != 1] == [None, None]
    assert all(one.error is None and one.finished for one in found)


def test_a_network_that_fails_leaves_the_others_alone(few: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = _starts(3)

    def short_of_memory(start: Any, *arguments: Any) -> Any:
        steps = train(start, *arguments)
        yield next(steps)
        if start.network == starts[1]:
            raise MemoryError("full")
        yield from steps

    monkeypatch.setattr(outcome_module, "train", short_of_memory)
    found = list(train_many(starts, few, QUICK, workers=1))
    assert [one.finished for one in found] == [True] * 3
    assert [one.error and one.error.code for one in found] == [None, "TRAINING_FAILED", None]
    assert "got MemoryError: full" in str(found[1].error)
    assert len(found[1].history.rows) == 1, "what was known stays known"


def test_the_failure_of_a_worker_is_told_with_what_it_knew(few: Dataset, started: Any) -> None:
    tiny = Dataset(few.images[:, :16], few.labels, name="not 28 x 28")
    bent = replace(QUICK, augmentation=GENTLE)
    starts = [initialise((16, 10), rng=seed) for seed in range(2)]
    found = _in_order(train_many(starts, tiny, [QUICK, bent], workers=2))
    assert [one.error and one.error.code for one in found] == [None, "SHAPE"]
    assert "images to distort must be (n, 784) uint8; got" in str(found[1].error)
    assert found[1].network == starts[1]


def test_d58_a_worker_that_is_killed_costs_nothing(few: Dataset, started: list[subprocess.Popen[bytes]]) -> None:
    recipe = replace(QUICK, epochs=7, augmentation=GENTLE)  # distortions make epochs long enough to be hit
    starts, found = _starts(3), []
    for number, outcome in enumerate(train_many(starts, few, recipe, every="epoch", workers=2)):
        if number == 3:
            started[-1].kill()
        if outcome.finished:
            found.append(outcome)
    assert (len(found), len(started)) == (3, 3)
    for outcome in found:
        assert _same(outcome, list(train(starts[outcome.index], few, recipe)))


def test_d58_a_network_that_kills_its_worker_twice_is_given_up(
    few: Dataset, started: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deadly(stream: Any, job: Any) -> Outcome:
        if job.index == 1:
            raise EOFError("killed")
        return receive_outcome(stream, job)

    monkeypatch.setattr(processes, "receive_outcome", deadly)
    starts = _starts(4)
    found = _in_order(train_many(starts, few, QUICK, workers=2))
    assert [one.error and one.error.code for one in found] == [None, "WORKER_DIED", None, None]
    assert all(_same(one, list(train(starts[one.index], few, QUICK))) for one in found if one.index != 1)


def test_workers_that_cannot_start_are_an_error_and_no_waiting(
    few: Dataset, started: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(
        DigitscopeError, match=r"a worker must start; got one that ended with .*: is there enough"
    ) as told:
        list(train_many(_starts(2), few, QUICK, workers=2))
    assert told.value.code == "WORKER_DIED"
    monkeypatch.setattr(sys, "executable", "/not/there")
    with pytest.raises(DigitscopeError, match="needs the system to start them; got No such file"):
        list(train_many(_starts(2), few, QUICK, workers=2))


def test_a_worker_that_fails_to_start_for_any_reason_is_an_error_and_no_waiting(
    few: Dataset, started: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unforeseen(*_: Any) -> None:
        raise TypeError("a data set of another kind")

    monkeypatch.setattr(processes, "send_dataset", unforeseen)
    with pytest.raises(DigitscopeError, match="a worker must start; got TypeError: a data set of another kind") as told:
        _soon(train_many(_starts(3), few, QUICK, workers=2))
    assert told.value.code == "WORKER_DIED"
    assert isinstance(told.value.__cause__, TypeError)


def test_a_network_that_is_lost_on_the_way_is_an_error(
    few: Dataset, started: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unforeseen(*_: Any, **__: Any) -> None:
        raise MemoryError("full")

    monkeypatch.setattr(processes._Crew, "_through", unforeseen)
    with pytest.raises(DigitscopeError, match="got MemoryError: full"):
        _soon(train_many(_starts(2), few, QUICK, workers=2))


def test_a_path_among_the_places_of_modules_is_passed_over_as_imports_do(
    few: Dataset, started: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "path", [tmp_path, *sys.path])
    found = _soon(train_many(_starts(2), few, QUICK, workers=2))
    assert all(_same(one, list(train(_starts(2)[one.index], few, QUICK))) for one in found)


@pytest.mark.parametrize("printed", [b"good morning\n", b"\xff" * 23, frames.WORD[:-1], b"x" * 200_000])
def test_what_python_prints_as_it_starts_is_passed_over(
    few: Dataset, started: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, printed: bytes
) -> None:
    script = f"import os, sys\nfor _ in range(10): os.write(1, {printed!r})\n"
    (tmp_path / "sitecustomize.py").write_text(script)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    found = _soon(train_many(_starts(2), few, QUICK, workers=2))
    assert [one.error for one in found] == [None, None]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EOFError),
        (frames.WORD, EOFError),
        (b"good morning, everyone\n" * 2, ValueError),
        (b"\0" * 24, ValueError),
        (frames.WORD + b"\xff" * 8 + b"\0" * 8, ValueError),
        (frames.WORD + b"\0" * 8 + b"\xff" * 8, ValueError),
        (frames.WORD + b"\0" * 7 + b"\2" + b"\0" * 7 + b"\1{}", EOFError),
        (frames.WORD + b"\0" * 7 + b"\2" + b"\0" * 8 + b"{]", ValueError),
    ],
)
def test_what_is_no_frame_is_refused(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        frames.receive(BytesIO(content))


def test_a_frame_goes_through_the_pipe_whole() -> None:
    pipe = BytesIO()
    frames.send(pipe, {"seven": 7}, b"01", np.arange(3, dtype=np.uint8))
    pipe.seek(0)
    assert frames.receive(pipe) == ({"seven": 7}, b"01\0\1\2")


def test_d58_no_epoch_is_told_twice_where_no_other_worker_can_start(
    few: Dataset, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = replace(QUICK, epochs=7, augmentation=GENTLE)
    starts, told = _starts(2), []
    for outcome in train_many(starts, few, recipe, every="epoch", workers=2):
        told.append((outcome.index, outcome.state.epoch))
        if len(told) == 6:
            monkeypatch.setattr(sys, "executable", "/not/there")
            started[-1].kill()
        if outcome.finished:
            assert _same(outcome, list(train(starts[outcome.index], few, recipe)))
    assert sorted(told) == [(index, epoch) for index in range(2) for epoch in range(1, 8)]


def test_a_listener_that_stops_early_leaves_no_worker(few: Dataset, started: Any) -> None:
    found = train_many(_starts(3), few, [QUICK, ENDLESS, ENDLESS], workers=2)
    assert next(found).index == 0
    began = time.monotonic()
    found.close()
    assert time.monotonic() - began < 2
    assert all(worker.poll() is not None for worker in started)


def test_ctrl_c_ends_the_workers_at_once(few: Dataset, started: Any) -> None:
    interrupt = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    seen = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012  (it comes anywhere in the loop)
        for outcome in train_many(_starts(4), few, [QUICK, QUICK, ENDLESS, ENDLESS], workers=2):
            seen.append(outcome.index)
            if len(seen) == 2:
                interrupt.start()
    assert sorted(seen) == [0, 1]
    assert all(worker.poll() is not None for worker in started)


def test_ctrl_c_loses_nothing_that_was_finished(few: Dataset, started: Any) -> None:
    found = train_many(_starts(5), few, [QUICK, QUICK, QUICK, ENDLESS, ENDLESS], workers=2)
    seen = [next(found).index]
    time.sleep(1.5)  # the others are finished meanwhile, and nobody has asked for them
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012  (the first that comes is what throw gives)
        seen.append(found.throw(KeyboardInterrupt()).index)
        seen.extend(one.index for one in found)
    assert sorted(seen) == [0, 1, 2]


SCRIPT = """
import numpy as np
from digitscope import Dataset, Recipe, initialise, train_many
dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
starts = [initialise((4, 2), rng=seed) for seed in range(2)]
print("began", flush=True)
for outcome in train_many(starts, dots, Recipe(epochs={epochs}, validation=0), workers=2, every={every!r}):
    print(outcome.index, flush=True)
"""


def test_a_script_needs_no_main_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(epochs=2, every="epoch"))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert sorted(done.stdout.split()) == ["0", "0", "1", "1", "began"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_workers_end_with_the_process_that_asked_however_it_ends(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(epochs=10**7, every="network"))
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        asking.stdout.readline()
        time.sleep(1.5)  # they have begun by then, and say nothing for long
        children = Path(f"/proc/{asking.pid}/task")
        workers = {int(pid) for task in children.iterdir() for pid in (task / "children").read_text().split()}
        asking.kill()
    assert len(workers) == 2
    deadline = time.monotonic() + 5
    while (left := [pid for pid in workers if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"networks": _starts(2), "recipes": [QUICK] * 3}, SettingError, "got 2 networks and 3 recipes: repeat some"),
        ({"networks": []}, SettingError, "networks must be one or more; got none"),
        ({"recipes": []}, SettingError, "recipes must be one or more; got none"),
        (
            {"networks": [*_starts(2), initialise((4, 10), rng=0)]},
            ShapeError,
            "network 2: this data needs .* got 4 to 10",
        ),
        (
            {"networks": files.NetworkFile(_starts(1)[0])},
            SettingError,
            "network 0: .* got NetworkFile: of a network file",
        ),
        ({"networks": "plain"}, SettingError, "network 0: training starts from a Network or a State; got str"),
        ({"recipes": [QUICK, {"epochs": 3}]}, SettingError, "network 1: a recipe must be a Recipe; got dict"),
        ({"recipes": [QUICK, Recipe()]}, DatasetError, "network 1: a validation part must leave some of the 600"),
        ({"recipes": Recipe(validation=100, seed=2**1024)}, SettingError, "network 0: a value must be plain"),
        ({"dataset": "mnist"}, SettingError, 'training needs a Dataset; got str: as mnist."training". gives'),
        ({"workers": 0}, SettingError, "workers must be a whole number from 1; got 0: 1 trains in this process"),
        ({"workers": 1.5}, SettingError, "workers must be a whole number from 1; got 1.5"),
        ({"every": "batch"}, SettingError, "an Outcome comes .* got 'batch'"),
        ({"budget": 2**30}, SettingError, "a budget is for a device's memory; got no device"),
        ({"device": "cpu", "workers": 2}, SettingError, "trained by workers or on a device; got both"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_starts(
    few: Dataset, change: dict[str, Any], error: type[Exception], message: str, started: list[Any]
) -> None:
    asked = {"networks": _starts(2), "dataset": few, "recipes": QUICK, "workers": None, **change}
    with pytest.raises(error, match=message):
        train_many(asked.pop("networks"), asked.pop("dataset"), asked.pop("recipes"), **asked)
    assert not started


def test_without_pytorch_a_device_is_refused_with_how_to_get_it(few: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    stack_module.torch.cache_clear()
    monkeypatch.setattr(stack_module, "import_module", missing)
    with pytest.raises(MissingError, match=r"needs PyTorch; got none .*: pip install 'digitscope\[torch\]'"):
        train_many(_starts(2), few, QUICK, device="cpu")
