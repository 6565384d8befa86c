"""Another shape is another network; what was said to stay stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.engine.structure import (
    in_sigmoids,
    side_by_side,
    with_activation,
    with_hidden_layer,
    with_neurons,
    without_hidden_layer,
    without_neuron,
)
from digitscope.errors import DigitscopeError, MissingError, NotFiniteError, SettingError

LESSON = initialise((784, 16, 16, 10), rng=7).with_bias(0, 3, 0.5).with_bias(1, 4, -0.5).with_bias(2, 5, 0.25)
LOOSE: Any = with_neurons  # for what the type checker would refuse already
IMAGES = np.random.default_rng(8).random((70, 784), dtype=np.float32)


def test_another_activation_leaves_every_number_as_it_was() -> None:
    edited = with_activation(with_activation(LESSON, 0, "relu"), -1, "softmax")
    assert edited.activations == ("relu", "sigmoid", "softmax")
    assert np.array_equal(edited.parameters(), LESSON.parameters())


def test_new_neurons_listen_but_send_nothing_so_the_answers_stay() -> None:
    for layer in (0, 1, -2):
        edited = with_neurons(LESSON, layer, 5, rng=3)
        before, here, after = LESSON.layers[layer], edited.layers[layer], edited.layers[layer % 3 + 1]
        np.testing.assert_allclose(edited(IMAGES), LESSON(IMAGES), atol=1e-5)
        assert np.array_equal(here.weights[:16], before.weights)
        assert here.weights[16:].all()
        assert here.bias.tolist() == [*before.bias.tolist(), 0, 0, 0, 0, 0]
        assert not after.weights[:, 16:].any()


def test_new_neurons_have_the_spread_of_a_start_or_the_one_asked_for() -> None:
    for scale, spread in ((None, (2 / (784 + 416)) ** 0.5), (0.5, 0.5), (0.0, 0.0)):
        new = with_neurons(LESSON, 0, 400, rng=1, scale=scale).layers[0].weights[16:]
        assert new.std() == pytest.approx(spread, rel=0.02)


def test_a_neuron_taken_out_answers_as_one_muted() -> None:
    for layer, neuron in ((0, 0), (0, 15), (1, 7), (-2, 7)):
        edited = without_neuron(LESSON, layer, neuron)
        assert edited.widths[layer % 3 + 1] == 15
        np.testing.assert_allclose(edited(IMAGES), LESSON.muted(layer, neuron)(IMAGES), atol=1e-5)
    assert np.array_equal(without_neuron(LESSON, 0, 2).layers[0].weights[2], LESSON.layers[0].weights[3])


@given(st.integers(0, 1), st.integers(1, 4), st.integers(0, 2**32))
def test_neurons_added_and_taken_out_again_leave_the_same_network(layer: int, count: int, seed: int) -> None:
    start = initialise((6, 4, 3, 2), "tanh", rng=seed)
    edited = with_neurons(start, layer, count, rng=seed + 1)
    for _ in range(count):
        edited = without_neuron(edited, layer, start.widths[layer + 1])
    assert edited == start


def test_a_new_layer_takes_its_place_and_the_others_stay() -> None:
    for index, widths in ((0, (784, 12, 16, 16, 10)), (2, (784, 16, 16, 12, 10)), (-1, (784, 16, 16, 12, 10))):
        edited = with_hidden_layer(LESSON, index, 12, rng=3, activation="tanh")
        place = index % 3
        assert edited.widths == widths
        assert edited.activations[place] == "tanh"
        assert edited.layers[:place] == LESSON.layers[:place]
        assert edited.layers[place + 2 :] == LESSON.layers[place + 1 :]
        for layer in edited.layers[place : place + 2]:
            n_out, n_in = layer.weights.shape
            assert layer.weights.std() == pytest.approx((2 / (n_in + n_out)) ** 0.5, rel=0.25)
            assert not layer.bias.any()


def test_a_layer_taken_out_leaves_the_one_after_to_begin_anew() -> None:
    for index, kept in ((0, 2), (1, 0), (-2, 0)):
        edited = without_hidden_layer(LESSON, index, rng=3)
        assert edited.widths == (784, 16, 10)
        assert LESSON.layers[kept] in edited.layers
        assert sum(layer in LESSON.layers for layer in edited.layers) == 1
    alone = without_hidden_layer(without_hidden_layer(LESSON, 0, rng=1), 0, rng=1)
    assert alone.widths == (784, 10)


def test_the_same_seed_gives_the_same_shape_and_a_generator_goes_on() -> None:
    edits: list[Callable[[Any], Network]] = [
        lambda rng: with_neurons(LESSON, 0, 2, rng=rng),
        lambda rng: with_hidden_layer(LESSON, 1, 8, rng=rng),
        lambda rng: without_hidden_layer(LESSON, 1, rng=rng),
    ]
    for edit in edits:
        going = np.random.default_rng(5)
        assert edit(5) == edit(5) == edit(going)
        assert edit(going) != edit(5)


def test_float64_stays_float64() -> None:
    wide = LESSON.astype(np.float64)
    for edited in (
        with_activation(wide, 0, "relu"),
        with_neurons(wide, 0, 2, rng=1),
        without_neuron(wide, 0, 2),
        with_hidden_layer(wide, 0, 8, rng=1),
        without_hidden_layer(wide, 0, rng=1),
    ):
        assert edited.dtype == np.float64


SINGLE = Network((Layer(np.ones((2, 3)), np.zeros(2)),))
NARROW = initialise((4, 1, 2), rng=0)
FUNNEL = initialise((1, 2, 100), rng=0)


@pytest.mark.parametrize(
    ("edit", "error", "message"),
    [
        (lambda: with_activation(LESSON, 3, "relu"), MissingError, "layers are 0 to 2; got 3"),
        (lambda: with_activation(LESSON, 0, "step"), SettingError, "an activation must be known"),
        (lambda: with_activation(LESSON, 0, "softmax"), SettingError, "softmax is for the output layer"),
        (lambda: with_neurons(LESSON, 2, 1, rng=0), SettingError, "hidden layer only; got layer 2, the output"),
        (lambda: with_neurons(LESSON, -1, 1, rng=0), SettingError, "got layer -1, the output"),
        (lambda: with_neurons(LESSON, 0, 0, rng=0), SettingError, "whole number from 1; got 0"),
        (lambda: LOOSE(LESSON, 0, 1.5, rng=0), SettingError, r"whole number from 1; got 1\.5"),
        (lambda: with_neurons(LESSON, 0, 1, rng=0, scale=-1), SettingError, "a scale is finite, from 0; got -1"),
        (lambda: with_neurons(LESSON, 0, 1, rng=0, scale=float("nan")), SettingError, "got nan"),
        (lambda: with_neurons(LESSON, 0, 1, rng=0, scale=1e39), NotFiniteError, "weights must be finite"),
        (lambda: LOOSE(LESSON, 0, 1, rng=0, scale="1"), SettingError, "a scale is finite, from 0; got '1'"),
        (lambda: LOOSE(LESSON, 0, 1, rng=0, scale=[1.0]), SettingError, r"got \[1\.0\]"),
        (lambda: LOOSE(LESSON, 0, 1, rng=0, scale=1j), SettingError, "got 1j"),
        (lambda: with_neurons(LESSON, 0, 10**9, rng=0), SettingError, "has at most 67,108,864 weights"),
        (lambda: with_neurons(LESSON, 0, 10**5_000, rng=0), SettingError, "ask for fewer neurons"),
        (lambda: with_neurons(FUNNEL, 0, 10**6, rng=0), SettingError, "has at most 67,108,864 weights"),
        (lambda: with_hidden_layer(LESSON, 0, 10**9, rng=0), SettingError, "ask for fewer neurons"),
        (lambda: with_hidden_layer(LESSON, 0, 10**5_000, rng=0), SettingError, "ask for fewer neurons"),
        (lambda: with_neurons(LESSON, 0, 1, rng=-1), SettingError, "rng is a generator, or a seed from 0; got -1"),
        (lambda: LOOSE(LESSON, 0, 1, rng="x"), SettingError, "got 'x'"),
        (lambda: with_hidden_layer(LESSON, 0, 4, rng=-1), SettingError, "rng is a generator"),
        (lambda: without_hidden_layer(LESSON, 0, rng=-1), SettingError, "rng is a generator"),
        (lambda: without_neuron(LESSON, 2, 0), SettingError, "taken from a hidden layer only"),
        (lambda: without_neuron(LESSON, 0, 16), MissingError, "neurons of layer 0 are 0 to 15; got 16"),
        (lambda: without_neuron(LESSON, 0, -1), MissingError, "got -1: count from 0"),
        (lambda: without_neuron(NARROW, 0, 0), SettingError, "keeps one neuron.*use without_hidden_layer"),
        (lambda: with_hidden_layer(LESSON, 3, 4, rng=0), MissingError, "layers are 0 to 2; got 3"),
        (lambda: with_hidden_layer(LESSON, 0, 0, rng=0), SettingError, "width of a layer is a whole number from 1"),
        (lambda: with_hidden_layer(LESSON, 0, 4, rng=0, activation="softmax"), SettingError, "for the output layer"),
        (lambda: without_hidden_layer(LESSON, 2, rng=0), SettingError, "only a hidden layer can be taken out"),
        (lambda: without_hidden_layer(SINGLE, 0, rng=0), SettingError, "got layer 0, the output"),
    ],
)
def test_a_shape_that_cannot_be_says_so(edit: Any, error: type[DigitscopeError], message: str) -> None:
    with pytest.raises(error, match=message):
        edit()


@pytest.mark.parametrize("widths", [(5, 4, 3), (5, 4, 6, 3), (5, 3)])
def test_a_network_of_tanh_says_the_same_in_sigmoids(widths: tuple[int, ...]) -> None:
    rng = np.random.default_rng(3)
    network = initialise(widths, "tanh", output_activation="softmax", rng=rng).astype(np.float64)
    network = network.with_parameters(rng.normal(size=network.parameter_count))
    pixels = rng.random((7, 5))
    same = in_sigmoids(network)
    assert set(same.activations) == {"sigmoid"}
    np.testing.assert_allclose(
        same.trace(pixels).pre_activations[-1], network.trace(pixels).pre_activations[-1], atol=1e-12
    )
    assert in_sigmoids(same) == same


def test_only_tanh_can_be_said_in_sigmoids() -> None:
    with pytest.raises(SettingError, match="must be tanh or sigmoid; got relu"):
        in_sigmoids(initialise((5, 4, 3), "relu", rng=0))
    vast = initialise((5, 4, 3), "tanh", rng=0)
    with pytest.raises(NotFiniteError, match="weights must be finite"):
        in_sigmoids(vast.with_parameters(np.full(vast.parameter_count, 2e38, np.float32)))


@pytest.mark.parametrize("hidden", [(), (4,), (4, 6), (4, 6, 3)])
def test_networks_side_by_side_answer_as_their_mean(hidden: tuple[int, ...]) -> None:
    rng = np.random.default_rng(4)
    members = [initialise((5, *hidden, 3), "relu", rng=seed).astype(np.float64) for seed in range(3)]
    members = [one.with_parameters(rng.normal(size=one.parameter_count)) for one in members]
    pixels = rng.random((7, 5))
    mean = np.mean([one.trace(pixels).pre_activations[-1] for one in members], axis=0)
    joined = side_by_side(members)
    np.testing.assert_allclose(joined.trace(pixels).pre_activations[-1], mean, atol=1e-12)
    assert joined.widths == (5, *(3 * width for width in hidden), 3)


@pytest.mark.parametrize(
    "members", [[], [LESSON, initialise((784, 16, 10), rng=0)], [LESSON, initialise((784, 16, 16, 10), "relu", rng=0)]]
)
def test_only_networks_of_one_kind_stand_side_by_side(members: list[Network]) -> None:
    with pytest.raises(SettingError, match="networks side by side share activations, pixels and outputs"):
        side_by_side(members)
