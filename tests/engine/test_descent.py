"""Every engine walks the way of the reference: one step by float64, many steps by one another, and divergence told."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from digitscope.engine import dense
from digitscope.engine.choice import NUMPY, Engine, engines, takes
from digitscope.engine.descent import Descent, descend
from digitscope.engine.forward import forward
from digitscope.engine.gradient import gradient
from digitscope.engine.images import Images
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Network
from digitscope.engine.optimizers import SGD, Adam, Memory, Momentum, Optimizer, WithDecay
from digitscope.errors import LabelError, NotFiniteError, SettingError, ShapeError

RNG = np.random.default_rng(5)
LEVELS = (RNG.integers(1, 256, (70, 50)) * (RNG.random((70, 50)) < 0.4)).astype(np.uint8)
IMAGES, LABELS = Images(LEVELS), RNG.integers(0, 10, 70)
HIDDEN = ("sigmoid", "relu", "leaky_relu", "tanh", "identity")
JUDGED = [("quadratic", output) for output in (*HIDDEN, "softmax")]
JUDGED += [("cross-entropy", "softmax"), ("cross-entropy", "sigmoid")]
WIDTHS = [(50, 10), (50, 16, 16, 10), (50, 7, 10), (50, 33, 10), (50, 64, 48, 10), (50, 5, 5, 5, 5, 10), (50, 80, 10)]
HERE = pytest.mark.parametrize("engine", engines(), ids=str)


def _start(widths: tuple[int, ...], hidden: str, output: str) -> Network:
    network = initialise(widths, hidden, output_activation=output, rng=3)
    return network.with_parameters(network.parameters() + 0.01)  # biases that are not 0


def _drawn(count: int) -> Any:
    return np.random.default_rng(count).permutation(70)[:count]


def _walk(start: Network, memory: Memory, rows: Any, rates: Any, **how: Any) -> Descent:
    return descend(start, memory, IMAGES, LABELS, np.asarray(rows), np.asarray(rates), **how)


def _exact(start: Network, rows: Any, loss: str) -> Any:
    wide = start.astype(np.float64)
    return gradient(wide, wide.trace(LEVELS[rows] / 255), LABELS[rows], loss=loss)


def _decayed(network: Network, optimizer: Optimizer) -> WithDecay:
    shrinks = np.ones(network.parameter_count, network.dtype)
    for _, bias in network.split(shrinks):
        bias[:] = 0
    return WithDecay(optimizer, 0.3, shrinks)


@HERE
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("loss", "output"), JUDGED)
def test_gradients_are_those_of_float64(engine: Engine, hidden: str, loss: str, output: str) -> None:
    for widths, count in product(WIDTHS, (1, 7, 32)):
        start, rows = _start(widths, hidden, output), _drawn(count)
        after = _walk(start, {}, rows, [0.1], batch=count, optimizer=Momentum(), loss=loss, engine=engine)
        exact = _exact(start, rows, loss)
        found = after.memory["velocity"]  # after the first step it is the gradient
        np.testing.assert_allclose(found, exact.vector(), rtol=0, atol=1e-6 * np.abs(exact.vector()).max())
        assert after.cost / count == pytest.approx(exact.loss, rel=1e-5)
        answers = start.trace(LEVELS[rows] / 255).pre_activations[-1].argmax(axis=1)
        assert (after.correct, after.images) == ((answers == LABELS[rows]).sum(), count)


@HERE
@pytest.mark.parametrize("decay", [False, True])
@pytest.mark.parametrize("optimizer", [SGD(), Momentum(0.8), Adam()], ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("widths", WIDTHS)
def test_steps_are_those_of_float64(engine: Engine, optimizer: Any, decay: bool, widths: tuple[int, ...]) -> None:
    start, rows, rates = _start(widths, "tanh", "softmax"), _drawn(70), [0.02, 0.03, 0.01, 0.02, 0.01]
    used = _decayed(start, optimizer) if decay else optimizer
    after = _walk(start, {}, rows, rates, batch=16, optimizer=used, loss="cross-entropy", engine=engine)
    exact, wide = start.astype(np.float64).parameters(), start.astype(np.float64)
    memory: Memory = {}
    slow = _decayed(wide, optimizer) if decay else optimizer
    for number, rate in enumerate(rates):
        slopes = _exact(wide, rows[16 * number : 16 * (number + 1)], "cross-entropy").vector()
        exact, memory = slow.step(exact, slopes, rate, memory)
        wide = wide.with_parameters(exact)
    off = np.abs(after.network.parameters() - exact)
    assert np.median(off) < 1e-6
    assert off.max() < (1e-3 if isinstance(optimizer, Adam) else 1e-6)  # Adam divides by gradients that are near 0


@HERE
@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adam()], ids=lambda one: type(one).__name__)
def test_one_call_gives_the_bits_of_many(engine: Engine, optimizer: Any) -> None:
    start, rows = _start((50, 16, 10), "sigmoid", "sigmoid"), _drawn(70)
    rates, how = np.linspace(0.5, 0.1, 24), {"batch": 3, "optimizer": optimizer, "loss": "quadratic", "engine": engine}
    whole = _walk(start, {}, rows, rates, **how)
    network, cost = start, 0.0
    memory: Memory = {}
    for begin, end in ((0, 1), (1, 9), (9, 9), (9, 24)):
        after = _walk(network, memory, rows[3 * begin : 3 * end], rates[begin:end], **how)
        network, memory, cost = after.network, after.memory, cost + after.cost
    assert network == whole.network
    assert all((memory[name] == whole.memory[name]).all() for name in whole.memory)
    assert cost == pytest.approx(whole.cost)
    assert whole.images == 70


@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adam()], ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("decay", [False, True])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_numpy_in_place_gives_the_bits_of_the_pure_steps(optimizer: Any, decay: bool, hidden: str) -> None:
    start, rows, rates = _start((50, 80, 20, 10), hidden, "sigmoid"), _drawn(70), [0.1, 0.2, 0.1]
    used = _decayed(start, optimizer) if decay else optimizer
    after = _walk(start, {}, rows, rates, batch=30, optimizer=used, loss="quadratic", engine=NUMPY)
    network, parameters = start, start.parameters()
    memory: Memory = {}
    for number, rate in enumerate(rates):
        some = rows[30 * number : 30 * (number + 1)]
        slopes = gradient(network, forward(network.layers, IMAGES.pixels(some)), LABELS[some])
        parameters, memory = used.step(parameters, slopes.vector(), rate, memory)
        network = network.with_parameters(parameters)
    assert after.network == network
    assert all((after.memory[name] == memory[name]).all() for name in memory)


@HERE
@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adam()], ids=lambda one: type(one).__name__)
def test_j120_divergence_is_told_with_its_batch_and_all_before_it_is_kept(engine: Engine, optimizer: Any) -> None:
    start, rows = _start((50, 16, 10), "relu", "identity"), np.arange(70)
    rates = np.array([1e-3] * 4 + [1e38] * 3)
    how: dict[str, Any] = {"batch": 10, "optimizer": optimizer, "loss": "quadratic", "engine": engine}
    after = _walk(start, {}, rows, rates, **how)
    assert after.diverged is not None
    assert after.diverged.batch in (4, 5)
    assert np.isfinite(after.network.parameters()).all()
    good = _walk(start, {}, rows[: 10 * after.diverged.batch], rates[: after.diverged.batch], **how)
    assert good.diverged is None
    assert (after.network, after.images) == (good.network, good.images)
    assert after.cost == pytest.approx(good.cost)


@HERE
def test_j120_what_is_not_finite_first_has_its_name(engine: Engine) -> None:
    how: dict[str, Any] = {"batch": 10, "loss": "quadratic", "engine": engine, "optimizer": SGD()}
    start = _start((50, 16, 10), "identity", "identity")
    huge = start.with_parameters(start.parameters() * 1e25)
    found = _walk(huge, {}, np.arange(20), [0.1, 0.1], **how)
    assert (found.diverged and found.diverged.batch, found.diverged and found.diverged.tensor) == (0, "loss")
    assert found.network == huge
    assert found.images == 0
    steep = _walk(start, {}, np.arange(20), [3e38, 0.1], **how).diverged
    assert steep is not None
    assert steep.batch == 0
    assert steep.tensor.startswith("layers.")


def test_an_optimizer_that_the_kernel_does_not_know_goes_to_numpy() -> None:
    class Halving:
        def step(self, parameters: Any, gradient: Any, rate: float, memory: Memory) -> tuple[Any, Memory]:
            return parameters / 2, {"steps": np.asarray(memory.get("steps", 0)) + 1}

    start = _start((50, 16, 10), "sigmoid", "sigmoid")
    after = _walk(start, {}, np.arange(20), [1.0, 1.0], batch=10, optimizer=Halving(), loss="quadratic")
    assert (after.network.parameters() == start.parameters() / 4).all()
    assert after.memory["steps"] == 2
    odd = WithDecay(SGD(), 0.1, np.full(start.parameter_count, 0.5))
    assert not takes(odd, start)
    assert takes(_decayed(start, Adam()), start)


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"rows": np.array([0, 70])}, ShapeError, "image numbers must be 0 to 69; got 0 to 70"),
        ({"rows": np.array([-1, 3])}, ShapeError, "got -1 to 3"),
        ({"rates": np.array([0.1, 0.1])}, ShapeError, "one rate for each batch; got 2 for 2 images by 10"),
        ({"batch": 0}, ShapeError, "one rate for each batch"),
        ({"labels": np.zeros(69, int)}, LabelError, "70 labels of 0 to 9; got 69"),
        ({"labels": np.full(70, 10)}, LabelError, "70 labels of 0 to 9"),
        ({"labels": np.full(70, -1)}, LabelError, "70 labels of 0 to 9"),
        ({"network": initialise((49, 10), rng=0)}, ShapeError, "images of 49 pixels; got 50"),
    ],
)
@HERE
def test_nothing_is_computed_from_what_does_not_fit(
    engine: Engine, change: dict[str, Any], error: type[Exception], told: str
) -> None:
    given: dict[str, Any] = {"network": _start((50, 10), "sigmoid", "sigmoid"), "labels": LABELS}
    given |= {"rows": np.array([0, 1]), "rates": np.array([0.1]), "batch": 10} | change
    with pytest.raises(error, match=told):
        descend(
            given["network"], {}, IMAGES, given["labels"], given["rows"], given["rates"],
            batch=given["batch"], optimizer=SGD(), loss="quadratic", engine=engine,
        )  # fmt: skip


@pytest.mark.parametrize("decay", [False, True])
@pytest.mark.parametrize("inner", [15, 16, 32])
@HERE
def test_layers_behind_one_with_and_without_padding_learn_alike(engine: Engine, inner: int, decay: bool) -> None:
    """Transposed weights that are updated beside the weights, or made anew, are the weights transposed."""
    start = _start((50, inner, inner, 10), "sigmoid", "sigmoid")
    used = _decayed(start, SGD()) if decay else SGD()
    how: dict[str, Any] = {"batch": 7, "optimizer": used, "loss": "quadratic", "engine": engine}
    network = start
    for number in range(10):  # each call makes them anew
        network = _walk(network, {}, _drawn(70)[7 * number : 7 * number + 7], [0.5], **how).network
    assert _walk(start, {}, _drawn(70), [0.5] * 10, **how).network == network


@pytest.mark.parametrize(
    ("optimizer", "memory"),
    [
        (Adam(), {"count": np.array([-5.0])}),
        (Adam(), {"count": np.array([np.nan])}),
        (Adam(), {"count": np.array([1e30])}),
        (Adam(), {"count": np.array([1.0, 2.0])}),
        (Adam(), {"mean": np.zeros(3)}),
        (Momentum(), {"velocity": np.full(50 * 10 + 10, np.inf)}),
        (Momentum(), {"velocity": np.zeros(7)}),
    ],
)
@HERE
def test_a_memory_that_cannot_be_is_refused_before_anything_is_computed(
    engine: Engine, optimizer: Any, memory: Memory
) -> None:
    start = _start((50, 10), "sigmoid", "sigmoid")
    with pytest.raises((ShapeError, NotFiniteError)):
        _walk(start, memory, np.arange(7), [0.1], batch=7, optimizer=optimizer, loss="quadratic", engine=engine)


@HERE
def test_losses_are_refused_alike(engine: Engine) -> None:
    start = _start((50, 10), "sigmoid", "tanh")
    for loss, told in (("hinge", "a loss must be known"), ("cross-entropy", "needs softmax or sigmoid outputs")):
        with pytest.raises(SettingError, match=told):
            _walk(start, {}, [0], [0.1], batch=1, optimizer=SGD(), loss=loss, engine=engine)


def test_a_batch_larger_than_all_and_none_at_all() -> None:
    start = _start((50, 16, 10), "sigmoid", "sigmoid")
    for engine in engines():
        how: dict[str, Any] = {"optimizer": SGD(), "loss": "quadratic", "engine": engine}
        assert _walk(start, {}, np.arange(0), np.zeros(0), batch=5, **how).network == start
        one = _walk(start, {}, np.arange(70), [0.1], batch=70, **how)
        assert _walk(start, {}, np.arange(70), [0.1], batch=10**9, **how).network == one.network


def test_the_dense_engine_leaves_what_came_alone() -> None:
    start, memory = _start((50, 80, 10), "relu", "softmax"), {"velocity": np.ones(50 * 80 + 80 + 810, np.float32)}
    before = start.parameters().copy()
    found = dense.train(
        start, memory, IMAGES, LABELS, np.arange(70), np.array([0.1]),
        batch=70, optimizer=Momentum(), loss="cross-entropy",
    )  # fmt: skip
    assert (start.parameters() == before).all()
    assert (memory["velocity"] == 1).all()
    assert not found.parameters.flags.writeable
    assert not found.memory["velocity"].flags.writeable
