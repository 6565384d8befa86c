"""The three ways are measured on the same step, in turns, and within their time."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.choice import NUMPY, engine_for
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Network
from digitscope.errors import DigitscopeError, SettingError, ShapeError
from digitscope.experiments import three_ways as module
from digitscope.experiments.speed.contenders import own, vectorised
from digitscope.experiments.speed.material import Lesson
from digitscope.experiments.three_ways import Way, three_ways
from digitscope.networks.catalogue import find

PLAIN = find("plain").network
KERNEL = ["kernel"] if engine_for(PLAIN).name == "kernel" else []
DOTS = Dataset(np.eye(4, dtype=np.uint8) * 255, np.array([0, 1, 0, 1]), name="dots", classes=2)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Any]]:
    """What each way did, in order: its name, whether it made ready or learned, the lesson or the network learned."""
    seen: list[tuple[str, str, Any]] = []

    def watch(name: str, way: Any) -> Any:
        def epoch(*what: Any) -> Any:
            lesson: Lesson = what[-1]
            seen.append((name, "ready", lesson))
            learn, network_of = way(*what)

            def run() -> Any:
                seen.append((name, "learn", network_of(found := learn())))
                return found

            return run, network_of

        return epoch

    monkeypatch.setattr(module, "_loop", watch("loop", module._loop))
    monkeypatch.setattr(vectorised, "epoch", watch("matrix", vectorised.epoch))
    monkeypatch.setattr(own, "epoch", watch("kernel", own.epoch))
    return seen


def slow(monkeypatch: pytest.MonkeyPatch, *, seconds: float = 1.0) -> None:
    """Every look at a clock comes so much later than the one before."""
    ticks = (seconds * tick for tick in count())
    clock = SimpleNamespace(process_time=lambda: next(ticks), monotonic=lambda: next(ticks))
    monkeypatch.setattr(module, "time", clock)


def test_all_ways_move_the_network_to_the_same_place(mnist_test: Dataset, watched: list[tuple[str, str, Any]]) -> None:
    """The very steps that are timed: one batch of each way from the same start ends at the same numbers."""
    three_ways(PLAIN, mnist_test, seconds=0.01, rounds=1)
    first: dict[str, Network] = {}
    for name, what, found in watched:
        if what == "learn":
            first.setdefault(name, found)
    assert list(first) == ["loop", "matrix", *KERNEL]
    for network in first.values():
        assert network.parameters() == pytest.approx(first["loop"].parameters(), abs=2e-6)
        assert network != PLAIN


def test_every_way_learns_the_same_digits(mnist_test: Dataset, watched: list[tuple[str, str, Any]]) -> None:
    three_ways(PLAIN, mnist_test, seconds=0.01, rounds=1)
    for _, what, lesson in watched:
        if what == "ready":
            assert (lesson.levels == mnist_test.images[: lesson.count]).all()
            assert (lesson.pixels == mnist_test.pixels(slice(lesson.count))).all()
            assert (lesson.labels == mnist_test.labels[: lesson.count]).all()
            assert (lesson.wanted.argmax(axis=1) == lesson.labels).all()


def test_a_report_names_the_ways_and_the_engine(mnist_test: Dataset) -> None:
    report = three_ways(PLAIN, mnist_test, seconds=0.05, rounds=3)
    assert [way.name for way in report.ways] == ["loop", "matrix", *KERNEL]
    assert (report.engine, report.batch) == (engine_for(PLAIN), 10)
    for way in report.ways:
        assert 1 <= len(way.seconds) <= 3
        assert min(*way.seconds, way.prepared) > 0
        assert way.images % 10 == 0
        assert 0 < way.images <= 60_000


def test_what_is_done_once_for_an_image_is_told_apart(mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """To make floats and to find ink is on its own clock, with all ways alike: seconds an image that is made ready."""
    slow(monkeypatch)
    report = three_ways(PLAIN, mnist_test, seconds=0.1, rounds=1)
    for way in report.ways:
        assert (way.seconds, way.prepared, way.images) == ((0.1,), 0.1, 10)


def test_without_the_kernel_there_are_two_ways_and_the_reason(
    mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "the kernel was not compiled"
    monkeypatch.setattr(module, "engine_for", lambda _: replace(NUMPY, why=why))
    report = three_ways(PLAIN, mnist_test, seconds=0.01, rounds=1)
    assert [way.name for way in report.ways] == ["loop", "matrix"]
    assert (report.engine.name, report.engine.why) == ("numpy", why)


def test_the_rounds_take_turns_and_make_ready_before_each(
    mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch, watched: list[tuple[str, str, Any]]
) -> None:
    slow(monkeypatch, seconds=1e-9)
    monkeypatch.setattr(module, "EPOCH", 20)
    monkeypatch.setattr(module, "FASTER", 2)
    report = three_ways(PLAIN, mnist_test, seconds=1.0, rounds=4)
    assert {way.images for way in report.ways} == {20}
    one = [(name, what) for name in ("loop", "matrix", *KERNEL) for what in ("ready", "learn")]
    assert [(name, what) for name, what, _ in watched][-4 * len(one) :] == 4 * one


def test_a_machine_that_is_too_slow_for_its_rounds_ends_early(
    mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch, watched: list[tuple[str, str, Any]]
) -> None:
    slow(monkeypatch)
    report = three_ways(PLAIN, mnist_test, seconds=0.1, rounds=5)
    assert [len(way.seconds) for way in report.ways] == [1] * len(report.ways)
    assert [way.images for way in report.ways] == [10] * len(report.ways)
    assert len(watched) == 2 * 2 * len(report.ways), "a batch to see how fast it is, and one that counts"


def test_patience_ends_within_a_round_too(mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    slow(monkeypatch)
    before = 1 + 3 * 2 * (2 + len(KERNEL))  # the beginning; every way is tried, and then in the first round
    monkeypatch.setattr(module, "PATIENCE", (before + 5) / 0.1)
    report = three_ways(PLAIN, mnist_test, seconds=0.1, rounds=5)
    assert [len(way.seconds) for way in report.ways] == [2, 2, 1][: len(report.ways)]


def test_what_a_fast_way_learns_more_than_once_is_made_ready_once(
    mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch, watched: list[tuple[str, str, Any]]
) -> None:
    slow(monkeypatch, seconds=1e-9)
    monkeypatch.setattr(module, "EPOCH", 60)
    few = mnist_test.take(slice(25))
    report = three_ways(PLAIN, few, seconds=1.0, rounds=1)
    assert {way.images for way in report.ways} == {60}
    assert [what for name, what, _ in watched if name == "matrix"][-4:] == ["ready", *["learn"] * 3]
    assert watched[-4][2].count == 20, "whole batches"


def test_fewer_digits_than_a_batch_are_taken_again(watched: list[tuple[str, str, Any]]) -> None:
    report = three_ways(initialise((4, 3, 2), rng=0), DOTS, seconds=0.01, rounds=1)
    assert all(way.images % 10 == 0 for way in report.ways)
    assert watched[0][2].labels.tolist() == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]


def test_a_sum_far_below_0_is_no_warning() -> None:
    network = initialise((4, 3, 2), rng=0)
    three_ways(network.with_parameters(-500 * np.abs(network.parameters())), DOTS, seconds=0.01, rounds=1)


def test_it_ends_about_when_it_was_asked_to(mnist_test: Dataset) -> None:
    began = time.monotonic()
    three_ways(PLAIN, mnist_test, seconds=0.1, rounds=1_000)
    assert time.monotonic() - began < 20, "not a thousand rounds of a batch each"


def test_the_median_is_that_of_the_rounds() -> None:
    assert Way("loop", (3.0, 1.0, 2.0, 9.0, 1.5), 10, 0.1).median == 2.0


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
        (PLAIN, {"batch": 0}, SettingError, "batch must be one of 1, 10, 32, 100, 1000; got 0: 10 is the lesson's"),
        (PLAIN, {"batch": 7}, SettingError, "batch must be one of 1, 10, 32, 100, 1000; got 7"),
        (PLAIN, {"rounds": 0}, SettingError, "rounds must be a whole number from 1; got 0"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(
    mnist_test: Dataset, network: Network, options: dict[str, int], error: type[DigitscopeError], words: str
) -> None:
    with pytest.raises(error, match=words):
        three_ways(network, mnist_test, **options)
