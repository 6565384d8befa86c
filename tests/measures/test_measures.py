"""Predictions and labels become numbers with intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.errors import LabelError, SettingError, ShapeError
from digitscope.measures.accuracy import answers, evaluation
from digitscope.measures.calibration import calibration_error, fit_temperature, probabilities
from digitscope.measures.intervals import wilson


@given(st.integers(1, 10_000), st.data())
def test_a_wilson_interval_holds_its_proportion_and_stays_in_0_to_1(count: int, data: st.DataObject) -> None:
    correct = data.draw(st.integers(0, count))
    low, high = wilson(correct, count)
    assert 0 <= low <= correct / count <= high <= 1
    assert low < high


def test_wilson_as_in_the_literature() -> None:
    low, high = wilson(1, 10)  # Brown, Cai and DasGupta's form of it
    assert (round(low, 4), round(high, 4)) == (0.0179, 0.4042)
    assert wilson(0, 5)[0] == 0
    assert wilson(5, 5)[1] == 1
    with pytest.raises(SettingError, match="got 3 of 2"):
        wilson(3, 2)
    with pytest.raises(SettingError, match="got 0 of 0"):
        wilson(0, 0)


def test_a_confusion_counts_labels_by_answers() -> None:
    outputs = np.eye(3)[[0, 1, 1, 2]]
    found = evaluation(outputs, [0, 1, 2, 2])
    assert found.confusion.tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert (found.correct, found.images, found.accuracy) == (3, 4, 0.75)


def test_j126_an_output_that_is_not_finite_is_no_answer() -> None:
    outputs = np.array([[np.nan, 0.0], [np.inf, 0.0], [0.0, 1.0]])
    assert answers(outputs).tolist() == [-1, -1, 1]
    found = evaluation(outputs, [0, 0, 1])
    assert (found.correct, found.images) == (1, 3)


def test_bad_questions_are_refused() -> None:
    with pytest.raises(ShapeError, match="outputs must be"):
        answers(np.zeros(10))
    with pytest.raises(ShapeError, match="at least one image"):
        evaluation(np.zeros((0, 10)), [])
    with pytest.raises(LabelError, match="one for each of 2 images"):
        evaluation(np.zeros((2, 10)), [1])


@pytest.mark.parametrize("temperature", [0.05, 0.5, 1.0, 7.0, 90.0])
def test_a_fitted_temperature_is_the_one_that_the_labels_were_drawn_with(temperature: float) -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(size=(40_000, 5)) * 2 * temperature
    drawn = probabilities(z, temperature=temperature).cumsum(axis=1)
    labels = np.minimum((rng.random((len(z), 1)) > drawn).sum(axis=1), 4)
    assert fit_temperature(z, labels) == pytest.approx(temperature, rel=0.03)


def test_temperature_changes_no_answer() -> None:
    z = np.random.default_rng(1).normal(size=(100, 10))
    assert (probabilities(z, temperature=5).argmax(axis=1) == z.argmax(axis=1)).all()


def test_calibration_error_is_the_gap_between_sure_and_right() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False], bins=1) == pytest.approx(0)
    assert calibration_error([1.0, 1.0], [False, False]) == pytest.approx(1)
    assert calibration_error([0.9, 0.9, 0.1, 0.1], [1, 0, 1, 0], bins=2) == pytest.approx(0.5 * 0.4 + 0.5 * 0.4)
    assert calibration_error([0.9, 0.9, 0.1, 0.1], [1, 0, 1, 0], bins=1) == pytest.approx(0)
    right = np.arange(1000) < 900
    for order in (np.arange(1000), np.random.default_rng(0).permutation(1000)):
        assert calibration_error([0.9] * 1000, right[order]) == pytest.approx(0)
    for confidences, bins in (([2.0], 15), ([-0.1], 15), ([0.5], 0)):
        with pytest.raises(SettingError, match="0 to 1"):
            calibration_error(confidences, [True], bins=bins)
    with pytest.raises(ShapeError, match="one each"):
        calibration_error([0.5], [True, False])


@pytest.mark.parametrize("temperature", [0, -1, float("nan"), float("inf")])
def test_a_temperature_that_cannot_be_is_refused(temperature: float) -> None:
    with pytest.raises(SettingError, match="finite and above 0"):
        probabilities([1.0, 2.0], temperature=temperature)
