"""A recipe is every knob and the seed, checked at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.data.augment import GENTLE
from digitscope.errors import SettingError
from digitscope.training.recipe import Recipe


@pytest.mark.parametrize("rate", [float("inf"), float("nan"), -0.1, "0.1", True, None, 1j])
def test_j119_a_learning_rate_that_is_no_rate_is_refused(rate: Any) -> None:
    with pytest.raises(SettingError, match="learning_rate must be a finite number from 0; got"):
        Recipe(learning_rate=rate)


@pytest.mark.parametrize("rate", [0, 1e-12, 10, 1e6, 1e38])
def test_j119_any_finite_learning_rate_is_taken(rate: float) -> None:
    assert Recipe(learning_rate=rate).learning_rate == rate


@pytest.mark.parametrize(
    ("knob", "value"),
    [
        ("batch", 0), ("batch", 1.5), ("batch", True), ("epochs", -1), ("seed", -1), ("patience", 0), ("momentum", 1.0),
        ("validation", -1), ("loss", "hinge"), ("optimizer", "lbfgs"), ("schedule", "cliff"), ("weight_decay", -1),
        ("warmup", float("nan")), ("loss", []), ("augmentation", True), ("augmentation", {"rotation": 3}),
        ("learning_rate", 10**400), ("copies", 3),
    ],
)  # fmt: skip
def test_each_knob_is_checked(knob: str, value: Any) -> None:
    with pytest.raises(SettingError):
        Recipe(**{knob: value})


@pytest.mark.parametrize("copies", [0, 1.5, True])
def test_copies_are_counted(copies: Any) -> None:
    with pytest.raises(SettingError, match="copies must be a whole number from 1"):
        Recipe(augmentation=GENTLE, copies=copies)


def test_patience_needs_something_held_out() -> None:
    with pytest.raises(SettingError, match="patience needs a validation part"):
        Recipe(patience=2, validation=0)


@given(
    st.builds(
        Recipe,
        loss=st.sampled_from(["quadratic", "cross-entropy"]),
        optimizer=st.sampled_from(["sgd", "momentum", "adam"]),
        learning_rate=st.floats(0, 1e6),
        batch=st.integers(1, 10_000),
        seed=st.integers(0, 2**64),
        patience=st.none() | st.integers(1, 9),
        augmentation=st.sampled_from([None, GENTLE]),
    )
)
def test_to_a_mapping_and_back_is_the_identity(recipe: Recipe) -> None:
    assert Recipe.from_mapping(recipe.to_mapping()) == recipe


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(SettingError, match="got lr, speed: leave these out"):
        Recipe.from_mapping({"lr": 1, "speed": 2})
    with pytest.raises(SettingError, match="unexpected keyword argument 'zoom'"):
        Recipe.from_mapping({"augmentation": {"zoom": 2}})


def test_each_purpose_and_epoch_draws_its_own_numbers() -> None:
    draws = {(purpose, epoch, seed): Recipe(seed=seed).stream(purpose, epoch).random()
             for purpose in ("start", "order", "augment") for epoch in (0, 1) for seed in (0, 1)}  # fmt: skip
    assert len(set(draws.values())) == len(draws)


def test_numpys_numbers_are_numbers() -> None:
    assert Recipe(batch=np.int64(5), seed=np.uint8(3), learning_rate=np.float32(0.5)) == Recipe(batch=5, seed=3)  # type: ignore[arg-type]  # numpy's stubs are no int
