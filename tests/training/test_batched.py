"""Many networks in one batched product come to the numbers that each comes to alone.

In float64 the two differ by what another order of summation does, 1e-13 at most here; that holds every equation. In
float32, the one in use, 20 updates by sums of up to 784 products leave the weights 4e-7 apart; Adam, which divides by
the smallest slopes, 4e-5. The tolerances are ten times what was found.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from digitscope.data.augment import GENTLE
from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.errors import MissingError, SettingError
from digitscope.training import batched, stack
from digitscope.training.history import History
from digitscope.training.many import train_many
from digitscope.training.outcome import Outcome
from digitscope.training.recipe import Recipe
from digitscope.training.state import State
from digitscope.training.together import together
from digitscope.training.trainer import Step, train

pytestmark = pytest.mark.peers

WIDTHS = (784, 6, 5, 10)
HIDDEN = ("sigmoid", "relu", "leaky_relu", "tanh", "identity")
PAIRS = [
    *(("quadratic", output) for output in (*HIDDEN, "softmax")),
    *(("cross-entropy", output) for output in ("softmax", "sigmoid")),
]
RATES = {"sgd": 0.02, "momentum": 0.01, "adam": 0.003}
RECIPE = Recipe(epochs=2, batch=50, validation=100, learning_rate=0.05, momentum=0.8)


def _starts(count: int, *names: str, dtype: Any = np.float32) -> list[Network]:
    hidden, output = names or ("sigmoid", "sigmoid")
    return [initialise(WIDTHS, hidden, output_activation=output, rng=seed).astype(dtype) for seed in range(count)]


def _on_device(networks: Any, dataset: Dataset, recipes: Any, **how: Any) -> list[Outcome]:
    return sorted(train_many(networks, dataset, recipes, device="cpu", **how), key=lambda one: one.index)


def _near(outcome: Outcome, alone: list[Step], tolerance: float) -> None:
    last, step = alone[-1], outcome.step
    assert step is not None
    assert outcome.finished
    assert outcome.error is None
    near: dict[str, Any] = {"rtol": tolerance, "atol": tolerance}
    np.testing.assert_allclose(outcome.network.parameters(), last.network.parameters(), **near)
    np.testing.assert_allclose(outcome.best.parameters(), last.state.best.parameters(), **near)
    assert set(outcome.state.memory) == set(last.state.memory)
    for name, array in last.state.memory.items():
        np.testing.assert_allclose(outcome.state.memory[name], array, **near)
    mine, rows = outcome.history.to_array(), History(tuple(one.row for one in alone)).to_array()
    np.testing.assert_array_equal(mine[:, [0, 5]], rows[:, [0, 5]])  # epochs and learning rates
    np.testing.assert_allclose(mine[:, [1, 3]], rows[:, [1, 3]], rtol=100 * tolerance)  # losses
    brink = 0.011 if tolerance > 1e-7 else 0  # an answer that hangs by a hair: 1 of the 100 that are held out
    np.testing.assert_allclose(mine[:, [2, 4]], rows[:, [2, 4]], atol=brink)  # accuracies
    assert (step.improved, step.stopped, step.warnings) == (last.improved, last.stopped, last.warnings)
    assert (outcome.state.best_epoch, outcome.state.epoch) == (last.state.best_epoch, last.state.epoch)


@pytest.mark.parametrize("optimizer", RATES)
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("loss", "output"), PAIRS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_numbers_are_those_of_training_alone(
    few: Dataset, dtype: Any, loss: str, output: str, hidden: str, optimizer: str
) -> None:
    recipe = replace(RECIPE, loss=loss, optimizer=optimizer, learning_rate=RATES[optimizer], schedule="constant")
    starts = _starts(2, hidden, output, dtype=dtype)
    tolerance = 1e-12 if dtype == np.float64 else 4e-4 if optimizer == "adam" else 4e-6
    recipes = [recipe, replace(recipe, seed=1)]
    for outcome in _on_device(starts, few, recipes):
        _near(outcome, list(train(starts[outcome.index], few, recipes[outcome.index])), tolerance)


@pytest.mark.parametrize("optimizer", RATES)
@pytest.mark.parametrize("schedule", ["constant", "linear", "cosine", "steps"])
def test_each_network_may_have_its_own_rate_momentum_decay_and_seed(
    few: Dataset, schedule: str, optimizer: str
) -> None:
    common = replace(RECIPE, optimizer=optimizer, schedule=schedule, warmup=0.7, epochs=3, batch=64)
    recipes = [
        replace(common, learning_rate=0.02, momentum=0.5, weight_decay=0.3, seed=3),
        replace(common, learning_rate=0.01, momentum=0.0, seed=3),
        replace(common, learning_rate=0.005, weight_decay=0.1, seed=0, patience=9),
    ]
    starts = _starts(3, dtype=np.float64)
    for outcome in _on_device(starts, few, recipes):
        _near(outcome, list(train(starts[outcome.index], few, recipes[outcome.index])), 1e-9)


@pytest.mark.parametrize(("augmentation", "copies"), [(None, None), (GENTLE, None), (GENTLE, 1)])
@pytest.mark.parametrize("seeds", [(0, 0, 0), (0, 1, 0)])
def test_those_of_one_seed_see_the_same_images_and_distortions(
    few: Dataset, seeds: tuple[int, ...], augmentation: Any, copies: Any
) -> None:
    recipes = [replace(RECIPE, seed=seed, augmentation=augmentation, copies=copies) for seed in seeds]
    starts = _starts(3, dtype=np.float64)
    for outcome in _on_device(starts, few, recipes):
        _near(outcome, list(train(starts[outcome.index], few, recipes[outcome.index])), 1e-9)


@pytest.mark.parametrize("recipe", [replace(RECIPE, validation=0), replace(RECIPE, batch=1, epochs=1)])
def test_nothing_held_out_and_one_image_a_batch(few: Dataset, recipe: Recipe) -> None:
    (start,) = _starts(1, dtype=np.float64)
    (outcome,) = _on_device(start, few.take(slice(130)), recipe)
    _near(outcome, list(train(start, few.take(slice(130)), recipe)), 1e-9)


def test_the_best_is_kept_and_patience_stops_each_for_itself(few: Dataset) -> None:
    common = Recipe(epochs=12, batch=50, validation=100, schedule="constant")
    recipes = [
        replace(common, learning_rate=rate, patience=patience) for rate, patience in ((3.0, 2), (1.0, 1), (0.3, 12))
    ]
    starts = _starts(3, dtype=np.float64)
    alone = [list(train(start, few, recipe)) for start, recipe in zip(starts, recipes, strict=True)]
    assert len({len(steps) for steps in alone}) > 1, "or the test shows nothing"
    for outcome in _on_device(starts, few, recipes):
        assert len(outcome.history.rows) == len(alone[outcome.index])
        assert outcome.state.best_epoch == alone[outcome.index][-1].state.best_epoch
        np.testing.assert_allclose(
            outcome.best.parameters(), alone[outcome.index][-1].state.best.parameters(), rtol=1e-6, atol=1e-6
        )


def test_each_epoch_is_told_and_training_alone_goes_on_from_it(few: Dataset) -> None:
    recipe = replace(RECIPE, optimizer="adam", learning_rate=0.01, epochs=3)
    starts = _starts(2, dtype=np.float64)
    found = list(train_many(starts, few, recipe, device="cpu", every="epoch"))
    assert [(one.state.epoch, one.index, one.finished) for one in found] == [
        (epoch, index, epoch == 3) for epoch in (1, 2, 3) for index in (0, 1)
    ]
    for outcome in found[:2]:
        *_, alone = train(starts[outcome.index], few, recipe)
        *_, gone_on = train(outcome.state, few, recipe)
        np.testing.assert_allclose(gone_on.network.parameters(), alone.network.parameters(), rtol=1e-8, atol=1e-9)


def test_j120_a_network_that_diverges_ends_as_it_would_alone_and_the_others_go_on(few: Dataset) -> None:
    common = replace(RECIPE, epochs=3, loss="cross-entropy", schedule="constant")
    recipes = [replace(common, learning_rate=rate) for rate in (0.05, 1e38, 0.02)]
    starts = _starts(3, "relu", "softmax")
    found = _on_device(starts, few, recipes)
    alone = list(train(starts[1], few, recipes[1]))
    assert found[1].diverged == alone[-1].diverged is not None
    assert (found[1].network, found[1].best) == (alone[-1].network, alone[-1].state.best)
    assert found[1].history.rows == tuple(one.row for one in alone)
    for index in (0, 2):
        _near(found[index], list(train(starts[index], few, recipes[index])), 2e-5)


def test_j120_a_start_that_is_lost_already_is_told_so(few: Dataset) -> None:
    (healthy,) = _starts(1, "relu", "softmax")
    huge = Network(tuple(Layer(layer.weights * 1e30, layer.bias, layer.activation) for layer in healthy.layers))
    recipe = replace(RECIPE, loss="cross-entropy")
    lost, fine = _on_device([huge, healthy], few, recipe)
    assert lost.diverged == "epoch 0: the loss on held-out images is not finite"
    assert fine.diverged is None


def test_groups_that_fit_a_budget_give_the_same(few: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    starts, recipes = _starts(5), [replace(RECIPE, seed=seed) for seed in range(5)]
    sizes = []

    def noted(jobs: Any, *arguments: Any, **how: Any) -> Any:
        sizes.append(len(jobs))
        return together(jobs, *arguments, **how)

    monkeypatch.setattr(batched, "together", noted)
    whole = _on_device(starts, few, recipes)
    each = stack.bytes_each(starts[0], recipes[0], 500, shared=False)
    for outcome, first in zip(_on_device(starts, few, recipes, budget=2 * each + 1), whole, strict=True):
        np.testing.assert_allclose(outcome.network.parameters(), first.network.parameters(), rtol=1e-5, atol=1e-6)
    _on_device(starts, few, recipes, budget=1)
    assert sizes == [5, 2, 2, 1, 1, 1, 1, 1, 1]


def test_a_group_that_fails_leaves_the_other_groups_alone(few: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def short_of_memory(jobs: Any, *arguments: Any, **how: Any) -> Any:
        if jobs[0].index == 1:
            raise RuntimeError("out of memory")
        return together(jobs, *arguments, **how)

    monkeypatch.setattr(batched, "together", short_of_memory)
    found = _on_device(_starts(3), few, [replace(RECIPE, seed=seed) for seed in range(3)], budget=1)
    assert [one.error and one.error.code for one in found] == [None, "TRAINING_FAILED", None]
    assert str(found[1].error).endswith("where memory was short, a smaller budget makes smaller groups")


def test_a_gpu_comes_to_the_same_numbers(few: Dataset) -> None:
    if not stack.torch().cuda.is_available():
        pytest.skip("there is none here")
    starts, recipes = _starts(3), [replace(RECIPE, seed=seed) for seed in (0, 0, 1)]
    for outcome in train_many(starts, few, recipes, device="cuda"):
        _near(outcome, list(train(starts[outcome.index], few, recipes[outcome.index])), 4e-6)


@pytest.fixture
def no_float64() -> Iterator[None]:
    """A device that has none, as Apple's: whatever makes such a tensor fails in PyTorch's own words."""
    modes: Any = pytest.importorskip("torch.utils._python_dispatch")

    class Lacking(modes.TorchDispatchMode):  # type: ignore[misc]
        def __torch_dispatch__(self, act: Any, _: Any, given: Any = (), named: Any = None) -> Any:
            made = act(*given, **(named or {}))
            if getattr(made, "dtype", None) == stack.torch().float64:
                raise TypeError("this framework doesn't support float64")
            return made

    with Lacking():
        yield


def test_a_device_without_float64_trains_networks_of_float32(few: Dataset, no_float64: None) -> None:
    starts = _starts(2)
    for outcome in _on_device(starts, few, replace(RECIPE, optimizer="adam", learning_rate=0.003)):
        assert outcome.error is None
        assert len(outcome.history.rows) == 2


def test_a_device_without_float64_is_refused_for_networks_of_float64_at_once(few: Dataset, no_float64: None) -> None:
    with pytest.raises(MissingError, match=r"must be there, have float64, and .* got 'cpu' .this framework doesn't"):
        train_many(_starts(2, dtype=np.float64), few, RECIPE, device="cpu")


def test_pytorchs_own_threads_are_given_back(few: Dataset) -> None:
    before = stack.torch().get_num_threads()
    for _ in train_many(_starts(2), few, RECIPE, device="cpu", every="epoch"):
        assert stack.torch().get_num_threads() == before


def test_two_threads_that_train_at_once_leave_pytorchs_own_behind() -> None:
    torch, held = stack.torch(), stack.torch_on_one_thread
    inside, outside, seen = threading.Event(), threading.Event(), []

    def second() -> None:
        with held():
            inside.set()
            assert outside.wait(5)
            seen.append(torch.get_num_threads())
        seen.append(torch.get_num_threads())

    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with held():
            (other := threading.Thread(target=second)).start()
            assert inside.wait(5)
        outside.set()
        other.join()
        (last := threading.Thread(target=lambda: seen.append(torch.get_num_threads()))).start()
        last.join()
        assert [*seen, torch.get_num_threads()] == [1, 3, 3, 3]
    finally:
        torch.set_num_threads(before)


def test_no_epochs_give_the_start_back(few: Dataset) -> None:
    starts = _starts(2)
    for outcome in train_many(starts, few, replace(RECIPE, epochs=0), device="cpu"):
        assert (outcome.network, outcome.step, outcome.finished) == (starts[outcome.index], None, True)


@pytest.mark.parametrize(
    ("networks", "recipes", "message"),
    [
        (
            [*_starts(1), initialise((784, 7, 10), rng=0)],
            RECIPE,
            r"share their widths; got \(784, 6, 5, 10\) for network 0",
        ),
        ([*_starts(1), *_starts(1, "relu", "sigmoid")], RECIPE, "share their activations"),
        ([*_starts(1), *_starts(1, dtype=np.float64)], RECIPE, "share their dtype; got 'float32' for network 0"),
        (_starts(2), [RECIPE, replace(RECIPE, batch=9)], "share their batch; got 50 for network 0 and 9 for network 1"),
        (_starts(2), [RECIPE, replace(RECIPE, augmentation=GENTLE)], "share their augmentation; got None"),
        (
            _starts(2),
            [RECIPE, replace(RECIPE, epochs=9)],
            "only learning_rate, momentum, weight_decay, patience, seed may",
        ),
        ([replace(State.fresh(_starts(1)[0]), epoch=1)], RECIPE, "begins at the start; got network 0 from epoch 1"),
    ],
)
def test_networks_that_cannot_train_together_are_refused(
    few: Dataset, networks: Any, recipes: Any, message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        train_many(networks, few, recipes, device="cpu")


@pytest.mark.parametrize("device", ["moon", "cuda:77", "", 3.5])
def test_a_device_that_is_not_there_is_refused(few: Dataset, device: Any) -> None:
    with pytest.raises(MissingError, match="a device must be there"):
        train_many(_starts(2), few, RECIPE, device=device)


def test_a_budget_that_cannot_be_is_refused(few: Dataset) -> None:
    with pytest.raises(SettingError, match="budget must be a whole number from 1; got 0"):
        train_many(_starts(2), few, RECIPE, device="cpu", budget=0)
