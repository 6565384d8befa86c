"""A swept knob gives what edited networks give one by one, and its slope is that of central differences."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from digitscope.arrays import Floats, Labels, from_bytes
from digitscope.data.dataset import Dataset
from digitscope.engine.activations import ACTIVATIONS
from digitscope.engine.gradient import gradient
from digitscope.engine.initialise import initialise
from digitscope.engine.losses import LOSSES
from digitscope.engine.network import Layer, Network
from digitscope.errors import DigitscopeError, LabelError, MissingError, NotFiniteError, SettingError, ShapeError
from digitscope.measures.accuracy import evaluation
from digitscope.networks.catalogue import find
from digitscope.probes.baseline import Baseline
from digitscope.probes.sweep import Knob, sweep, sweep_map

STEP = 1e-5
KNOBS = (Knob(0, 1, 4), Knob(0, 2), Knob(1, 3, 0), Knob(1, 0), Knob(2, 1, 2), Knob(-1, 2))
PAIRS = [
    (hidden, output, loss)
    for hidden in sorted(set(ACTIVATIONS) - {"softmax"})
    for output in ACTIVATIONS
    for loss in LOSSES
    if loss == "quadratic" or output in ("softmax", "sigmoid")
]


def case(hidden: str = "sigmoid", output: str = "sigmoid", images: int = 90) -> tuple[Network, Floats, Labels]:
    """A small float64 network, images of which some pixels are 0, and labels."""
    rng = np.random.default_rng(sum(map(ord, hidden + output)))
    network = initialise((6, 5, 4, 3), hidden, output_activation=output, scheme="normal", rng=rng).astype(np.float64)
    network = network.with_parameters(network.parameters() + rng.normal(scale=0.1, size=network.parameter_count))
    pixels = rng.random((images, 6)) * (rng.random((images, 6)) < 0.6)
    return network, pixels, rng.integers(0, 3, images)


def judged(network: Network, pixels: Floats, labels: Labels, loss: str) -> tuple[float, int]:
    """Mean loss and right answers, the long way."""
    z = network.trace(pixels).pre_activations[-1]
    return float(LOSSES[loss].costs(z, labels, network.activations[-1]).mean()), evaluation(z, labels).correct


@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRS)
def test_every_value_gives_the_loss_and_the_answers_of_the_edited_network(hidden: str, output: str, loss: str) -> None:
    network, pixels, labels = case(hidden, output)
    kept, values = Baseline(network, pixels), np.linspace(-3, 3, 7)
    for knob in KNOBS:
        found = sweep(network, kept.pixels, labels, knob, values, loss=loss, baseline=kept)
        wanted = [judged(knob.turned(network, value), pixels, labels, loss) for value in values]
        np.testing.assert_allclose(found.losses, [one for one, _ in wanted], rtol=1e-12)
        assert found.correct.tolist() == [right for _, right in wanted]
        assert found.loss == pytest.approx(judged(network, pixels, labels, loss)[0], rel=1e-12)
        assert (found.present, found.images) == (knob.of(network), 90)


@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRS)
def test_j123_the_slope_of_a_knob_is_that_of_central_differences(hidden: str, output: str, loss: str) -> None:
    network, pixels, labels = case(hidden, output)
    kept = Baseline(network, pixels)
    for knob in KNOBS:
        found = sweep(network, kept.pixels, labels, knob, [0], loss=loss, baseline=kept)
        up, down = (
            judged(knob.turned(network, found.present + step), pixels, labels, loss)[0] for step in (STEP, -STEP)
        )
        assert found.slope == pytest.approx((up - down) / (2 * STEP), rel=1e-6, abs=1e-9)


def test_slopes_are_those_of_the_gradient() -> None:
    network, pixels, labels = case("tanh", "softmax")
    slopes = gradient(network, network.trace(pixels), labels, loss="cross-entropy")
    for knob in KNOBS:
        found = sweep(network, pixels, labels, knob, [0]).slope
        of = slopes.bias[knob.layer] if knob.source is None else slopes.weights[knob.layer][:, knob.source]
        assert found == pytest.approx(of[knob.neuron], rel=1e-12)


def test_float32_differs_from_float64_by_rounding_only(mnist_test: Dataset) -> None:
    network, pixels, labels = find("plain").network, from_bytes(mnist_test.images[:300]), mnist_test.labels[:300]
    wide = Baseline(network.astype(np.float64), pixels)
    for knob in (Knob(0, 3, 406), Knob(0, 3), Knob(1, 5, 2), Knob(2, 7, 1)):
        found = sweep(network, pixels, labels, knob, np.linspace(-3, 3, 9))
        wanted = sweep(wide.network, wide.pixels, labels, knob, np.linspace(-3, 3, 9), baseline=wide)
        np.testing.assert_allclose(found.losses, wanted.losses, rtol=1e-5)
        assert np.abs(found.correct - wanted.correct).max() <= 1
        assert found.slope == pytest.approx(wanted.slope, rel=1e-4, abs=1e-8)


def test_at_the_present_value_stands_the_present_network_to_the_bit() -> None:
    network, pixels, labels = case()
    network = network.astype(np.float32)
    for knob in KNOBS:
        now = knob.of(network)
        found = sweep(network, pixels, labels, knob, [now, now + 1, now])
        assert found.losses[0] == found.losses[2] == found.loss != found.losses[1]
        assert found.correct[0] == evaluation(network.trace(pixels).pre_activations[-1], labels).correct


def test_a_knob_turned_far_off_is_swept_as_exactly_as_any() -> None:
    wide, pixels, labels = case()
    start = wide.astype(np.float32)
    pixels[:, 4] += 0.25
    for knob in (Knob(0, 1, 4), Knob(0, 1)):
        far = knob.turned(start, 1e6)
        found = sweep(far, pixels, labels, knob, [-1, 0, 1])
        wanted = sweep(start, pixels, labels, knob, [-1, 0, 1])
        np.testing.assert_allclose(found.losses, wanted.losses, rtol=1e-6)


def test_cross_entropy_goes_with_softmax_unless_said_otherwise() -> None:
    for output, own in (("softmax", "cross-entropy"), ("sigmoid", "quadratic")):
        network, pixels, labels = case(output=output)
        for asked, used in ((None, own), ("quadratic", "quadratic"), ("cross-entropy", "cross-entropy")):
            found = sweep(network, pixels, labels, KNOBS[0], [0], loss=asked)
            assert found.loss == pytest.approx(judged(network, pixels, labels, used)[0])


def test_a_baseline_of_an_older_network_serves_its_edits() -> None:
    network, pixels, labels = case(output="identity")
    kept = Baseline(network, pixels)
    for edited in (network.with_bias(1, 0, 2.0), network.with_layer(2, Layer(np.ones((3, 4)), np.ones(3), "softmax"))):
        edited = edited.astype(np.float64)
        found = sweep(edited, kept.pixels, labels, KNOBS[2], [0, 1], baseline=kept)
        wanted = sweep(edited, pixels, labels, KNOBS[2], [0, 1])
        assert (found.losses.tolist(), found.slope) == (wanted.losses.tolist(), wanted.slope)


def test_a_knob_counted_in_numpys_integers_is_the_same_knob() -> None:
    network, *_ = case()
    counted: Any = np.int64
    found = Knob(counted(-1), counted(2), counted(1)).within(network)
    assert found == Knob(2, 2, 1)
    assert {type(part) for part in (found.layer, found.neuron, found.source)} == {int}


def test_a_baseline_takes_the_pixels_that_it_was_made_of_in_any_form() -> None:
    wide, pixels, labels = case()
    network = wide.astype(np.float32)
    wanted = sweep(network, pixels, labels, KNOBS[0], [0, 1]).losses.tolist()
    given: tuple[Any, ...] = (pixels, pixels.astype(np.float32), pixels.tolist())
    for form in given:
        kept = Baseline(network, form)
        assert sweep(network, form, labels, KNOBS[0], [0, 1], baseline=kept).losses.tolist() == wanted
    alone = sweep(network, pixels[0], labels[:1], KNOBS[0], [0], baseline=Baseline(network, pixels[0]))
    assert alone.images == 1


@pytest.mark.parametrize("knobs", [(0, 1), (1, 0), (0, 4), (4, 0), (3, 2), (4, 5), (1, 3)])
def test_a_map_is_a_sweep_of_sweeps(knobs: tuple[int, int]) -> None:
    network, pixels, labels = case("tanh", "softmax")
    first, second = (KNOBS[knob] for knob in knobs)
    down, across = [-1.0, first.of(network), 1.0], [0.0, 0.5, second.of(network), 2.0]
    found = sweep_map(network, pixels, labels, (first, second), (down, across))
    for i, value in enumerate(down):
        for j, other in enumerate(across):
            wanted = judged(second.turned(first.turned(network, value), other), pixels, labels, "cross-entropy")
            assert found.losses[i, j] == pytest.approx(wanted[0], rel=1e-12)
            assert found.correct[i, j] == wanted[1]
    assert found.losses[1, 2] == found.loss
    assert found.slopes == tuple(sweep(network, pixels, labels, knob, [0]).slope for knob in (first, second))
    assert (found.present, found.images) == ((first.of(network), second.of(network)), 90)
    assert [one.tolist() for one in found.values] == [down, across]


def test_b31_what_is_not_finite_is_nan_and_raises_no_warning() -> None:
    identity = Layer(np.eye(2, dtype=np.float32), np.zeros(2), "identity")
    network, pixels = Network((identity, identity)), np.ones((3, 2))
    found = sweep(network, pixels, [0, 1, 0], Knob(0, 0, 0), [-3e38, 0, 1, 3e38], loss="quadratic")
    assert np.isnan(found.losses).tolist() == [True, False, False, True]
    assert found.correct.tolist() == [1, 1, 2, 2]
    huge = network.with_row(0, 0, [3e38, 3e38])
    lost = sweep(huge, pixels, [0, 1, 0], Knob(0, 0, 0), [0, 1])
    assert np.isnan([lost.loss, lost.slope]).all()
    assert np.isnan(lost.losses).all()
    assert not np.isnan(sweep(network.with_weight(0, 0, 0, 3e38), pixels, [0, 1, 0], Knob(0, 0, 0), [0]).losses).any()


def test_values_are_those_that_the_network_can_hold() -> None:
    network, pixels, labels = case()
    assert sweep(network.astype(np.float32), pixels, labels, KNOBS[0], [0.1]).values[0] == np.float32(0.1)
    assert sweep(network, pixels, labels, KNOBS[0], [0.1]).values[0] == 0.1


def test_knobs_are_counted_from_the_end_too_and_remember_nothing() -> None:
    network, *_ = case()
    assert Knob(-1, 2, 3).within(network) == Knob(2, 2, 3)
    turned = Knob(-1, 2, 3).turned(network, 9)
    assert (Knob(2, 2, 3).of(turned), Knob(2, 2, 3).of(network)) == (9, network.layers[2].weights[2, 3])
    assert Knob(0, 1).turned(network, 4) == network.with_bias(0, 1, 4)


def test_reports_are_frozen() -> None:
    network, pixels, labels = case()
    one = sweep(network, pixels, labels, KNOBS[0], [0, 1])
    two = sweep_map(network, pixels, labels, KNOBS[:2], ([0, 1], [0, 1]))
    reports: list[Any] = [one, two]
    for report in reports:
        with pytest.raises(FrozenInstanceError):
            report.loss = 0.0
    for array in (one.values, one.losses, one.correct, *two.values, two.losses, two.correct):
        assert not array.flags.writeable


NETWORK, PIXELS, LABELS = case()
OTHER: Any = "?"
WRONG: Any = float


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: sweep(NETWORK, PIXELS, LABELS, Knob(3, 0), [0]), MissingError, "layers are 0 to 2; got 3"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, Knob(0, 5), [0]), MissingError, "neurons of layer 0 are 0 to 4; got 5"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, Knob(1, 0, 5), [0]), MissingError, "sources of layer 1 are 0 to 4"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, Knob(1, 0, -1), [0]), MissingError, "got -1: count from 0"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, Knob(1, OTHER), [0]), MissingError, r"got '\?'"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, Knob(OTHER, 0), [0]), MissingError, r"layers are 0 to 2; got '\?'"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, Knob(WRONG(0.0), 0), [0]), MissingError, r"layers.*got 0\.0"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, Knob(0, WRONG(1.0)), [0]), MissingError, r"neurons.*got 1\.0"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, Knob(0, 0, WRONG(1.0)), [0]), MissingError, r"sources.*got 1\.0"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, KNOBS[0], []), ShapeError, r"values must be \(k,\), k at least 1"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, KNOBS[0], 1.0), ShapeError, r"got \(\)"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, KNOBS[0], [np.nan]), NotFiniteError, "values must be finite"),
        (lambda: sweep(NETWORK, PIXELS, LABELS[1:], KNOBS[0], [0]), LabelError, "one for each of 90 images"),
        (lambda: sweep(NETWORK, PIXELS, LABELS + 1, KNOBS[0], [0]), LabelError, "whole numbers 0 to 2; got 3"),
        (lambda: sweep(NETWORK, PIXELS[:0], [], KNOBS[0], [0]), ShapeError, "at least one image"),
        (lambda: sweep(NETWORK, PIXELS, LABELS, KNOBS[0], [0], loss="hinge"), SettingError, "a loss must be known"),
        (
            lambda: sweep(case(output="relu")[0], PIXELS, LABELS, KNOBS[0], [0], loss="cross-entropy"),
            SettingError,
            "use them, or the quadratic loss",
        ),
        (
            lambda: sweep(NETWORK, PIXELS, LABELS, KNOBS[0], [0], baseline=Baseline(NETWORK, PIXELS[::-1])),
            ShapeError,
            "a baseline must be of these pixels",
        ),
        (
            lambda: sweep_map(NETWORK, PIXELS, LABELS, (Knob(2, 0), Knob(-1, 0)), ([0], [0])),
            SettingError,
            "a map needs two knobs",
        ),
        *(
            (lambda knobs=knobs: sweep_map(NETWORK, PIXELS, LABELS, knobs, ([0], [0])), SettingError, "needs two knobs")
            for knobs in ((), KNOBS[:1], KNOBS[:3], KNOBS[0], ((0, 1), (0, 2)), None)
        ),
        *(
            (lambda held=held: sweep_map(NETWORK, PIXELS, LABELS, KNOBS[:2], held), ShapeError, "values of two knobs")
            for held in ((), ([0],), ([0], [0], [0]), 1.0, None)
        ),
    ],
)
def test_what_cannot_be_swept_says_so(ask: Any, error: type[DigitscopeError], message: str) -> None:
    with pytest.raises(error, match=message):
        ask()
