"""The three ways are measured on the same step, in turns, and within their time."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.choice import NUMPY, engine_for
from digitscope.engine.descent import descend
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Network
from digitscope.errors import DigitscopeError, SettingError, ShapeError
from digitscope.experiments import three_ways as module
from digitscope.experiments.loop import Lists, step_as_a_loop
from digitscope.experiments.three_ways import Way, three_ways
from digitscope.networks.catalogue import find

PLAIN = find("plain").network


def moved(lists: Lists) -> Any:
    return [np.concatenate([np.ravel(rows), bias]) for rows, bias in zip(lists.weights, lists.bias, strict=True)]


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Which engine was asked for how many batches, in the order in which they were."""
    asked: list[tuple[str, int]] = []

    def watched(*what: Any, **how: Any) -> Any:
        asked.append((how["engine"].name, len(what[5])))
        return descend(*what, **how)

    monkeypatch.setattr(module, "descend", watched)
    return asked


def test_all_ways_move_the_network_to_the_same_place(mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """The very steps that are timed: one batch of each way from the same start ends at the same numbers."""
    ended: dict[str, Network] = {}
    lists: list[Any] = []

    def step(of: Lists, *what: Any, **how: Any) -> None:
        step_as_a_loop(of, *what, **how)
        if not lists:
            lists.append(moved(of))

    def walked(*what: Any, **how: Any) -> Any:
        found = descend(*what, **how)
        ended.setdefault(how["engine"].name, found.network)
        return found

    monkeypatch.setattr(module, "step_as_a_loop", step)
    monkeypatch.setattr(module, "descend", walked)
    three_ways(PLAIN, mnist_test, seconds=0.01, rounds=1)
    (loop,) = lists
    assert set(ended) == {"numpy", engine_for(PLAIN).name}
    for network in ended.values():
        for layer, one in zip(network.layers, loop, strict=True):
            here = np.concatenate([layer.weights.ravel(), layer.bias])
            assert here == pytest.approx(one, abs=2e-6)
        assert network != PLAIN


def test_a_report_names_the_ways_and_the_engine(mnist_test: Dataset) -> None:
    report = three_ways(PLAIN, mnist_test, seconds=0.05, rounds=3)
    names = ["loop", "matrix", *(["kernel"] if engine_for(PLAIN).name == "kernel" else [])]
    assert [way.name for way in report.ways] == names
    assert (report.engine, report.batch) == (engine_for(PLAIN), 10)
    for way in report.ways:
        assert 1 <= len(way.seconds) <= 3
        assert min(way.seconds) > 0
        assert way.images % 10 == 0
        assert 0 < way.images <= 60_000


def test_without_the_kernel_there_are_two_ways_and_the_reason(
    mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "the kernel was not compiled"
    monkeypatch.setattr(module, "engine_for", lambda _: replace(NUMPY, why=why))
    report = three_ways(PLAIN, mnist_test, seconds=0.01, rounds=1)
    assert [way.name for way in report.ways] == ["loop", "matrix"]
    assert (report.engine.name, report.engine.why) == ("numpy", why)


def test_the_rounds_take_turns(mnist_test: Dataset, walks: list[tuple[str, int]]) -> None:
    report = three_ways(PLAIN, mnist_test, seconds=0.05, rounds=4)
    counts = {"numpy": report.ways[1].images // 10, engine_for(PLAIN).name: report.ways[-1].images // 10}
    measured = walks[-len(report.ways[1].seconds) * len(counts) :]
    assert measured == [*counts.items()] * len(report.ways[1].seconds)


def test_a_machine_that_is_too_slow_for_its_rounds_ends_early(
    mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(10_000))
    monkeypatch.setattr(time, "process_time", lambda: float(next(clock)))
    report = three_ways(PLAIN, mnist_test, seconds=0.1, rounds=5)
    assert [len(way.seconds) for way in report.ways] == [1] * len(report.ways)
    assert [way.images for way in report.ways] == [10] * len(report.ways)


def test_fewer_digits_than_a_batch_are_taken_again() -> None:
    dots = Dataset(np.eye(4, dtype=np.uint8) * 255, np.array([0, 1, 0, 1]), name="dots", classes=2)
    report = three_ways(initialise((4, 3, 2), rng=0), dots, batch=6, seconds=0.01, rounds=1)
    assert all(way.images % 6 == 0 for way in report.ways)


def test_the_median_is_that_of_the_rounds() -> None:
    assert Way("loop", (3.0, 1.0, 2.0, 9.0, 1.5), 10).median == 2.0


def test_the_python_of_the_page_on_speed_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "speed.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(compile(code.replace("seconds=0.7", "seconds=0.01"), "speed.md", "exec"), {})
    assert capsys.readouterr().out.startswith("loop ")


@pytest.mark.parametrize(
    ("network", "options", "error", "words"),
    [
        (initialise((4, 2), rng=0), {}, ShapeError, "from 784 pixels to 10 outputs; got 4 to 2"),
        (initialise((784, 5, 10), "relu", output_activation="sigmoid", rng=0), {}, SettingError, "got relu, sigmoid"),
        (PLAIN, {"batch": 0}, SettingError, "batch must be a whole number from 1; got 0"),
        (PLAIN, {"rounds": 0}, SettingError, "rounds must be a whole number from 1; got 0"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(
    mnist_test: Dataset, network: Network, options: dict[str, int], error: type[DigitscopeError], words: str
) -> None:
    with pytest.raises(error, match=words):
        three_ways(network, mnist_test, **options)
