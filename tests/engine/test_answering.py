"""An image has one answer: alone and among others, from pixels and from ink, from the start and from a later layer."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.arrays import from_bytes
from digitscope.engine.activations import ACTIVATIONS
from digitscope.engine.answering import answered, outputs, passed
from digitscope.engine.choice import Engine, engines
from digitscope.engine.images import Images
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Network
from digitscope.errors import NotFiniteError, PixelRangeWarning, ShapeError

RNG = np.random.default_rng(9)
LEVELS = (RNG.integers(1, 256, (75, 784)) * (RNG.random((75, 784)) < 0.2)).astype(np.uint8)
PIXELS = from_bytes(LEVELS)
LESSON = initialise((784, 16, 16, 10), rng=7)
HERE = pytest.mark.parametrize("engine", engines(), ids=str)


@HERE
@pytest.mark.parametrize("hidden", sorted(set(ACTIVATIONS) - {"softmax"}))
@pytest.mark.parametrize("output", ACTIVATIONS)
def test_all_numbers_are_those_of_float64(engine: Engine, hidden: str, output: str) -> None:
    for widths in ((784, 10), (784, 33, 7, 10), (784, 64, 64, 3), (784, 70, 10)):
        network = initialise(widths, hidden, output_activation=output, rng=1)
        exact = network.astype(np.float64).trace(LEVELS / 255)
        z, a = passed(network, PIXELS, engine=engine)
        for found, wanted in zip((*z, *a), (*exact.pre_activations, *exact.activations), strict=True):
            assert found.dtype == np.float32
            np.testing.assert_allclose(found, wanted, rtol=0, atol=2e-6 * max(1, np.abs(wanted).max()))


@HERE
def test_every_way_to_an_answer_gives_the_same_bits(engine: Engine) -> None:
    (*_, z), (first, second, a) = passed(LESSON, PIXELS, engine=engine)
    assert (outputs(LESSON, Images(LEVELS), engine=engine) == z).all()
    assert (outputs(LESSON, PIXELS, engine=engine) == z).all()
    assert (outputs(LESSON, LEVELS, engine=engine) == z).all()
    for count in (1, 2, 3, 5, 63, 65):
        assert (passed(LESSON, PIXELS[:count], engine=engine)[0][-1] == z[:count]).all()
    assert (passed(LESSON, first, first=1, engine=engine)[1][-1] == a).all()
    assert (passed(LESSON, second, first=2, engine=engine)[1][0] == a).all()


def test_one_image_many_images_and_their_trace_are_one() -> None:
    every = LESSON(PIXELS)
    assert (every == LESSON.trace(PIXELS).output).all()
    assert (LESSON(PIXELS[3]) == every[3]).all()
    assert (LESSON(PIXELS[3].reshape(28, 28)) == every[3]).all()
    assert (LESSON(PIXELS[3].astype(np.float64)) == every[3]).all()
    assert (LESSON(PIXELS[3].tolist()) == every[3]).all()
    assert (LESSON(np.asfortranarray(PIXELS)) == every).all()
    assert (LESSON(PIXELS[::-1]) == every[::-1]).all()
    assert not every.flags.writeable
    assert LESSON(PIXELS[:0]).shape == (0, 10)
    assert outputs(LESSON, Images(LEVELS[:0])).shape == (0, 10)


@given(st.integers(1, 40), st.integers(0, 2**32), st.sampled_from([0.0, 0.1, 1.0]))
def test_ink_is_the_images_whatever_their_size(inputs: int, seed: int, density: float) -> None:
    rng = np.random.default_rng(seed)
    levels = (rng.integers(0, 256, (9, inputs)) * (rng.random((9, inputs)) < density)).astype(np.uint8)
    network = initialise((inputs, 5, 3), "tanh", rng=rng)
    for engine in engines():
        from_ink = outputs(network, Images(levels), engine=engine)
        assert (from_ink == outputs(network, from_bytes(levels), engine=engine)).all()
        assert (from_ink == outputs(network, levels, engine=engine)).all()
    ink = Images(levels).ink
    if ink is None:
        return
    again = np.zeros_like(levels)
    for image, (begin, end) in enumerate(zip(ink.starts, ink.starts[1:], strict=False)):
        assert begin % 4 == 0
        np.maximum.at(again[image], ink.places[begin:end], ink.levels[begin:end])
    assert (again == levels).all()


@pytest.mark.parametrize("place", [0, 5, 783])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_pixel_that_is_no_number_is_refused(place: int, bad: float) -> None:
    for image in (PIXELS[:9].copy(), PIXELS[0].copy()):
        image[..., place] = bad
        with pytest.raises(NotFiniteError, match=f"{bad}"):
            LESSON(image)


def test_pixels_that_look_like_bytes_are_told_and_negative_ones_are_taken() -> None:
    with pytest.warns(PixelRangeWarning, match="divide by 255"):
        bright = LESSON(LEVELS[0].astype(np.float32))
    assert (bright != LESSON(PIXELS[0])).any()
    assert np.isfinite(LESSON(-5 * PIXELS[0])).all()


@pytest.mark.parametrize("shape", [(783,), (2, 785), (2, 3, 784), (), (28, 27)])
def test_another_shape_is_refused_as_ever(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match="pixels must be"):
        LESSON(np.zeros(shape, np.float32))
    assert answered(LESSON, np.zeros(shape, np.float32)) is None


def test_images_must_be_bytes_in_rows() -> None:
    for wrong in (np.zeros((2, 784)), np.zeros(784, np.uint8), [[0, 1]]):
        with pytest.raises(ShapeError, match="of uint8"):
            Images(wrong)  # type: ignore[arg-type]  # what a user may give
    own = LEVELS.copy()
    kept = Images(own)
    own[:] = 9
    assert (kept.levels == LEVELS).all()


def test_a_later_layer_takes_as_many_as_it_has_inputs() -> None:
    for engine in engines():
        with pytest.raises(ShapeError, match=r"layer 1 takes \(n, 16\); got \(2, 15\)"):
            passed(LESSON, np.zeros((2, 15), np.float32), first=1, engine=engine)


@pytest.mark.parametrize("shape", [(784,), (2, 0, 784), (2, 3, 784), (2, 783), ()])
@pytest.mark.parametrize("engine", engines(), ids=str)
def test_outputs_take_many_images_and_nothing_else(engine: Engine, shape: tuple[int, ...]) -> None:
    for ask in (outputs, passed):
        with pytest.raises(ShapeError):
            ask(LESSON, np.zeros(shape, np.float32), engine=engine)
    with pytest.raises(ShapeError):
        outputs(LESSON, np.zeros(shape, np.uint8), engine=engine)
    for first in (-1, 3):
        with pytest.raises(ShapeError):
            passed(LESSON, np.zeros((1, 16), np.float32), first=first, engine=engine)


def test_outputs_of_what_is_no_number_are_refused() -> None:
    bad = PIXELS[:5].copy()
    bad[4, 700] = np.inf
    for engine in engines()[:-1]:
        with pytest.raises(NotFiniteError, match="pixels must be finite"):
            outputs(LESSON, bad, engine=engine)


def test_arrays_of_every_make_give_the_same_answer() -> None:
    shifted = np.frombuffer(b"x" + PIXELS[:9].tobytes(), np.uint8)[1:].view(np.float32).reshape(9, 784)
    assert not shifted.flags.aligned
    assert (LESSON(shifted) == LESSON(PIXELS[:9])).all()
    assert (passed(LESSON, shifted)[1][-1] == LESSON(PIXELS[:9])).all()
    single = np.ma.masked_array(PIXELS[0].reshape(28, 28))
    assert (np.asarray(LESSON(single)) == LESSON(PIXELS[0])).all()


def test_a_network_that_was_asked_is_the_value_that_it_was() -> None:
    network = initialise((784, 5), rng=0)
    before, fields = repr(network), asdict(network)
    network(PIXELS)
    assert repr(network) == before
    assert asdict(network).keys() == fields.keys() == {"layers"}
    assert replace(network) == network
    images = pickle.loads(pickle.dumps(Images(LEVELS)))
    assert not images.levels.flags.writeable
    assert images.ink is None or not images.ink.starts.flags.writeable
    assert (outputs(LESSON, copy.deepcopy(images)) == outputs(LESSON, Images(LEVELS))).all()


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))])
def test_a_copy_answers_by_itself_and_nothing_else_comes_along(again: Any) -> None:
    LESSON(PIXELS[0])
    other: Network = again(LESSON)
    assert other == LESSON
    assert (other(PIXELS) == LESSON(PIXELS)).all()
    assert not other.layers[0].weights.flags.writeable
    assert len(pickle.dumps(LESSON)) < 60_000


def test_saturated_networks_answer_in_numbers() -> None:
    for output in ("sigmoid", "softmax", "tanh"):
        steep = initialise((784, 16, 10), output_activation=output, rng=1)
        steep = steep.with_parameters(steep.parameters() * np.float32(1e6))
        for engine in engines():
            _, (*_, a) = passed(steep, PIXELS, engine=engine)
            assert np.isfinite(a).all()
            assert np.abs(a).max() <= 1
