"""Cases, contenders, and how much of an epoch one run learns."""

from __future__ import annotations

import pytest

from digitscope.errors import MissingError
from digitscope.experiments.speed.cases import KINDS, LESSON, Answering, Learning, case_of
from digitscope.experiments.speed.contenders import CONTENDERS, FLOORS, Contender, chosen
from digitscope.experiments.speed.measure import absent
from digitscope.experiments.speed.plan import FULL, QUICK


@pytest.mark.parametrize("case", [*FULL.cases, *QUICK.cases], ids=lambda case: str(case.title))
def test_a_case_comes_back_from_plain_values(case: Learning | Answering) -> None:
    assert case_of(case.to_mapping()) == case


def test_the_whole_plan_has_both_losses_at_every_batch_wide_networks_and_every_kind_of_answer() -> None:
    lessons = [case for case in FULL.cases if isinstance(case, Learning) and case.widths == LESSON]
    assert {(case.loss, case.batch) for case in lessons} == {
        (loss, batch) for loss in ("cross-entropy", "quadratic") for batch in (1, 10, 32, 100, 1000)
    }
    wide = [case for case in FULL.cases if isinstance(case, Learning) and case.widths != LESSON]
    assert {(case.widths[1], case.batch, case.activation) for case in wide} == {
        (width, batch, "relu") for width in (64, 128) for batch in (32, 128)
    }
    assert {case.kind for case in FULL.cases if isinstance(case, Answering)} == set(KINDS)
    assert FULL.images == 60_000


def test_every_case_of_learning_has_its_rate() -> None:
    assert all(case.rate > 0 for case in (*FULL.cases, *QUICK.cases) if isinstance(case, Learning))


@pytest.mark.parametrize(
    ("batch", "images", "expected"),
    [(1, 60_000, 100), (32, 60_000, 3_200), (1000, 60_000, 60_000), (1000, 500, 500), (32, 100, 100)],
)
def test_a_slow_contender_does_so_many_updates_at_most(batch: int, images: int, expected: int) -> None:
    assert Contender("slow", "Slow", "slow", updates=100).count(batch, images=images) == expected


def test_one_who_is_slow_by_the_image_does_whole_batches_but_at_least_one() -> None:
    slow = Contender("slow", "Slow", "slow", images=100)
    assert [slow.count(batch, images=60_000) for batch in (1, 32, 1000)] == [100, 96, 1000]


def test_ours_is_measured_whole_at_every_batch() -> None:
    (ours,) = chosen([])
    assert all(ours.count(batch, images=60_000) == 60_000 for batch in (1, 10, 32, 100, 1000))


def test_ours_is_always_chosen_and_the_order_is_that_of_the_list() -> None:
    assert [one.name for one in chosen(["pytorch", "numpy"])] == ["digitscope", "numpy", "pytorch"]
    assert chosen(one.name for one in CONTENDERS) == CONTENDERS


@pytest.mark.parametrize("name", ["tensorflow", "", "Numpy", "floor-rows", "\x1b[2J"])
def test_an_unknown_contender_is_refused_with_the_list(name: str) -> None:
    with pytest.raises(MissingError, match="choose from digitscope, digitscope-numpy, numpy") as refused:
        chosen([name])
    assert "\x1b" not in str(refused.value)


def test_names_of_contenders_and_floors_differ() -> None:
    names = [one.name for one in (*CONTENDERS, *FLOORS)]
    assert len(set(names)) == len(names)


def test_absent_peers_are_named_with_what_is_missing() -> None:
    nowhere = Contender("a", "A", "a", ("numpy", "nowhere-1"))
    both = Contender("b", "B", "b", ("nowhere-1", "nowhere-2"))
    here = Contender("c", "C", "c", ("numpy",))
    assert absent([nowhere, both, here]) == {
        "A": "nowhere-1 is not installed: pip install 'digitscope[peers]'",
        "B": "nowhere-1 and nowhere-2 are not installed: pip install 'digitscope[peers]'",
    }
