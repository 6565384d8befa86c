"""An edit is computed from where it differs, to the bits of the whole way."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from digitscope.arrays import frozen
from digitscope.engine import answering
from digitscope.engine.activations import ACTIVATIONS
from digitscope.engine.forward import BLOCK
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.engine.structure import with_activation, with_hidden_layer, with_neurons, without_neuron
from digitscope.errors import NotFiniteError, ShapeError
from digitscope.probes import baseline as under_test
from digitscope.probes.baseline import Baseline

LESSON = initialise((784, 16, 16, 10), rng=7)
IMAGES = np.random.default_rng(8).random((2 * BLOCK + 5, 784), dtype=np.float32)
EDITS: dict[str, Network] = {
    "nothing": LESSON,
    "a weight of the first layer": LESSON.with_weight(0, 3, 120, 2.5),
    "a bias of the first layer": LESSON.with_bias(0, 3, -1.5),
    "a row": LESSON.with_row(0, 3, np.ones(784)),
    "a deeper weight": LESSON.with_weight(1, 3, 12, 2.5),
    "a bias of the output": LESSON.with_bias(2, 3, 2.5),
    "two layers": LESSON.with_bias(2, 3, 2.5).with_weight(1, 0, 0, -1.0),
    "a muted neuron": LESSON.muted(0, 4),
    "another activation": with_activation(LESSON, 1, "relu"),
    "another output": with_activation(LESSON, 2, "softmax"),
    "more neurons": with_neurons(LESSON, 1, 3, rng=1),
    "a neuron fewer": without_neuron(LESSON, 0, 3),
    "a layer more": with_hidden_layer(LESSON, 2, 8, rng=1),
    "fewer layers": Network((*LESSON.layers[:1], initialise((16, 10), rng=2).layers[0])),
    "the first layers alone": Network(LESSON.layers[:2]),
    "another network": initialise((784, 30, 10), "tanh", rng=1),
    "float64": LESSON.astype(np.float64),
}


@pytest.mark.parametrize("count", [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 5])
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_gives_the_bits_that_it_gives_when_traced_whole(name: str, count: int) -> None:
    edited, images = EDITS[name], IMAGES[:count]
    found, wanted = Baseline(LESSON, images).traced(edited), edited.trace(images)
    assert found.pixels.tobytes() == wanted.pixels.tobytes()
    for mine, theirs in (
        (found.pre_activations, wanted.pre_activations),
        (found.activations, wanted.activations),
    ):
        assert [one.dtype for one in mine] == [one.dtype for one in theirs]
        assert [one.tobytes() for one in mine] == [one.tobytes() for one in theirs]
    assert Baseline(LESSON, images).pre_activations(edited).tobytes() == wanted.pre_activations[-1].tobytes()


@pytest.mark.parametrize("hidden", sorted(set(ACTIVATIONS) - {"softmax"}))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_same_bits_for_every_activation_and_precision(hidden: str, dtype: type) -> None:
    start = initialise((7, 9, 5, 3, 4), hidden, output_activation="softmax", scheme="normal", rng=1).astype(dtype)
    images = np.random.default_rng(2).random((BLOCK + 9, 7))
    kept = Baseline(start, images)
    for layer in range(4):
        edited = start.with_weight(layer, 2, 1, 1.75)
        assert kept.pre_activations(edited).tobytes() == edited.trace(images).pre_activations[-1].tobytes()


@pytest.mark.parametrize(
    ("name", "computed"),
    [
        ("nothing", []),
        ("a weight of the first layer", [0, 1, 2]),
        ("a deeper weight", [1, 2]),
        ("a muted neuron", [1, 2]),
        ("a bias of the output", [2]),
        ("another activation", [1, 2]),
        ("another output", [2]),
        ("a layer more", [2, 3]),
        ("fewer layers", [1]),
        ("the first layers alone", []),
        ("another network", [0, 1]),
    ],
)
def test_nothing_before_the_first_changed_layer_is_computed(
    name: str, computed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, edited = Baseline(LESSON, IMAGES), EDITS[name]
    asked: list[Layer] = []

    def noted(network: Network, given: Any, *, first: int) -> Any:
        asked.extend(network.layers[first:])
        return answering.passed(network, given, first=first)

    monkeypatch.setattr(under_test, "passed", noted)
    found = kept.traced(edited)
    assert asked == [edited.layers[layer] for layer in computed]
    for layer in set(range(len(edited.layers))) - set(computed):
        assert found.pre_activations[layer] is kept.trace.pre_activations[layer]
        assert found.activations[layer] is kept.trace.activations[layer]


def test_an_equal_layer_need_not_be_the_same_object() -> None:
    kept = Baseline(LESSON, IMAGES)
    again = LESSON.with_parameters(LESSON.parameters()).with_bias(2, 0, 1.0)
    assert kept.traced(again).activations[1] is kept.trace.activations[1]


def test_the_baseline_of_an_edit_is_made_from_it_and_is_the_edits_own() -> None:
    kept, edited = Baseline(LESSON, IMAGES), EDITS["a deeper weight"]
    other = kept.of(edited)
    assert (kept.network, other.network) == (LESSON, edited)
    assert other.pixels is kept.pixels
    assert other.trace.activations[0] is kept.trace.activations[0]
    assert other.trace.output.tobytes() == edited(IMAGES).tobytes()
    assert other.of(LESSON).trace.output.tobytes() == kept.trace.output.tobytes()
    assert kept.of(LESSON.astype(np.float64)).pixels.dtype == np.float64


def test_pixels_that_nobody_can_write_to_are_not_copied_and_others_are() -> None:
    held = frozen(IMAGES.copy())
    assert np.shares_memory(Baseline(LESSON, held).pixels, held)
    own = IMAGES.copy()
    kept = Baseline(LESSON, own)
    own[:] = 0
    assert kept.pixels.tobytes() == IMAGES.tobytes()


def test_nothing_of_it_can_be_changed() -> None:
    kept: Any = Baseline(LESSON, IMAGES)
    with pytest.raises(FrozenInstanceError):
        kept.network = EDITS["a row"]
    arrays = (*kept.trace.pre_activations, *kept.traced(EDITS["a row"]).activations, kept.pixels)
    assert not any(array.flags.writeable for array in arrays)


def test_one_image_and_none_are_taken_too() -> None:
    assert Baseline(LESSON, IMAGES[0].reshape(28, 28)).pre_activations(EDITS["a row"]).shape == (1, 10)
    assert Baseline(LESSON, np.empty((0, 784))).pre_activations(EDITS["a row"]).shape == (0, 10)


def test_pixels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"pixels must be .*; got \(3, 5\)"):
        Baseline(LESSON, np.zeros((3, 5)))
    with pytest.raises(NotFiniteError, match="pixels must be finite"):
        Baseline(LESSON, np.full((1, 784), np.nan))
    with pytest.raises(ShapeError, match=r"pixels must be \(5,\) or \(n, 5\)"):
        Baseline(LESSON, IMAGES).traced(initialise((5, 10), rng=0))


def test_b31_numbers_that_overflow_pass_in_silence() -> None:
    huge = Network((Layer(np.full((2, 784), 1e38, np.float32), np.zeros(2), "identity"),))
    assert np.isinf(Baseline(LESSON, IMAGES).pre_activations(huge)).all()
