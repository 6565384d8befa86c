"""Activation functions hold their values, their slopes and their nerve at the ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.engine.activations import ACTIVATIONS, activation, log_softmax, softmax, softplus
from digitscope.errors import SettingError

ENDS = [-1e4, -800.0, -88.0, -1.0, -0.0, 0.5, 17.0, 89.0, 1e4]


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_j122_no_activation_raises_a_numeric_warning_at_the_ends(name: str, dtype: type) -> None:
    z: Any = np.array([ENDS], dtype)
    with np.errstate(all="raise"):
        a = activation(name).value(z)
        slopes = activation(name).pull(a, np.ones_like(a))
    assert a.dtype == slopes.dtype == dtype
    assert np.isfinite(a).all()
    assert np.isfinite(slopes).all()


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"softmax"}))
def test_the_slope_is_the_limit_of_differences(name: str) -> None:
    z = np.array([-3.0, -0.7, 0.4, 2.0])
    step = 1e-6
    value = activation(name).value
    differences = (value(z + step) - value(z - step)) / (2 * step)
    np.testing.assert_allclose(activation(name).slope(z), differences, rtol=1e-7, atol=1e-9)


def test_softmax_pulls_back_through_its_whole_jacobian() -> None:
    z, upstream, step = np.array([0.3, -1.0, 2.0]), np.array([1.0, -2.0, 0.5]), 1e-6
    slopes = [upstream @ (softmax(z + step * unit) - softmax(z - step * unit)) / (2 * step) for unit in np.eye(3)]
    np.testing.assert_allclose(activation("softmax").pull(softmax(z), upstream), slopes, rtol=1e-6)
    np.testing.assert_allclose(activation("softmax").slope(z), softmax(z) * (1 - softmax(z)))


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=12))
def test_j122_softmax_sums_to_one(z: list[float]) -> None:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert abs(softmax(np.array(z)).sum() - 1) < 1e-12
        assert (log_softmax(np.array(z)) <= 0).all()


@given(st.floats(-1e4, 1e4))
def test_softplus_is_the_price_of_a_dark_neuron(z: float) -> None:
    assert softplus(np.array(z)) == pytest.approx(np.logaddexp(0, z), rel=1e-12, abs=1e-30 + 1e-12)


def test_an_unknown_activation_is_named_and_the_known_ones_listed() -> None:
    with pytest.raises(SettingError, match=r"got 'swish': use one of sigmoid, relu, leaky_relu"):
        activation("swish")
