"""A start by name and seed."""

from __future__ import annotations

import numpy as np
import pytest

from digitscope.engine.initialise import initialise
from digitscope.errors import SettingError


@pytest.mark.parametrize(
    ("scheme", "spread"),
    [
        ("glorot", (2 / 500) ** 0.5),
        ("he", (2 / 400) ** 0.5),
        ("lecun", (1 / 400) ** 0.5),
        ("normal", 1.0),
        ("zero", 0.0),
    ],
)
def test_each_scheme_has_its_spread(scheme: str, spread: float) -> None:
    network = initialise((400, 100), scheme=scheme, rng=np.random.default_rng(0))
    assert network.layers[0].weights.std() == pytest.approx(spread, rel=0.02)
    assert not network.layers[0].bias.any()


def test_the_same_seed_gives_the_same_network_and_another_another() -> None:
    first, again, other = (initialise((784, 16, 10), rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_hidden_and_output_activations_are_named_apart() -> None:
    network = initialise((4, 3, 3, 2), "tanh", output_activation="softmax", rng=np.random.default_rng(0))
    assert network.activations == ("tanh", "tanh", "softmax")


@pytest.mark.parametrize("widths", [(), (784,), (784, 0, 10), (784, -1)])
def test_widths_that_cannot_be_are_refused(widths: tuple[int, ...]) -> None:
    with pytest.raises(SettingError, match=r"the lesson's are 784,16,16,10"):
        initialise(widths, rng=np.random.default_rng(0))


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(SettingError, match="use one of glorot, he, lecun"):
        initialise((4, 2), scheme="xavier", rng=np.random.default_rng(0))
