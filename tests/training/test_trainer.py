"""One loop that yields Steps, repeatable to the bit from any place."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Any

import numpy as np
import pytest

from digitscope.data.augment import GENTLE, augment
from digitscope.data.dataset import Dataset
from digitscope.engine.images import Images
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.errors import DatasetError, SettingError, ShapeError
from digitscope.networks import files
from digitscope.training import trainer
from digitscope.training.health import complaints
from digitscope.training.history import History
from digitscope.training.recipe import Recipe
from digitscope.training.state import State, judged
from digitscope.training.trainer import Parts, Step, train


def _last(start: Network | State, dataset: Dataset, recipe: Recipe, **how: Any) -> Step:
    *_, last = train(start, dataset, recipe, **how)
    return last


def test_training_learns(few: Dataset, start: Network) -> None:
    steps = list(train(start, few, Recipe(epochs=15, batch=5, validation=100)))
    assert [step.row.epoch for step in steps] == list(range(1, 16))
    losses = [step.row.loss or np.nan for step in steps]
    assert losses[0] > 2 * losses[-1]
    assert steps[-1].state.best_accuracy > 0.6
    assert [step.stopped for step in steps] == [False] * 14 + [True]


@pytest.mark.parametrize(
    ("optimizer", "augmentation"), [("sgd", None), ("momentum", None), ("adam", None), ("adam", GENTLE)]
)
def test_l141_same_seed_same_bits_however_it_is_watched(
    few: Dataset, start: Network, recipe: Recipe, optimizer: str, augmentation: Any
) -> None:
    recipe = replace(recipe, optimizer=optimizer, epochs=2, augmentation=augmentation, learning_rate=0.01)
    whole = _last(start, few, recipe)
    for every in (1, 7, 100):
        assert _last(start, few, recipe, every=every).network == whole.network
    assert whole.network != start
    assert _last(start, few, replace(recipe, seed=1)).network != whole.network


def test_l142_going_on_from_any_step_gives_the_same_bits_and_history(
    few: Dataset, start: Network, recipe: Recipe
) -> None:
    steps = list(train(start, few, recipe, every=11))
    for place in (0, 5, 6, 13, len(steps) - 2):
        again = list(train(steps[place].state, few, recipe, every=11))
        assert [step.row for step in again] == [step.row for step in steps[place + 1 :]]
        assert again[-1].network == steps[-1].network
        assert again[-1].state.best == steps[-1].state.best


def test_l142_forgetting_momentum_or_random_state_or_place_differs(
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


def test_l142_forgetting_the_best_so_far_differs(few: Dataset, start: Network) -> None:
    recipe = Recipe(epochs=40, batch=5, validation=100, learning_rate=30.0, schedule="constant")
    steps = list(train(start, few, recipe))
    here = next(step.state for step in steps if step.state.best_epoch < step.state.epoch)
    forgotten = replace(here, best=here.network, best_accuracy=0.0, best_loss=np.inf, best_epoch=here.epoch)
    one_more = replace(recipe, epochs=here.epoch + 1)
    assert _last(here, few, one_more).state.best == here.best
    assert _last(forgotten, few, one_more).state.best != here.best


def test_the_start_competes_with_what_comes_of_it(few: Dataset, start: Network) -> None:
    good = _last(start, few, Recipe(epochs=10, batch=5, validation=100)).state.best
    ruined = _last(good, few, Recipe(epochs=2, validation=100, learning_rate=100.0)).state
    assert ruined.best == good
    assert ruined.best_epoch == 0
    assert ruined.network != good


def test_of_equal_accuracies_the_lower_loss_is_the_best(few: Dataset, start: Network) -> None:
    held = (Images(few.images), few.labels)
    state, first, _ = judged(State.fresh(start), held, loss="quadratic")
    assert first.loss is not None
    same = replace(state, best_loss=first.loss + 0.1)
    assert judged(same, held, loss="quadratic")[2]
    assert not judged(replace(state, best_loss=first.loss), held, loss="quadratic")[2]


def test_j120_divergence_on_held_out_images_or_in_the_memory_is_noticed(few: Dataset) -> None:
    recipe = Recipe(epochs=1, batch=500, validation=100, learning_rate=1e15, loss="cross-entropy", schedule="constant")
    start = initialise((784, 16, 10), "relu", output_activation="softmax", rng=recipe.stream("start"))
    huge = start.with_layer(0, Layer(start.layers[0].weights * 1e30, start.layers[0].bias, "relu"))
    huge = huge.with_layer(1, Layer(start.layers[1].weights * 1e30, start.layers[1].bias, "softmax"))
    (only,) = train(huge, few, recipe)
    assert only.stopped
    assert only.diverged == "epoch 0: the loss on held-out images is not finite"
    held = (Images(few.images), few.labels)
    told = judged(replace(State.fresh(huge), epoch=3), held, loss="cross-entropy")[0].diverged
    assert told == "epoch 3: the loss on held-out images is not finite"
    adam = replace(recipe, optimizer="adam", loss="quadratic", learning_rate=1e-3)
    linear = initialise((784, 16, 10), "identity", rng=recipe.stream("start"))
    first, second = linear.layers
    linear = linear.with_layer(0, replace(first, weights=first.weights * 1e5))
    linear = linear.with_layer(1, replace(second, weights=second.weights * 1e10))
    assert str(_last(linear, few, adam).diverged).endswith("memory.square is not finite")


def test_the_best_before_a_divergence_is_kept(few: Dataset, start: Network) -> None:
    first, *_ = train(start, few, Recipe(epochs=2, batch=5, validation=100))
    wild = Recipe(epochs=2, batch=5, validation=100, learning_rate=1e38, schedule="constant")
    last = _last(first.state, few, wild)
    assert str(last.diverged).startswith("epoch 2, batch ")
    assert last.state.best == first.network
    assert last.network != first.network


def test_each_epoch_draws_its_own_distortions(few: Dataset, start: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []

    def noted(images: Any, *_: Any, rng: np.random.Generator) -> Any:
        drawn.append(rng.random())
        return images

    monkeypatch.setattr(trainer, "augment", noted)
    list(train(start, few, Recipe(epochs=3, batch=100, validation=100, augmentation=GENTLE)))
    assert len(set(drawn)) == 3


def test_warming_up_takes_its_epochs(few: Dataset, start: Network) -> None:
    recipe = Recipe(epochs=4, batch=100, validation=100, schedule="constant", warmup=2.0, learning_rate=1.0)
    rates = [step.row.learning_rate for step in train(start, few, recipe, every=1)]
    assert rates[:3] == pytest.approx([0.0, 0.1, 0.2])
    assert rates[9:12] == pytest.approx([0.9, 1.0, 1.0])


def test_a_row_holds_plain_numbers_that_every_reader_of_the_csv_takes(few: Dataset, start: Network) -> None:
    history = History()
    for step in train(start, few, Recipe(epochs=1, batch=500, validation=100), every=1):
        history = history.with_row(step.row)
    cells = [cell for line in history.to_csv().splitlines()[1:] for cell in line.split(",") if cell]
    assert len(cells) >= 4
    assert all(isfinite(float(cell)) for cell in cells)


@pytest.mark.parametrize(
    ("begin", "error", "message"),
    [
        (lambda start: files.NetworkFile(start), SettingError, "got NetworkFile: of a network file, take its .network"),
        (
            lambda _: initialise((4, 10), rng=np.random.default_rng(0)),
            ShapeError,
            "from 784 pixels to 10 outputs; got 4",
        ),
        (lambda _: initialise((784, 2), rng=np.random.default_rng(0)), ShapeError, "got 784 to 2"),
    ],
)
def test_a_network_that_does_not_fit_the_data_is_refused_at_the_door(
    few: Dataset, start: Network, begin: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        train(begin(start), few, Recipe(validation=100))
    relu = initialise((784, 10), "relu", rng=np.random.default_rng(0))
    with pytest.raises(SettingError, match="cross-entropy needs softmax or sigmoid outputs"):
        train(relu, few, Recipe(validation=100, loss="cross-entropy"))


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
        assert last.row.loss is not None
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
    assert not list(train(last.state, few, recipe)), "a run that has ended stays ended"
    *_, again = train(replace(last.state, diverged=None), few, recipe)
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


def test_weight_decay_shrinks_weights_and_leaves_biases(few: Dataset, start: Network) -> None:
    recipe = Recipe(epochs=1, batch=500, validation=100, learning_rate=0.1, schedule="constant")
    biased = start.with_bias(0, 3, 2.0)
    plain, decayed = (_last(biased, few, replace(recipe, weight_decay=decay)).network for decay in (0.0, 0.5))
    for before, without, with_decay in zip(biased.layers, plain.layers, decayed.layers, strict=True):
        np.testing.assert_allclose(with_decay.weights, without.weights - 0.05 * before.weights, atol=1e-6)
        np.testing.assert_array_equal(with_decay.bias, without.bias)


@pytest.mark.parametrize("every", [0, -1, "batch", 1.5, True])
def test_an_every_that_cannot_be_is_refused(few: Dataset, start: Network, every: Any) -> None:
    with pytest.raises(SettingError, match="every must be a whole number from 1; got"):
        list(train(start, few, Recipe(validation=100), every=every))


def test_a_data_set_too_small_to_hold_out_is_refused(few: Dataset, start: Network) -> None:
    with pytest.raises(DatasetError, match="leave some of the 600 images"):
        list(train(start, few, Recipe()))


def test_no_epochs_no_steps(few: Dataset, start: Network) -> None:
    assert not list(train(start, few, Recipe(epochs=0, validation=100)))


def test_copies_come_again_are_the_same_for_every_seed_and_may_be_made_ahead(
    few: Dataset, start: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    seen: list[bytes] = []
    descend = vars(trainer)["descend"]

    def counted(*given: Any, rng: np.random.Generator) -> Any:
        made.append(augment(*given, rng=rng))
        return made[-1]

    def watched(*given: Any, **how: Any) -> Any:
        seen.append(given[2].levels.tobytes())
        return descend(*given, **how)

    monkeypatch.setattr(trainer, "augment", counted)
    monkeypatch.setattr(trainer, "descend", watched)
    recipe = Recipe(epochs=5, batch=100, validation=100, augmentation=GENTLE, copies=2)
    *_, one = train(start, few, recipe)
    assert (len(made), seen[0] == seen[2] == seen[4], seen[1] == seen[3], seen[0] == seen[1]) == (2, True, True, False)
    *_, other = train(start, few, replace(recipe, seed=5))
    assert seen[5:] == seen[:5]
    assert other.network != one.network
    ahead = Parts.of(few, validation=100).with_copies(recipe)
    drawn = len(made)
    *_, again = train(start, ahead, recipe)
    assert (again.network, len(made)) == (one.network, drawn)
    *_, others = train(start, ahead, replace(recipe, copies=3))
    assert len(made) == drawn + 3, "copies by another recipe are not taken for its own"
    assert others.network != one.network


def test_a_run_over_copies_goes_on_from_its_middle(few: Dataset, start: Network) -> None:
    recipe = Recipe(epochs=5, batch=100, validation=100, augmentation=GENTLE, copies=2)
    steps = list(train(start, few, recipe))
    *_, last = train(steps[2].state, few, recipe)
    assert last.network == steps[-1].network
