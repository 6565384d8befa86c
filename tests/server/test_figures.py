"""An evaluation of a network with changes is that of the network so edited, to the bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.engine.losses import cross_entropy, quadratic
from digitscope.engine.network import Network
from digitscope.measures.accuracy import answers
from digitscope.measures.calibration import probabilities
from digitscope.measures.intervals import wilson
from digitscope.messages import Evaluation
from digitscope.networks.catalogue import find
from digitscope.networks.files import NetworkFile
from digitscope.server.edits import ChangeError
from digitscope.server.jobs import JOBS
from digitscope.server.known import Known
from digitscope.server.pipe import EVALUATE
from server.asking import change, changes_between, evaluated, numbers, task
from shipped import CORRECT

PLAIN = find("plain")


@pytest.fixture(scope="module")
def known() -> Known:
    return Known()


def is_that_of(found: Evaluation, network: Network, digits: Dataset, *, temperature: float) -> bool:
    """Whether Python says just the same of that network."""
    z: Any = network.trace(digits.pixels()).pre_activations[-1]
    given, sure = answers(z), probabilities(z, temperature=temperature).max(axis=1).astype(np.float32)
    correct = int((given == digits.labels).sum())
    return (
        (numbers(found.answers, "u1") == given).all()
        and numbers(found.confidences, "<f4").tobytes() == sure.tobytes()
        and (found.correct, found.images, found.accuracy) == (correct, len(digits), correct / len(digits))
        and tuple(found.interval) == wilson(correct, len(digits))
    )


def test_without_changes_it_is_what_python_says(known: Known, mnist_test: Dataset) -> None:
    for _ in range(2):  # before and after its activations are kept
        found = evaluated(known, PLAIN)
        assert is_that_of(found, PLAIN.network, mnist_test, temperature=PLAIN.temperature)
        assert (found.correct, found.loss) == (CORRECT, "quadratic")
        evaluated(known, PLAIN, change(2, {0: 1.0}))


@pytest.mark.parametrize(("layer", "source"), [(0, 400), (1, 7), (2, 7)])
def test_one_weight_of_each_layer(known: Known, mnist_test: Dataset, layer: int, source: int) -> None:
    edited = PLAIN.network.with_weight(layer, 5, source, 12.5)
    found = evaluated(known, PLAIN, *changes_between(PLAIN.network, edited))
    assert is_that_of(found, edited, mnist_test, temperature=PLAIN.temperature)
    assert found.correct != CORRECT
    z = edited.trace(mnist_test.pixels()).pre_activations[-1]
    assert found.cost == pytest.approx(quadratic(z, mnist_test.labels), rel=1e-12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 13_001), st.floats(-20, 20, width=32)), min_size=1, max_size=50))
def test_any_numbers_of_any_layers(known: Known, mnist_test: Dataset, turned: list[tuple[int, float]]) -> None:
    vector = np.array(PLAIN.network.parameters())
    for place, value in turned:
        vector[place] = value
    edited = PLAIN.network.with_parameters(vector)
    found = evaluated(known, PLAIN, *changes_between(PLAIN.network, edited))
    assert is_that_of(found, edited, mnist_test, temperature=PLAIN.temperature)


@pytest.mark.parametrize("room", [0, 1_000_000, 2**30])
def test_with_little_room_and_with_much_the_bits_are_the_same(mnist_test: Dataset, room: int) -> None:
    file = NetworkFile(initialise((784, 30, 20, 10), "relu", output_activation="softmax", rng=3), temperature=1.7)
    edited = file.network.with_weight(0, 3, 400, 2.0).with_bias(1, 19, -1.0)
    known = Known()
    for changes, network in ((changes_between(file.network, edited), edited), ((), file.network)):
        found = evaluated(known, file, *changes, room=room)
        assert is_that_of(found, network, mnist_test, temperature=1.7)
        z = network.trace(mnist_test.pixels()).pre_activations[-1]
        assert found.loss == "cross-entropy"
        assert found.cost == pytest.approx(cross_entropy(z, mnist_test.labels), rel=1e-12)


def test_changes_are_forgotten(known: Known) -> None:
    before = evaluated(known, PLAIN)
    assert evaluated(known, PLAIN, change(0, dict.fromkeys(range(5000), 0.0))).correct < 9_000
    assert evaluated(known, PLAIN) == before
    held = known.held
    for place in range(20):
        evaluated(known, PLAIN, change(2, {place: 1.0}))
    assert known.held == held


def test_b31_outputs_that_overflow_have_no_cost_and_no_answer(known: Known) -> None:
    file = NetworkFile(initialise((784, 10), "identity", rng=0))
    huge = evaluated(known, file, change(0, dict.fromkeys(range(784), 3e38)))
    assert set(numbers(huge.answers, "u1")) == {255}
    assert not numbers(huge.confidences, "<f4").any()
    assert (huge.cost, huge.loss, huge.correct) == (None, "quadratic", 0)


def test_fewer_outputs_than_digits_have_no_cost(known: Known) -> None:
    found = evaluated(known, NetworkFile(initialise((784, 4, 2), rng=0)))
    assert found.cost is None
    assert 0 < found.correct < 5_000


def test_a_network_that_is_not_known_is_asked_for(known: Known) -> None:
    stranger = NetworkFile(initialise((784, 10), rng=99))
    asked = task(EVALUATE, stranger, sent=False)
    assert JOBS[asked.job](asked, known) == ()


def test_changes_that_do_not_fit_are_refused_and_change_nothing(known: Known) -> None:
    before = evaluated(known, PLAIN)
    for wrong in (change(3, {0: 1.0}), change(1, {272: 1.0})):
        with pytest.raises(ChangeError):
            evaluated(known, PLAIN, change(0, {0: 9.0}), wrong)
    assert evaluated(known, PLAIN) == before
