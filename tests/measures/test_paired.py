"""A change is judged by the images that it won and lost."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.errors import ArrayTypeError, DigitscopeError, LabelError, SettingError, ShapeError
from digitscope.measures.paired import bonett_price, paired


def test_images_won_and_lost_are_counted_and_named() -> None:
    labels = [0, 1, 2, 3, 4, 5, 6]
    found = paired([0, 7, 2, -1, 4, 9, 8], [0, 1, -1, 3, 5, 9, 6], labels)
    assert (found.images, found.both_right, found.won, found.lost) == (7, 1, 3, 2)
    assert found.won_images.tolist() == [1, 3, 6]
    assert found.lost_images.tolist() == [2, 4]
    assert found.change == pytest.approx(1 / 7)
    assert found.interval == bonett_price(3, 2, 7)


def test_no_answer_is_never_right_and_no_change_still_has_an_interval() -> None:
    found = paired([-1] * 50, [-1] * 50, [3] * 50)
    assert (found.both_right, found.won, found.lost, found.change) == (0, 0, 0, 0)
    low, high = found.interval
    assert -0.1 < low == -high < 0


def test_a_change_and_its_opposite_mirror_each_other() -> None:
    rng = np.random.default_rng(0)
    labels, before, after = rng.integers(0, 3, (3, 200))
    there, back = paired(before, after, labels), paired(after, before, labels)
    assert there.change == -back.change != 0
    assert there.interval == pytest.approx((-back.interval[1], -back.interval[0]))
    assert np.array_equal(there.won_images, back.lost_images)


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 10_000))
def test_an_interval_holds_its_change_and_stays_within_1(won: int, lost: int, rest: int) -> None:
    count = won + lost + rest
    low, high = bonett_price(won, lost, count)
    assert -1 <= low < (won - lost) / count < high <= 1


def test_the_interval_by_hand() -> None:
    # one is added to each: 2 and 8 of 23
    variance = (10 / 23 - (6 / 23) ** 2) / 23
    low, high = bonett_price(1, 7, 21)
    assert (low + high) / 2 == pytest.approx(-6 / 23)
    assert (high - low) / 2 == pytest.approx(1.959963984540054 * variance**0.5)
    assert (round(low, 3), round(high, 3)) == (-0.508, -0.013)
    assert bonett_price(0, 30, 30)[0] == -1
    assert bonett_price(30, 0, 30)[1] == 1


@pytest.mark.parametrize(("gains", "losses"), [(0.05, 0.05), (0.1, 0.02), (0.3, 0.1), (0.01, 0.01)])
def test_the_interval_holds_the_truth_in_about_95_of_100_samples(gains: float, losses: float) -> None:
    count, covered = 60, 0.0
    for won in range(count + 1):
        for lost in range(count + 1 - won):
            low, high = bonett_price(won, lost, count)
            if low <= gains - losses <= high:
                stay = (1 - gains - losses) ** (count - won - lost)
                covered += comb(count, won) * comb(count - won, lost) * gains**won * losses**lost * stay
    assert 0.94 <= covered <= 1


def test_the_report_is_frozen() -> None:
    found: Any = paired([1], [2], [2])
    with pytest.raises(FrozenInstanceError):
        found.images = 5
    for array in (found.won_images, found.lost_images):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_answers_of_other_classes_are_taken_when_told() -> None:
    assert paired([25], [3], [25], classes=26).lost == 1


@pytest.mark.parametrize(
    ("before", "after", "labels", "error", "message"),
    [
        ([], [], [], ShapeError, "n at least 1"),
        ([1], [1, 2], [1], ShapeError, r"got \(1,\) and \(2,\): answer the same images twice"),
        ([[1]], [1], [1], ShapeError, r"answers must be \(n,\); got \(1, 1\)"),
        ([1, 10], [1, 1], [1, 1], LabelError, "0 to 9, or -1 for none; got 10 at index 1"),
        ([1], [-2], [1], LabelError, "got -2 at index 0"),
        ([1], [0.5], [1], LabelError, r"got 0\.5 at index 0"),
        ([1], [np.nan], [1], LabelError, "got nan at index 0"),
        (["a"], [1], [1], ArrayTypeError, "answers must be real numbers"),
        ([1], [1], [1, 2], LabelError, "one for each of 1 images"),
        ([1], [1], [-1], LabelError, "got -1 at index 0"),
    ],
)
def test_answers_that_cannot_be_are_refused(
    before: Any, after: Any, labels: Any, error: type[DigitscopeError], message: str
) -> None:
    with pytest.raises(error, match=message):
        paired(before, after, labels)


@pytest.mark.parametrize(("won", "lost", "count"), [(-1, 0, 5), (0, -1, 5), (3, 3, 5), (0, 0, 0), (0, 0, -5)])
def test_counts_that_cannot_be_are_refused(won: int, lost: int, count: int) -> None:
    with pytest.raises(SettingError, match=f"got {won} won and {lost} lost of {count}"):
        bonett_price(won, lost, count)


@pytest.mark.parametrize("bad", [2.0, 1.5, float("nan"), "3", None, np.float64(1)])
def test_counts_that_are_no_whole_numbers_are_refused(bad: Any) -> None:
    for counts in ((bad, 0, 9), (0, bad, 9), (0, 0, bad)):
        with pytest.raises(SettingError, match="won, lost and count are whole numbers"):
            bonett_price(*counts)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1.0, "1.96", None])
def test_a_z_that_cannot_be_is_refused(bad: Any) -> None:
    with pytest.raises(SettingError, match="z is finite, from 0"):
        bonett_price(1, 0, 9, z=bad)
