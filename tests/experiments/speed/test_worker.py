"""The process of a contender: what it answers, and what it does not let pass."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from digitscope.errors import MissingError, SettingError
from digitscope.experiments.speed import worker
from digitscope.experiments.speed.cases import LESSON, Answering, Learning
from digitscope.experiments.speed.contenders import Contender, chosen, vectorised
from digitscope.experiments.speed.machine import forget_peak, peak_memory
from digitscope.experiments.speed.material import Exam, Lesson, training, training_pixels
from digitscope.experiments.speed.player import Player
from digitscope.experiments.speed.worker import Play, Worker, check_answers, check_learned

CASE = Learning(LESSON, "sigmoid", "cross-entropy", 32)
RELU = Learning((784, 24, 12, 10), "relu", "cross-entropy", 32)
PREPARE = {"do": "prepare", "case": CASE.to_mapping(), "count": 64, "least": 0.0}
MEMORY = {"do": "memory", "case": CASE.to_mapping(), "count": 64}


def test_it_prepares_checks_and_plays() -> None:
    numpy = Worker("numpy")
    assert numpy.reply(PREPARE)["off"] < 1e-4
    played = numpy.reply({"do": "play"})
    assert played["cpu"] >= 0
    assert played["wall"] > 0
    assert played["how"] == ""


def test_memory_is_that_of_one_epoch_without_what_was_only_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    def epoch(lesson: Lesson) -> tuple[Any, Any]:
        assert len(lesson.pixels) == len(lesson.labels) == 64
        return lambda: runs.append(training_pixels.cache_info().currsize + training.cache_info().currsize), None

    monkeypatch.setattr(vectorised, "epoch", epoch)
    monkeypatch.setattr(worker, "forget_peak", lambda: runs.append(-1))
    assert Worker("numpy").reply(MEMORY)["bytes"] > 2**20
    assert runs == [-1, 0], "one run, when the worker's own copies were gone and their peak forgotten"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no other system forgets a peak")
def test_a_peak_before_it_is_forgotten_does_not_count() -> None:
    high = np.ones(2**25)  # 256 MiB
    del high
    before = peak_memory()
    if not forget_peak():
        pytest.skip("this system does not let its peak be forgotten")
    assert peak_memory() < before - 2**26


def test_who_learned_fewer_images_is_found_out() -> None:
    lesson = Lesson(CASE, 640)
    run, network_of = vectorised.epoch(Lesson(CASE, 320))
    with pytest.raises(SettingError, match=r"all must learn the same network; got one that is \d+% of the way"):
        check_learned(lesson, network_of(run()), learner=vectorised, other=vectorised)


def test_who_learned_nothing_or_nonsense_is_found_out() -> None:
    lesson = Lesson(CASE, 64)
    with pytest.raises(SettingError, match="one that is 100% of the way"):
        check_learned(lesson, lesson.start, learner=vectorised, other=vectorised)


def test_who_learns_half_of_what_it_is_given_is_found_out_on_the_first_updates_too() -> None:
    half = SimpleNamespace(epoch=lambda lesson: vectorised.epoch(Lesson(lesson.case, lesson.count // 2)))
    run, network_of = half.epoch(Lesson(RELU, 12_800))
    with pytest.raises(SettingError, match="all must learn the same network"):
        check_learned(Lesson(RELU, 12_800), network_of(run()), learner=half, other=vectorised)


def test_runs_that_part_late_are_held_to_their_first_updates_and_to_their_accuracy() -> None:
    lesson = Lesson(RELU, 12_800)
    run, network_of = vectorised.epoch(lesson)
    network = network_of(run())
    numbers = network.parameters()
    noise = 0.03 * np.random.default_rng(0).standard_normal(len(numbers))
    apart = network.with_parameters(numbers + noise)
    assert check_learned(lesson, apart, learner=vectorised, other=vectorised)["off"] == 0
    with pytest.raises(SettingError, match="all must learn the same network"):
        check_learned(lesson, network.with_parameters(-numbers), learner=vectorised, other=vectorised)


def test_other_answers_or_other_shapes_are_found_out() -> None:
    exam = Exam.of(Answering("one"))
    right = exam.network(exam.pixels)
    assert check_answers(exam, right)["off"] < 1e-6
    for wrong in (right + 0.001, right[None], np.full(10, np.nan)):
        with pytest.raises(SettingError, match="all must give the same answers"):
            check_answers(exam, wrong)


def test_rounding_of_large_outputs_is_let_pass_beside_the_largest_of_them() -> None:
    exam = Exam.of(Answering("prepared"))
    right = exam.network.astype(np.float64)(exam.pixels.astype(np.float64))
    largest = np.abs(right).max()
    assert largest > 10
    assert check_answers(exam, right + 5e-5 * largest)["off"] == pytest.approx(5e-5)
    with pytest.raises(SettingError, match="all must give the same answers"):
        check_answers(exam, right + 2e-4 * largest)


def test_of_several_ways_to_answer_the_fastest_is_played_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(exam: Exam) -> dict[str, Any]:
        def slowly() -> Any:
            sum(range(300_000))
            return exam.network(exam.pixels)

        return {"slowly": slowly, "at once": lambda: exam.network(exam.pixels)}

    monkeypatch.setattr(vectorised, "answers", answers)
    numpy = Worker("numpy")
    numpy.reply({"do": "prepare", "case": Answering("one").to_mapping(), "least": 0.0})
    assert numpy.reply({"do": "play"})["how"] == "at once"


def test_a_way_to_answer_that_is_wrong_is_found_out_also_if_it_is_not_the_fastest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        vectorised,
        "answers",
        lambda exam: {"right": lambda: exam.network(exam.pixels), "wrong": lambda: [sum(range(300_000))] * 10},
    )
    with pytest.raises(SettingError, match="all must give the same answers"):
        Worker("numpy").reply({"do": "prepare", "case": Answering("one").to_mapping(), "least": 0.0})


def test_what_is_fast_is_run_often_enough_to_be_measured() -> None:
    runs: list[int] = []
    play = Play(lambda: runs.append(sum(range(1000))), least=0.01)
    before = len(runs)
    seconds = play.timed()["cpu"]
    assert len(runs) - before > 10
    assert seconds < 0.01


def test_nothing_is_played_that_was_not_prepared() -> None:
    with pytest.raises(SettingError, match="must be prepared"):
        Worker("numpy").reply({"do": "play"})


def exchanged(*lines: str) -> list[Mapping[str, Any]]:
    command = [sys.executable, "-P", "-m", "digitscope.experiments.speed.worker", "numpy"]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_its_process_answers_every_line_whatever_fails_and_ends_with_its_input() -> None:
    nonsense, unknown, fine = exchanged("not json", json.dumps({"do": "play"}), json.dumps(PREPARE))
    assert nonsense["came"].startswith("JSONDecodeError")
    assert unknown["asked"] == "a case must be prepared before it is played"
    assert fine["off"] < 1e-4


def test_a_process_that_ends_is_a_contender_left_out_and_starts_again_when_it_is_asked_again() -> None:
    broken = Contender("nobody", "Nobody", "nothing")
    with Player(broken) as player:
        for _ in range(2):
            with pytest.raises(MissingError, match="a contender must answer; got the end of its process"):
                player.prepare(CASE, count=64, least=0.0)


def test_a_process_that_hangs_is_ended_and_named_and_the_next_case_finds_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Player(chosen(["numpy"])[1], deadline=0.05) as player:  # Python alone takes longer to start
        with pytest.raises(MissingError, match=r"a contender must answer; got nothing for 0\.05 seconds"):
            player.prepare(CASE, count=64, least=0.0)
        assert player._process is None
        monkeypatch.setattr(player, "_deadline", 60.0)
        assert player.prepare(CASE, count=64, least=0.0)["off"] < 1e-4


def test_its_process_is_gone_after_the_block() -> None:
    with Player(chosen([])[0]) as player:
        player.prepare(Answering("one"), least=0.0)
        process = player._process
        assert process is not None
        assert process.poll() is None
    assert process.poll() is not None
