"""A network is a frozen value: 13,002 numbers in reach, and any image through them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.engine.forward import BLOCK
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.engine.structure import without_neuron
from digitscope.errors import (
    ArrayTypeError,
    MissingError,
    NotFiniteError,
    PixelRangeWarning,
    SettingError,
    ShapeError,
)

LESSON = initialise((784, 16, 16, 10), rng=np.random.default_rng(7))
EDITED: Any = LESSON  # for what the type checker would refuse already
IMAGES = np.random.default_rng(8).random((3 * BLOCK + 5, 784), dtype=np.float32)


def test_the_lessons_network_has_13002_numbers() -> None:
    assert LESSON.parameter_count == 784 * 16 + 16 * 16 + 16 * 10 + 16 + 16 + 10 == 13_002
    assert LESSON.parameters().shape == (13_002,)
    assert LESSON.widths == (784, 16, 16, 10)


def test_a_layer_is_the_sigmoid_of_weights_times_activations_plus_bias() -> None:
    layer = Layer(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([0.5, 0.0]))
    trace = Network((layer,)).trace(np.array([3.0, -1.0]) / 3)
    np.testing.assert_allclose(trace.pre_activations[0], [1 - 2 / 3 + 0.5, 1 / 3])
    np.testing.assert_allclose(trace.output, 1 / (1 + np.exp(-trace.pre_activations[0])))


def test_one_image_a_picture_and_many_images_come_out_in_kind() -> None:
    picture = IMAGES[0].reshape(28, 28)
    assert LESSON(IMAGES[0]).shape == (10,)
    assert (LESSON(picture) == LESSON(IMAGES[0])).all()
    assert LESSON(IMAGES).shape == (len(IMAGES), 10)
    assert LESSON(np.empty((0, 784))).shape == (0, 10)
    assert [a.shape for a in LESSON.trace(picture).activations] == [(16,), (16,), (10,)]


@pytest.mark.parametrize("widths", [(784, 16, 16, 10), (784, 30, 10), (784, 100, 64, 10), (784, 10)])
def test_l144_an_image_alone_and_in_a_batch_gives_the_same_bits(widths: tuple[int, ...]) -> None:
    network = initialise(widths, rng=np.random.default_rng(1))
    together = network(IMAGES)
    assert all((network(image) == row).all() for image, row in zip(IMAGES, together, strict=True))
    assert (network(IMAGES[5:90]) == together[5:90]).all()


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "i1", "u1", "i4", "i8", "?", ">f4", ">i2"])
def test_j127_any_number_type_gives_the_same_result(dtype: str) -> None:
    plain = (IMAGES[:4] > 0.5).astype(np.float32)
    given_images = plain.astype(dtype)
    before = hashlib.sha256(given_images.tobytes()).digest()
    np.testing.assert_allclose(LESSON(given_images), LESSON(plain), atol=1e-6)
    assert hashlib.sha256(given_images.tobytes()).digest() == before


@pytest.mark.parametrize(
    "arranged",
    [
        np.asfortranarray,
        lambda images: np.repeat(images, 2, axis=0)[::2],
        lambda images: images.tolist(),
        lambda images: [list(row) for row in images],
    ],
)
def test_j127_any_memory_order_gives_the_same_result(arranged: Any) -> None:
    np.testing.assert_array_equal(LESSON(arranged(IMAGES[:4])), LESSON(IMAGES[:4]))


def test_j127_a_read_only_image_is_taken_and_an_own_one_stays_writable() -> None:
    read_only = IMAGES[0].copy()
    read_only.setflags(write=False)
    LESSON.trace(read_only)
    owner = IMAGES[:2].copy()
    for own in (owner, owner[0], owner[0].reshape(28, 28), owner.T.T):
        trace = LESSON.trace(own)
        assert own.flags.writeable
        assert not np.shares_memory(trace.pixels, owner)


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        (
            np.zeros((27, 28)),
            ShapeError,
            r"pixels must be \(784,\), \(28, 28\) or \(n, 784\); got \(27, 28\): see ink.prepare",
        ),
        (np.zeros((2, 28, 28)), ShapeError, r"got \(2, 28, 28\)"),
        (np.zeros(783), ShapeError, r"got \(783,\)"),
        (0.5, ShapeError, r"got \(\)"),
        (np.array([object()] * 784), ArrayTypeError, "dtype object"),
        (["a"] * 784, ArrayTypeError, "dtype <U1"),
        (np.zeros(784, complex), ArrayTypeError, "complex"),
        ([[1.0] * 784, [1.0]], ArrayTypeError, "rows of the same length"),
        (np.where(np.arange(784) == 5, np.nan, 0), NotFiniteError, "nan at index 5"),
        (np.full((1, 784), np.inf), NotFiniteError, r"inf at index \(0, 0\)"),
    ],
)
def test_a14_j127_bad_pixels_get_a_clear_error(bad: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        LESSON(bad)


def test_j124_bytes_in_place_of_pixels_are_warned_of() -> None:
    with pytest.warns(PixelRangeWarning, match="up to 255: divide by 255"):
        LESSON(np.full(784, 255, np.uint8))


def test_nothing_of_a_network_can_be_changed_in_place() -> None:
    trace = LESSON.trace(IMAGES)
    for array in (
        LESSON.layers[0].weights,
        LESSON.layers[0].bias,
        LESSON.parameters(),
        trace.output,
        trace.pixels,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(FrozenInstanceError):
        LESSON.layers[0].bias = np.zeros(16)  # type: ignore[misc]  # the very thing that must not work


def test_a_layer_keeps_its_own_copy() -> None:
    weights = np.ones((2, 3), np.float32)
    layer = Layer(weights, np.zeros(2))
    weights[:] = 5
    assert (layer.weights == 1).all()


def test_one_weight_bias_or_row_replaced_gives_a_new_network() -> None:
    edited = LESSON.with_weight(0, 3, 100, 2.5).with_bias(-1, 9, -1.5).with_row(0, 4, np.ones((28, 28)))
    assert edited.layers[0].weights[3, 100] == 2.5
    assert edited.layers[2].bias[9] == -1.5
    assert (edited.layers[0].weights[4] == 1).all()
    assert np.count_nonzero(edited.parameters() != LESSON.parameters()) == 1 + 1 + 784
    assert initialise((784, 16, 16, 10), rng=np.random.default_rng(7)) == LESSON
    assert edited != LESSON


def test_a_muted_neuron_sends_nothing_and_nothing_else_changes() -> None:
    for layer in (0, 1, -3):
        after = layer % 3 + 1
        edited, before = LESSON.muted(layer, 5), LESSON.trace(IMAGES)
        trace = edited.trace(IMAGES)
        assert not edited.layers[after].weights[:, 5].any()
        assert np.count_nonzero(edited.parameters() != LESSON.parameters()) == len(edited.layers[after].bias)
        assert np.array_equal(trace.activations[layer], before.activations[layer])
        silent = np.array(before.activations[layer])
        silent[:, 5] = 0
        wanted = silent @ LESSON.layers[after].weights.T + LESSON.layers[after].bias
        np.testing.assert_allclose(trace.pre_activations[after], wanted, atol=1e-5)


@pytest.mark.parametrize(
    ("edit", "error", "message"),
    [
        (lambda: LESSON.muted(2, 0), SettingError, "only a hidden neuron can be muted; got neuron 0 of the output"),
        (lambda: LESSON.muted(-1, 3), SettingError, "with_row and with_bias can hold it down"),
        (lambda: LESSON.muted(0, 16), MissingError, "neurons of layer 0 are 0 to 15; got 16"),
        (lambda: LESSON.muted(0, -1), MissingError, "got -1: count from 0"),
        (lambda: EDITED.muted(0, None), MissingError, "got None"),
        (lambda: EDITED.muted(0.0, 1), MissingError, r"layers are 0 to 2; got 0\.0"),
        (lambda: EDITED.muted("0", 1), MissingError, "layers are 0 to 2; got '0'"),
        (lambda: EDITED.muted(0, 1.0), MissingError, r"neurons of layer 0 are 0 to 15; got 1\.0"),
        (lambda: LESSON.muted(3, 0), MissingError, "layers are 0 to 2; got 3"),
        (lambda: LESSON.with_weight(3, 0, 0, 1), MissingError, "layers are 0 to 2; got 3"),
        (lambda: LESSON.with_weight(0, 16, 0, 1), MissingError, r"layer 0 is \(16, 784\); got index \(16, 0\)"),
        (lambda: LESSON.with_bias(0, 0, np.nan), NotFiniteError, "bias must be finite"),
        (lambda: LESSON.with_bias(0, 0, 1e39), NotFiniteError, "bias must be finite"),
        (lambda: EDITED.with_bias(0, 0, "abc"), ArrayTypeError, "bias must be real numbers"),
        (lambda: EDITED.with_bias(0, 0, [1, 2]), ShapeError, r"this takes \(\); got \(2,\)"),
        (lambda: EDITED.with_bias(0, None, 1), MissingError, "index"),
        (lambda: EDITED.with_bias(0, 1.5, 1), MissingError, "index"),
        (lambda: LESSON.with_row(1, 0, np.ones(784)), ShapeError, r"a row of layer 1 has \(16,\) weights"),
        (lambda: LESSON.with_parameters(np.ones(5)), ShapeError, r"this network has \(13002,\) parameters"),
        (lambda: Layer(np.ones((2, 3)), np.ones(3)), ShapeError, "one row of weights and one bias"),
        (lambda: Layer(np.ones((2, 3)), np.ones(2), "step"), SettingError, "an activation must be known"),
        (lambda: Network(()), ShapeError, "made of layers"),
        (lambda: Network((LESSON.layers[0], LESSON.layers[0])), ShapeError, "must take the 16 activations of layer 0"),
        (
            lambda: Network((Layer(np.ones((2, 3)), np.ones(2), "softmax"), Layer(np.ones((1, 2)), np.ones(1)))),
            SettingError,
            "softmax is for the output layer",
        ),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_says_so(edit: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        edit()


@given(st.lists(st.integers(1, 7), min_size=2, max_size=5), st.integers(0, 2**32))
def test_a_vector_of_parameters_and_back_is_the_identity(widths: list[int], seed: int) -> None:
    network = initialise(widths, rng=np.random.default_rng(seed))
    assert network.with_parameters(network.parameters()) == network
    assert hash(network.with_parameters(network.parameters())) == hash(network)


def test_b31_weights_that_overflow_stay_silent_and_are_found_by_whoever_looks() -> None:
    huge = Network((Layer(np.full((2, 784), 1e38, np.float32), np.zeros(2), "identity"),))
    assert np.isinf(huge(np.ones(784))).all()


def test_float64_and_float32_agree() -> None:
    np.testing.assert_allclose(LESSON.astype(np.float64)(IMAGES), LESSON(IMAGES), atol=1e-5)
    assert LESSON.astype(np.float64).astype(np.float32) == LESSON


@pytest.mark.parametrize("widths", ["(784, 16, 16, 10)", "(784, 100, 64, 10)", "(784, 300, 10)"])
def test_l144_any_number_of_blas_threads_gives_the_same_bits(widths: str) -> None:
    code = f"""
import hashlib, numpy as np
from digitscope.engine.gradient import gradient
from digitscope.engine.initialise import initialise
network = initialise({widths}, rng=np.random.default_rng(0))
trace = network.trace(np.random.default_rng(1).random((256, 784)))
slopes = gradient(network, trace, np.arange(256) % 10).vector()
print(hashlib.sha256(trace.output.tobytes() + slopes.tobytes()).hexdigest())
"""
    found = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    ]
    assert found[0] == found[1] != b""


def test_a_muted_neuron_that_overflowed_makes_nan_of_the_answers_and_without_it_they_are_finite() -> None:
    hot = Layer(np.array([[3e38, 3e38], [1.0, 0.0]], np.float32), np.zeros(2), "relu")
    network = Network((hot, Layer(np.ones((2, 2), np.float32), np.zeros(2), "identity")))
    muted = network.muted(0, 0)([1.0, 1.0])
    assert np.isnan(muted).all()
    assert without_neuron(network, 0, 0)([1.0, 1.0]).tolist() == [1.0, 1.0]
