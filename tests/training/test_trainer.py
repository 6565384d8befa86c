"""One loop that yields Steps, repeatable to the bit from any place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from digitscope.data.augment import GENTLE
from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.errors import DatasetError, SettingError
from digitscope.training.health import complaints
from digitscope.training.recipe import Recipe
from digitscope.training.trainer import State, Step, train


def _last(start: Network | State, dataset: Dataset, recipe: Recipe, **how: Any) -> Step:
    *_, last = train(start, dataset, recipe, **how)
    return last


def test_training_learns(few: Dataset, start: Network) -> None:
    steps = list(train(start, few, Recipe(epochs=15, batch=5, validation=100)))
    assert [step.row.epoch for step in steps] == list(range(1, 16))
    assert steps[0].row.loss > 2 * steps[-1].row.loss
    assert steps[-1].state.best_accuracy > 0.6
    assert [step.stopped for step in steps] == [False] * 14 + [True]


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("augmentation", [None, GENTLE])
def test_j141_same_seed_same_bits_however_it_is_watched(
    few: Dataset, start: Network, recipe: Recipe, optimizer: str, augmentation: Any
) -> None:
    recipe = replace(recipe, optimizer=optimizer, epochs=2, augmentation=augmentation, learning_rate=0.01)
    whole = _last(start, few, recipe)
    for every in (1, 7, 100):
        assert _last(start, few, recipe, every=every).network == whole.network
    assert whole.network != start
    assert _last(start, few, replace(recipe, seed=1)).network != whole.network


def test_j142_going_on_from_any_step_gives_the_same_bits_and_history(
    few: Dataset, start: Network, recipe: Recipe
) -> None:
    steps = list(train(start, few, recipe, every=11))
    for place in (0, 5, 6, 13, len(steps) - 2):
        again = list(train(steps[place].state, few, recipe, every=11))
        assert [step.row for step in again] == [step.row for step in steps[place + 1 :]]
        assert again[-1].network == steps[-1].network
        assert again[-1].state.best == steps[-1].state.best


def test_j142_forgetting_momentum_or_random_state_or_place_differs(
    few: Dataset, start: Network, recipe: Recipe
) -> None:
    steps = list(train(start, few, recipe, every=11))
    here, whole = steps[9].state, steps[-1].network
    assert here.batch
    assert _last(here, few, recipe, every=11).network == whole
    assert _last(replace(here, memory={}), few, recipe).network != whole
    assert _last(here, few, replace(recipe, seed=1)).network != whole
    assert _last(replace(here, batch=0), few, recipe).network != whole
    assert _last(here, few, replace(recipe, schedule="constant")).network != whole


def test_the_best_so_far_is_kept_and_patience_stops(few: Dataset, start: Network) -> None:
    recipe = Recipe(epochs=40, batch=5, validation=100, patience=2, learning_rate=3.0, schedule="constant")
    steps = list(train(start, few, recipe))
    best = max(step.row.validation_accuracy or 0 for step in steps)
    last = steps[-1].state
    assert last.best_accuracy == best
    assert last.epoch == last.best_epoch + 2 < 40
    assert steps[last.best_epoch - 1].network == last.best
    assert steps[last.best_epoch - 1].improved
    assert not list(train(last, few, recipe)), "a run that has stopped stays stopped"


@pytest.mark.parametrize("batch", [1, 7, 64, 500, 10_000])
def test_j124_any_batch_size_weighs_each_image_once(few: Dataset, start: Network, batch: int) -> None:
    frozen_network = Recipe(epochs=1, batch=batch, validation=100, learning_rate=0)
    row = _last(start, few, frozen_network).row
    assert row.loss == pytest.approx(_last(start, few, replace(frozen_network, batch=500)).row.loss, rel=1e-6)


def test_j124_one_image_one_class_or_constant_images_train(few: Dataset, start: Network) -> None:
    recipe = Recipe(epochs=2, validation=0)
    sevens = Dataset(few.images[few.labels == 7], few.labels[few.labels == 7], name="sevens")
    plain = Dataset(np.zeros((20, 784), np.uint8), np.arange(20) % 10, name="constant")
    for odd in (few.take(slice(1)), sevens, plain):
        last = _last(start, odd, recipe)
        assert last.diverged is None
        assert np.isfinite(last.row.loss)
        assert last.state.best == last.network


@pytest.mark.parametrize(("activation", "rate"), [("relu", 1e6), ("identity", 1e6), ("sigmoid", 1e38), ("relu", 1e38)])
def test_j120_divergence_ends_the_run_at_the_first_number_that_is_not_finite(
    few: Dataset, activation: str, rate: float
) -> None:
    recipe = Recipe(epochs=3, validation=100, learning_rate=rate, loss="cross-entropy", schedule="constant")
    start = initialise((784, 16, 16, 10), activation, output_activation="softmax", rng=recipe.stream("start"))
    last = _last(start, few, recipe)
    assert last.stopped
    assert last.diverged is not None
    assert last.diverged.startswith("epoch 1, batch ")
    assert last.diverged.endswith("is not finite")
    assert np.isfinite(last.network.parameters()).all()
    assert last.state.batch < 50
    again = _last(last.state, few, recipe)
    assert again.diverged == last.diverged, "the place in the run is exact"


def test_j121_dead_relus_are_told(few: Dataset) -> None:
    recipe = Recipe(epochs=1, validation=100, learning_rate=0)
    network = initialise((784, 8, 10), "relu", output_activation="sigmoid", rng=recipe.stream("start"))
    dead = Network((Layer(network.layers[0].weights, np.full(8, -100.0), "relu"), network.layers[1]))
    assert _last(dead, few, recipe).warnings == ("DEAD_UNITS 8/8",)
    assert _last(network, few, recipe).warnings == ()


def test_j125_a_symmetric_start_is_told(few: Dataset) -> None:
    zero = initialise((784, 16, 10), scheme="zero", rng=np.random.default_rng(0))
    assert complaints(zero, few.pixels()) == ("SYMMETRIC_INIT layer 0",)
    last = _last(zero, few, Recipe(epochs=1, validation=100))
    assert last.warnings == ("SYMMETRIC_INIT layer 0",)
    assert last.network != zero


def test_weight_decay_makes_weights_smaller(few: Dataset, start: Network, recipe: Recipe) -> None:
    plain, decayed = (_last(start, few, replace(recipe, weight_decay=decay)).network for decay in (0.0, 0.1))
    assert np.abs(decayed.layers[0].weights).mean() < np.abs(plain.layers[0].weights).mean()


@pytest.mark.parametrize("every", [0, -1, "batch", 1.5, True])
def test_an_every_that_cannot_be_is_refused(few: Dataset, start: Network, every: Any) -> None:
    with pytest.raises(SettingError, match='every is "epoch" or a number of batches'):
        list(train(start, few, Recipe(validation=100), every=every))


def test_a_data_set_too_small_to_hold_out_is_refused(few: Dataset, start: Network) -> None:
    with pytest.raises(DatasetError, match="leave some of the 600 images"):
        list(train(start, few, Recipe()))


def test_no_epochs_no_steps(few: Dataset, start: Network) -> None:
    assert not list(train(start, few, Recipe(epochs=0, validation=100)))
