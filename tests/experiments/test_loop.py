"""The loop is the engine's own step, only slower."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.gradient import gradient
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Network
from digitscope.errors import SettingError
from digitscope.experiments.loop import Lists, step_as_a_loop
from digitscope.networks.catalogue import find


def vector(lists: Lists) -> Any:
    """All numbers in the order of network.parameters()."""
    parts = [part for pair in zip(lists.weights, lists.bias, strict=True) for part in pair]
    return np.concatenate([np.ravel(part) for part in parts])


def slopes_of(network: Network, pixels: Any, labels: Any) -> Any:
    """What a step at the rate 1 takes away: the mean gradient."""
    lists, before = Lists.of(network), vector(Lists.of(network))
    step_as_a_loop(lists, pixels.tolist(), labels.tolist(), rate=1.0)
    return before - vector(lists)


@pytest.mark.parametrize("widths", [(6, 4), (6, 5, 3), (7, 5, 4, 3)])
def test_its_step_is_the_gradient_of_the_engine_for_every_depth(widths: tuple[int, ...]) -> None:
    rng = np.random.default_rng(len(widths))
    network = initialise(widths, rng=rng).astype(np.float64)
    pixels, labels = rng.random((5, widths[0])), rng.integers(0, widths[-1], 5)
    wanted = gradient(network, network.trace(pixels), labels).vector()
    assert slopes_of(network, pixels, labels) == pytest.approx(wanted, abs=1e-6 * np.abs(wanted).max())


def test_its_step_is_the_gradient_of_the_lessons_network(mnist_test: Dataset) -> None:
    network, pixels, labels = find("plain").network, mnist_test.pixels(slice(3)), mnist_test.labels[:3]
    double = network.astype(np.float64)
    wanted = gradient(double, double.trace(pixels), labels).vector()
    assert slopes_of(network, pixels, labels) == pytest.approx(wanted, abs=1e-6 * np.abs(wanted).max())


def test_a_sum_far_below_0_overflows_nothing() -> None:
    lists = Lists([[[-1e4], [1e4]]], [[0.0, 0.0]])
    step_as_a_loop(lists, [[1.0]], [0], rate=1.0)
    assert lists == Lists([[[-1e4], [1e4]]], [[0.0, 0.0]])


def test_it_is_for_sigmoids_alone_and_says_so() -> None:
    with pytest.raises(SettingError, match="written for sigmoids; got tanh, sigmoid: take a network of these alone"):
        Lists.of(initialise((4, 3, 2), "tanh", output_activation="sigmoid", rng=0))
