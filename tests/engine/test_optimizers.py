"""Steps are pure and do what their papers say."""

from __future__ import annotations

import numpy as np
import pytest

from digitscope.engine.optimizers import NOTHING, SGD, Adam, Memory, Momentum, Optimizer, WithDecay, optimizer
from digitscope.engine.schedules import SCHEDULES, schedule
from digitscope.errors import SettingError

START = np.array([1.0, -2.0], np.float32)
SLOPE = np.array([0.5, 0.25], np.float32)


def test_sgd_goes_against_the_gradient() -> None:
    moved, memory = SGD().step(START, SLOPE, 0.1, NOTHING)
    np.testing.assert_allclose(moved, [0.95, -2.025])
    assert not memory


def test_momentum_remembers_its_velocity() -> None:
    moved, memory = Momentum(0.9).step(START, SLOPE, 0.1, NOTHING)
    moved, memory = Momentum(0.9).step(moved, SLOPE, 0.1, memory)
    np.testing.assert_allclose(memory["velocity"], 1.9 * SLOPE)
    np.testing.assert_allclose(moved, START - 0.1 * 2.9 * SLOPE, rtol=1e-6)


def test_adams_first_steps_have_the_size_of_the_rate() -> None:
    memory: Memory = NOTHING
    moved = START
    for count in (1, 2, 3):
        moved, memory = Adam().step(moved, SLOPE, 0.1, memory)
        np.testing.assert_allclose(moved, START - 0.1 * count, rtol=1e-5)


def test_adam_follows_the_papers_recursion() -> None:
    rng = np.random.default_rng(0)
    parameters, mean, square = rng.normal(size=5), np.zeros(5), np.zeros(5)
    moved, memory = parameters.copy(), NOTHING
    for count in range(1, 30):
        slope = rng.normal(size=5)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        parameters = parameters - 0.01 * (mean / (1 - 0.9**count)) / (np.sqrt(square / (1 - 0.999**count)) + 1e-8)
        moved, memory = Adam().step(moved, slope, 0.01, memory)
    np.testing.assert_allclose(moved, parameters, rtol=1e-12)
    assert not any(array.flags.writeable for array in memory.values())


def test_weight_decay_shrinks_weights_and_spares_biases() -> None:
    spared = WithDecay(SGD(), 0.5, np.array([1, 0], np.float32))
    moved, _ = spared.step(START, np.zeros(2, np.float32), 0.1, NOTHING)
    np.testing.assert_allclose(moved, [0.95, -2.0])


@pytest.mark.parametrize("kind", [SGD(), Momentum(), Adam(), WithDecay(Adam(), 0.1, np.ones(2, np.float32))])
def test_steps_are_pure_and_stay_float32(kind: Optimizer) -> None:
    memory: Memory = NOTHING
    for _ in range(2):
        before = {name: array.copy() for name, array in memory.items()}
        first = kind.step(START, SLOPE, 0.1, memory)
        again = kind.step(START, SLOPE, 0.1, memory)
        assert (first[0] == again[0]).all()
        assert all((memory[name] == before[name]).all() for name in before)
        assert first[0].dtype == np.float32
        memory = first[1]
    assert START.tolist() == [1, -2]


def test_schedules_start_whole_and_warm_up_from_nothing() -> None:
    for name in SCHEDULES:
        assert schedule(name, 0.0) == 1
        assert schedule(name, 0.0, warmup=0.2) == 0
        assert 0 <= schedule(name, 0.999) <= 1
    assert schedule("cosine", 1.0) == pytest.approx(0)
    assert schedule("linear", 0.25) == 0.75
    assert schedule("steps", [0.3, 0.5, 0.9]).round(6).tolist() == [1, 0.1, 0.01]


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingError, match="use one of sgd, momentum, adam"):
        optimizer("rmsprop")
    with pytest.raises(SettingError, match="use one of constant, linear, cosine, steps"):
        schedule("exponential", 0.5)
