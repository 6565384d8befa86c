"""What an answer costs."""

from __future__ import annotations

import numpy as np
import pytest

from digitscope.engine.activations import ACTIVATIONS
from digitscope.engine.losses import LOSSES, cross_entropy, loss, loss_of, quadratic
from digitscope.errors import LabelError, SettingError, ShapeError


def test_a_perfect_answer_costs_nothing_and_a_blind_one_ln_10() -> None:
    sure = np.full((1, 10), -1e4)
    sure[0, 4] = 1e4
    assert cross_entropy(sure, [4]) == pytest.approx(0, abs=1e-12)
    assert quadratic(sure, [4]) == pytest.approx(0, abs=1e-12)
    assert cross_entropy(np.zeros((3, 10)), [1, 2, 3]) == pytest.approx(np.log(10))


def test_cross_entropy_of_sigmoids_is_the_sum_of_ten_binary_ones() -> None:
    z = np.random.default_rng(0).normal(size=(1, 10))
    a = 1 / (1 + np.exp(-z[0]))
    by_hand = -np.log(a[3]) - np.log(1 - np.delete(a, 3)).sum()
    assert cross_entropy(z, [3], output="sigmoid") == pytest.approx(by_hand)


def test_the_quadratic_cost_is_the_lessons_sum_of_squares() -> None:
    assert quadratic([[0.0, 1.0]], [1], output="identity") == 0
    assert quadratic([[0.5, 0.0], [0.0, 1.0]], [1, 1], output="identity") == pytest.approx((0.25 + 1) / 2)


def test_bad_questions_are_refused() -> None:
    with pytest.raises(ShapeError, match="n at least 1"):
        quadratic(np.zeros((0, 10)), [])
    with pytest.raises(LabelError, match="got 10 at index 0"):
        cross_entropy(np.zeros((1, 10)), [10])
    with pytest.raises(SettingError, match="use them, or the quadratic loss"):
        cross_entropy(np.zeros((1, 10)), [1], output="relu")
    with pytest.raises(SettingError, match="use one of quadratic, cross-entropy"):
        loss("hinge")


def test_the_loss_of_an_output_is_the_one_that_has_it_for_its_own() -> None:
    assert {name: loss_of(name) for name in ACTIVATIONS} == dict.fromkeys(ACTIVATIONS, "quadratic") | {
        "softmax": "cross-entropy"
    }
    assert all(loss_of(known.default_output) == name for name, known in LOSSES.items())
    with pytest.raises(SettingError, match="an activation must be known; got 'step'"):
        loss_of("step")


def test_binary_cross_entropy_stays_exact_in_float32() -> None:
    z = np.full((1, 10), -20, np.float32)
    z[0, 3] = 20
    costs = loss("cross-entropy").costs(z, np.array([3]), "sigmoid")
    assert costs[0] == pytest.approx(10 * np.log1p(np.exp(-20.0)), rel=1e-5)
