"""The loss along a knob is what each single turn of it gives, in however many parts it is computed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.gradient import gradient
from digitscope.engine.initialise import initialise
from digitscope.engine.losses import quadratic
from digitscope.engine.network import Network
from digitscope.measures.accuracy import answers
from digitscope.messages import Knob, SweepLine
from digitscope.networks.catalogue import find
from digitscope.networks.files import NetworkFile, to_bytes
from digitscope.probes.baseline import Baseline
from digitscope.server import sweeps
from digitscope.server.edits import ChangeError, changed
from digitscope.server.jobs import JOBS
from digitscope.server.known import Known
from digitscope.server.pipe import SWEEP
from server.asking import change, numbers, swept, task

PLAIN = find("plain")
WEIGHT, BIAS, OUTPUT = Knob(0, 3, 400, -2, 3, 6), Knob(1, 5, None, -4, 4, 5), Knob(2, 9, 15, -1, 1, 3)


@pytest.fixture(scope="module")
def known() -> Known:
    return Known()


def turned(network: Network, knob: Knob, value: float) -> Network:
    if knob.source is None:
        return network.with_bias(knob.layer, knob.neuron, value)
    return network.with_weight(knob.layer, knob.neuron, knob.source, value)


def cost_and_correct(network: Network, digits: Dataset) -> tuple[float, int]:
    z: Any = network.trace(digits.pixels()).pre_activations[-1]
    return quadratic(z, digits.labels, output=network.activations[-1]), int((answers(z) == digits.labels).sum())


def is_line_of(line: SweepLine, network: Network, knob: Knob, digits: Dataset) -> None:
    wanted = [cost_and_correct(turned(network, knob, value), digits) for value in knob.values()]
    assert numbers(line.costs, "<f4") == pytest.approx([cost for cost, _ in wanted], rel=1e-5)
    assert np.abs(numbers(line.correct, "<u4") - np.array([correct for _, correct in wanted])).max() <= 1


@pytest.mark.parametrize("knob", [WEIGHT, BIAS, OUTPUT])
def test_each_value_of_a_knob_is_that_turn_of_it(known: Known, mnist_test: Dataset, knob: Knob) -> None:
    changes = (change(0, {3 * 784 + 401: 4.0}), change(2, {0: 2.0}))
    for made in ((), changes):
        network = changed(PLAIN.network, made)
        (line,) = swept(known, PLAIN, (knob,), *made)
        is_line_of(line, network, knob, mnist_test)
        assert (line.line, line.lines, line.loss, line.network, line.id) == (0, 1, "quadratic", "plain", 7)
        cost, _ = cost_and_correct(network, mnist_test)
        assert line.cost == pytest.approx(cost, rel=1e-5)


def test_present_and_slope_are_those_of_the_network(known: Known, mnist_test: Dataset) -> None:
    slopes = gradient(PLAIN.network, PLAIN.network.trace(mnist_test.pixels()), mnist_test.labels)
    (line,) = swept(known, PLAIN, (WEIGHT,))
    assert line.present == (float(PLAIN.network.layers[0].weights[3, 400]),)
    assert line.slopes == pytest.approx([slopes.weights[0][3, 400]], rel=1e-4)
    first, *rest = swept(known, PLAIN, (WEIGHT, BIAS))
    assert first.slopes == pytest.approx([slopes.weights[0][3, 400], slopes.bias[1][5]], rel=1e-4)
    later, *_ = JOBS[SWEEP.name](task(SWEEP, PLAIN, knobs=(WEIGHT,), start=1), known)
    assert (json.loads(later)["cost"], json.loads(later)["slopes"]) == (None, None)  # they are not computed again
    for line in rest:
        assert (line.cost, line.present, line.slopes) == (first.cost, first.present, first.slopes)


def test_with_two_knobs_a_line_is_one_value_of_the_first(known: Known, mnist_test: Dataset) -> None:
    lines = swept(known, PLAIN, (BIAS, OUTPUT))
    assert [(line.line, line.lines) for line in lines] == [(number, 5) for number in range(5)]
    for line, value in zip(lines, BIAS.values(), strict=True):
        is_line_of(line, turned(PLAIN.network, BIAS, value), OUTPUT, mnist_test)


@pytest.mark.parametrize("part", [1, 8_000])
def test_in_many_parts_it_is_the_same_line(known: Known, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    whole = swept(known, PLAIN, (WEIGHT,)), swept(known, PLAIN, (BIAS, WEIGHT))
    monkeypatch.setattr(sweeps, "PART", part - PLAIN.network.parameter_count)
    asked = task(SWEEP, PLAIN, knobs=(WEIGHT,), start=1)
    _, costs, correct = JOBS[SWEEP.name](asked, known)
    assert len(costs) == len(correct) == 4 * max(1, part // 2_342)
    assert (swept(known, PLAIN, (WEIGHT,)), swept(known, PLAIN, (BIAS, WEIGHT))) == whole


def test_a_longest_line_of_the_lessons_network_is_few_tasks_and_one_of_a_wide_network_many(known: Known) -> None:
    wide = NetworkFile(initialise((784, 100, 700, 10), rng=0))
    for file, layer, least, most in ((PLAIN, 0, 10, 33), (PLAIN, 2, 40, 101), (wide, 0, 1, 10)):
        asked = task(SWEEP, file, knobs=(Knob(layer, 0, None, -1, 1, 101),))
        assert least <= len(JOBS[SWEEP.name](asked, known)[1]) // 4 <= most


def test_what_the_network_costs_now_counts_among_what_a_task_takes_on(known: Known) -> None:
    knobs = Knob(0, 0, None, -1, 1, 33), Knob(0, 1, None, -1, 1, 33)
    for asked, share in ((knobs[:1], 3), (knobs, 6)):
        first, later = (
            len(JOBS[SWEEP.name](task(SWEEP, PLAIN, knobs=asked, start=start), known)[1]) // 4 for start in (0, 1)
        )
        assert first == later - share


def test_a_task_computes_each_digit_once_whether_or_not_it_tells_the_slopes(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    class Counted(Baseline):
        def __post_init__(self) -> None:
            super().__post_init__()
            made.append(len(self.pixels))

    monkeypatch.setattr(sweeps, "Baseline", Counted)
    for start in (0, 1):
        made.clear()
        JOBS[SWEEP.name](task(SWEEP, PLAIN, room=0, knobs=(WEIGHT,), start=start), Known())
        assert sum(made) == 10_000


def test_without_room_for_its_activations_a_network_is_swept_all_the_same(mnist_test: Dataset) -> None:
    file = NetworkFile(initialise((784, 30, 10), "tanh", output_activation="softmax", rng=1))
    kept, sliced = (swept(Known(), file, (Knob(0, 2, 300, -1, 1, 3),), room=room) for room in (2**30, 0))
    assert numbers(sliced[0].costs, "<f4") == pytest.approx(numbers(kept[0].costs, "<f4"), rel=1e-6)
    assert sliced[0].correct == kept[0].correct
    assert sliced[0].cost == pytest.approx(kept[0].cost, rel=1e-9)
    assert sliced[0].slopes == pytest.approx(kept[0].slopes, rel=1e-5)
    assert sliced[0].loss == "cross-entropy"


def test_costs_that_are_not_finite_are_nan_and_null() -> None:
    file = NetworkFile(initialise((784, 10), "identity", rng=0).with_bias(0, 1, 3e38))
    (line,) = swept(Known(), file, (Knob(0, 0, None, -1, 1, 3),))
    assert np.isnan(numbers(line.costs, "<f4")).all()
    assert line.cost is None
    assert line.present == (0.0,)


def test_a_sweep_needs_ten_outputs(known: Known) -> None:
    two = NetworkFile(initialise((784, 2), rng=0))
    with pytest.raises(ChangeError, match="got 2 outputs: choose a network with ten") as caught:
        swept(known, two, (Knob(0, 0, None, -1, 1, 3),))
    assert caught.value.code == "CHANGE_INVALID"


def test_knobs_and_changes_that_do_not_fit_are_refused(known: Known) -> None:
    for knobs, changes in (((Knob(3, 0, None, 0, 1, 2),), ()), ((WEIGHT,), (change(3, {0: 1.0}),))):
        with pytest.raises(ChangeError):
            swept(known, PLAIN, knobs, *changes)


def test_a_network_that_is_not_known_is_asked_for() -> None:
    asked = task(SWEEP, PLAIN, sent=False, knobs=(WEIGHT,))
    assert asked.question is not None
    assert asked.question.digest == hashlib.sha256(to_bytes(PLAIN)).digest()
    assert JOBS[asked.job](asked, Known()) == ()
