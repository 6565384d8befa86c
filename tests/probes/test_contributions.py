"""Terms are exact: they sum to z and to its differences, and slopes are those of central differences."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.arrays import Floats, from_bytes
from digitscope.data.dataset import Dataset
from digitscope.engine.activations import ACTIVATIONS
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.errors import MissingError, ShapeError
from digitscope.networks.catalogue import find
from digitscope.probes.contributions import contributions, layer_index, one_image, rather, slopes

HIDDEN = [name for name, known in ACTIVATIONS.items() if not known.output_only]
SMOOTH = ["sigmoid", "tanh", "identity"]
seeds = st.integers(0, 2**32 - 1)
depths = st.integers(1, 4)


def network_of(seed: int, depth: int, names: list[str], dtype: type = np.float64) -> Network:
    """Random, of `depth` layers between 3 and 7 wide, softmax at the end."""
    rng = np.random.default_rng(seed)
    widths = rng.integers(3, 8, depth + 1)
    layers = [
        Layer(rng.normal(size=(n_out, n_in)), rng.normal(size=n_out), names[index % len(names)])
        for index, (n_in, n_out) in enumerate(pairwise(widths))
    ]
    return Network((*layers[:-1], Layer(layers[-1].weights, layers[-1].bias, "softmax"))).astype(dtype)


def pixels_of(network: Network, seed: int) -> Floats:
    rng = np.random.default_rng(seed + 1)
    pixels: Floats = rng.random(network.widths[0]) * (rng.random(network.widths[0]) < 0.7)
    return pixels


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-9), (np.float32, 1e-5)])
@given(seed=seeds, depth=depths, name=st.sampled_from(HIDDEN))
def test_the_terms_and_the_bias_sum_to_z(dtype: type, tolerance: float, seed: int, depth: int, name: str) -> None:
    network = network_of(seed, depth, [name, "sigmoid"], dtype)
    trace = network.trace(pixels_of(network, seed))
    for layer, width in enumerate(network.widths[1:]):
        for neuron in range(width):
            found = contributions(network, trace, layer, neuron)
            scale = np.abs(found.terms).sum() + abs(found.bias)
            assert abs(found.terms.sum() + found.bias - found.z) <= tolerance * scale
            assert found.z == trace.pre_activations[layer][neuron]
            assert found.terms.dtype == np.float64


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-9), (np.float32, 1e-5)])
@given(seed=seeds, depth=depths, name=st.sampled_from(HIDDEN))
def test_the_terms_of_rather_sum_to_the_difference(
    dtype: type, tolerance: float, seed: int, depth: int, name: str
) -> None:
    network = network_of(seed, depth, [name], dtype)
    trace = network.trace(pixels_of(network, seed))
    z = trace.pre_activations[-1].astype(np.float64)
    for this, than in ((0, 1), (2, 0), (1, 1)):
        found = rather(network, trace, this, than)
        mine, theirs = contributions(network, trace, -1, this), contributions(network, trace, -1, than)
        scale = np.abs(mine.terms).sum() + np.abs(theirs.terms).sum() + abs(mine.bias) + abs(theirs.bias)
        assert found.difference == z[this] - z[than]
        assert abs(found.terms.sum() + found.bias - found.difference) <= tolerance * scale
        assert np.abs(found.terms - (mine.terms - theirs.terms)).max() <= 1e-12 * scale
        back = rather(network, trace, than, this)
        assert np.array_equal(back.terms, -found.terms)
        assert (back.bias, back.difference) == (-found.bias, -found.difference)


@given(seed=seeds, depth=depths, first=st.sampled_from(SMOOTH), second=st.sampled_from(SMOOTH))
def test_slopes_are_those_of_central_differences(seed: int, depth: int, first: str, second: str) -> None:
    network = network_of(seed, depth, [first, second])
    pixels, step = pixels_of(network, seed), 1e-5
    for layer in range(depth):
        measured = [
            (
                network.trace(pixels + nudge).pre_activations[layer][1]
                - network.trace(pixels - nudge).pre_activations[layer][1]
            )
            / (2 * step)
            for nudge in step * np.eye(len(pixels))
        ]
        found = slopes(network, network.trace(pixels), layer, 1)
        np.testing.assert_allclose(found, measured, rtol=0, atol=1e-6 * max(1, np.abs(measured).max()))


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_slopes_through_a_corner_are_those_of_the_side_one_is_on(name: str) -> None:
    hidden = Layer(np.array([[1.0, 0.0], [0.0, -1.0]]), np.array([0.0, 0.0]), name)
    network = Network((hidden, Layer(np.array([[2.0, 3.0]]), np.array([0.0]), "identity"))).astype(np.float64)
    dark = 0.0 if name == "relu" else 0.01
    assert slopes(network, network.trace([0.5, 0.5]), 1, 0).tolist() == pytest.approx([2.0, -3.0 * dark])


def test_in_the_first_layer_slopes_are_the_weights_whatever_the_image(mnist_test: Dataset) -> None:
    network = find("plain").network
    for levels in mnist_test.images[:3]:
        trace = network.trace(from_bytes(levels).ravel())
        assert np.array_equal(slopes(network, trace, 0, 3), network.layers[0].weights[3])


def test_slopes_of_the_shipped_network_are_a_picture_of_784(mnist_test: Dataset) -> None:
    network = find("plain").network
    trace = network.trace(from_bytes(mnist_test.images[4]).ravel())
    assert slopes(network, trace, -1, 4).shape == (784,)


def test_the_largest_terms_come_first_and_equal_ones_by_their_number() -> None:
    network = Network((Layer(np.array([[1.0, -2.0, 2.0, 1.0], [0.0] * 4]), np.zeros(2), "sigmoid"),))
    trace = network.trace(np.ones(4))
    assert contributions(network, trace, 0, 0).order.tolist() == [1, 2, 0, 3]
    assert rather(network, trace, 0, 1).order.tolist() == [1, 2, 0, 3]


def test_reports_are_frozen_and_their_arrays_cannot_be_written_to() -> None:
    network = initialise((4, 3, 2), rng=0)
    trace = network.trace(np.ones(4))
    reports: tuple[Any, ...] = contributions(network, trace, 0, 0), rather(network, trace, 0, 1)
    for report in reports:
        with pytest.raises(FrozenInstanceError):
            report.bias = 1.0
    for array in (*(report.terms for report in reports), slopes(network, trace, 0, 0), slopes(network, trace, 1, 0)):
        assert not array.flags.writeable


def test_one_image_may_have_an_axis_of_its_own_and_layers_may_be_counted_from_the_end() -> None:
    network = initialise((4, 3, 2), rng=0)
    flat, boxed = network.trace(np.ones(4)), network.trace(np.ones((1, 4)))
    found = contributions(network, boxed, -1, 1)
    assert found.layer == 1
    assert found.terms.tolist() == contributions(network, flat, 1, 1).terms.tolist()
    assert one_image(flat) is flat
    assert [layer_index(network, layer) for layer in (-2, -1, 0, 1)] == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("layer", "neuron", "message"),
    [
        (2, 0, "layers are 0 to 1; got 2"),
        (-3, 0, "layers are 0 to 1; got -3"),
        (1, 2, "neurons of layer 1 are 0 to 1; got 2"),
        (0, -1, "neurons of layer 0 are 0 to 2; got -1"),
    ],
)
def test_what_is_not_there_is_named(layer: int, neuron: int, message: str) -> None:
    network = initialise((4, 3, 2), rng=0)
    trace = network.trace(np.ones(4))
    for ask in (contributions, slopes):
        with pytest.raises(MissingError, match=message):
            ask(network, trace, layer, neuron)


def test_digits_that_the_network_does_not_have_are_refused() -> None:
    network = initialise((4, 3, 2), rng=0)
    trace = network.trace(np.ones(4))
    for this, than in ((0, 2), (-1, 0)):
        with pytest.raises(MissingError, match="neurons of layer 1 are 0 to 1"):
            rather(network, trace, this, than)


def test_traces_of_several_images_or_of_another_network_are_refused() -> None:
    network = initialise((4, 3, 2), rng=0)
    with pytest.raises(ShapeError, match="one image; got 2 images"):
        contributions(network, network.trace(np.ones((2, 4))), 0, 0)
    for widths in ((5, 3, 2), (4, 2, 2), (4, 3), (4, 3, 2, 2)):
        other = initialise(widths, rng=0)
        with pytest.raises(ShapeError, match=r"must be of this network, \(4, 3, 2\)"):
            rather(network, other.trace(np.ones(widths[0])), 0, 1)


def test_b31_numbers_that_overflow_are_reported_in_silence() -> None:
    huge = Layer(np.full((2, 2), 3e38, np.float32), np.zeros(2, np.float32), "identity")
    dull = Layer(np.array([[0.0, 0.0], [1.0, 2.0]], np.float32), np.zeros(2, np.float32), "identity")
    network = Network((*[huge] * 9, dull))
    trace = network.trace(np.ones(2))
    assert np.isnan(contributions(network, trace, 9, 0).terms).all()
    assert contributions(network, trace, 9, 1).z == np.inf
    assert np.isinf(slopes(network, trace, 9, 1)).all()
    assert np.isnan(rather(network, trace, 1, 1).difference)
