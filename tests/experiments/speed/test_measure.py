"""The whole of it, small: real processes, few images."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import pytest

from digitscope.errors import MissingError
from digitscope.experiments.speed import measure as measuring
from digitscope.experiments.speed.cases import KINDS, LESSON, Answering, Learning
from digitscope.experiments.speed.contenders import CONTENDERS, FLOORS, Contender, chosen
from digitscope.experiments.speed.machine import machine, on_one_processor, package_versions, peak_memory
from digitscope.experiments.speed.measure import measure
from digitscope.experiments.speed.plan import FULL, Plan
from digitscope.experiments.speed.player import Player
from digitscope.experiments.speed.processes import FROM_START, Program, seconds

TINY = Plan(
    cases=(Learning(LESSON, "sigmoid", "cross-entropy", 32), Answering("one")),
    rounds=2,
    images=320,
    least=0.0,
    processes=False,
)


@pytest.fixture
def floor_of_products(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one floor that is everywhere."""
    monkeypatch.setattr(measuring, "FLOORS", FLOORS[:1])


def test_who_has_part_in_no_kind_of_answer_but_one_is_asked_for_that_alone() -> None:
    (ink,) = (one for one in FLOORS if one.name == "finding-ink")
    assert [kind for kind in KINDS if measuring._takes(ink, Answering(kind))] == ["prepared"]
    assert not any(measuring._takes(ink, case) for case in FULL.cases if isinstance(case, Learning))


def test_for_memory_slow_and_fast_ones_learn_as_many_images(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def memory(player: Player, case: Learning, *, count: int) -> int:
        asked.append((player._contender.name, count))
        return 2**20

    monkeypatch.setattr(Player, "memory", memory)
    measuring._memory(FULL, chosen(["numpy-per-sample", "pytorch"]))
    assert asked == [("digitscope", 60_000), ("numpy-per-sample", 60_000), ("pytorch", 60_000)]


@pytest.mark.usefixtures("floor_of_products")
def test_each_case_gives_a_table_with_every_contender_that_takes_it() -> None:
    learning, answering = measure(TINY, chosen(["numpy", "numpy-per-sample"]))
    assert [row.name for row in learning.rows] == ["digitscope", "numpy", "numpy-per-sample", "floor-products"]
    assert [row.name for row in answering.rows] == ["digitscope", "numpy"]
    assert all((row.images, row.of, row.cpu.count) == (320, 60_000, 2) for row in learning.rows)
    assert all(row.of == 0 for row in answering.rows)
    assert learning.left_out == answering.left_out == ()
    assert (learning.group, answering.group) == ("cross-entropy", "answers")


@pytest.mark.usefixtures("floor_of_products")
def test_who_is_not_installed_is_passed_over_and_who_cannot_do_it_is_left_out_with_the_reason() -> None:
    missing = Contender("missing", "Missing", "missing", ("a-package-that-is-nowhere",))
    unfit = replace(CONTENDERS[2], name="nobody", title="Nobody")
    plan = replace(TINY, cases=TINY.cases[:1])
    (table,) = measure(plan, [missing, unfit])
    assert [row.name for row in table.rows] == ["floor-products"]
    assert table.left_out == (("Nobody", "a contender must answer; got the end of its process"),)


@pytest.mark.usefixtures("floor_of_products")
def test_whole_processes_and_memory_are_measured_where_the_plan_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = (Program("digitscope", "ours", ("-c", "print('{}')")), Program("nowhere", "not here", ("-c", "")))
    monkeypatch.setattr(measuring, "FROM_START", programs)
    monkeypatch.setattr(measuring, "IMPORTS", ())
    start, imports, memory = measure(replace(TINY, cases=(), processes=True), chosen([]))
    assert [row.title for row in start.rows] == ["ours"]
    assert imports.rows == ()
    assert (memory.unit, memory.rows[0].cpu.count) == ("bytes", 1)
    assert memory.rows[0].cpu.median > 2**20


def test_a_program_that_fails_or_does_not_reach_enough_is_refused() -> None:
    assert seconds(Program("fine", "Fine", ("-c", "sum(range(10**5))"))).cpu > 0
    with pytest.raises(MissingError, match="must run; got exit code 3"):
        seconds(Program("ends", "Ends", ("-c", "raise SystemExit(3)")))
    low = 'print(\'{"accuracy": 0.9, "epochs": 2}\')'
    with pytest.raises(MissingError, match=r"Low must reach 95%; got 90\.00% after 2 epochs"):
        seconds(Program("low", "Low", ("-c", low), reaches=True))


def test_a_program_that_hangs_is_ended_and_named() -> None:
    with pytest.raises(MissingError, match=r"Sleeps must run; got nothing for 0\.3 seconds"):
        seconds(Program("sleeps", "Sleeps", ("-c", "import time; time.sleep(60)")), deadline=0.3)


@pytest.mark.parametrize(("epochs", "how"), [(1, "1 epoch"), (3, "3 epochs")])
def test_a_program_that_reaches_enough_tells_its_epochs(epochs: int, how: str) -> None:
    good = f'print(\'{{"accuracy": 0.95, "epochs": {epochs}}}\')'
    assert seconds(Program("good", "Good", ("-c", good), reaches=True)).how == how


def test_a_system_that_does_not_count_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "wait4", raising=False)
    with pytest.raises(MissingError, match="must count the seconds"):
        seconds(Program("fine", "Fine", ("-c", "")))


def test_from_its_start_ours_reaches_enough() -> None:
    own = next(one for one in FROM_START if one.name == "digitscope")
    assert seconds(own).wall > 0


@pytest.mark.peers
@pytest.mark.parametrize("name", ["pytorch", "scikit-learn"])
def test_from_their_start_peers_reach_enough(name: str) -> None:
    theirs = next(one for one in FROM_START if one.name == name)
    assert seconds(theirs).wall > 0


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system holds nobody to a processor")
def test_one_processor_for_the_block_and_all_of_them_after_it_whatever_happens() -> None:
    before = os.sched_getaffinity(0)
    seen: list[object] = []

    def interrupted() -> None:
        with on_one_processor() as held:
            seen.extend([held, len(os.sched_getaffinity(0))])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert seen == [True, 1]
    assert os.sched_getaffinity(0) == before


def test_the_machine_is_named() -> None:
    assert all(machine().values())
    assert package_versions()["python"] == sys.version.split()[0]
    assert peak_memory() > 2**20
