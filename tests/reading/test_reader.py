"""Images in, digits out: one or many, the same way."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitscope.arrays import DIGITS
from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.errors import ImageError, LabelError, NotFiniteError, ShapeError
from digitscope.networks.catalogue import find
from digitscope.reading.reader import Reader, read
from digitscope.reading.sheet import Sheet
from digitscope.reading.sources import Source


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.of(find("plain"))


def test_a_path_bytes_an_array_and_a_pillow_image_are_read_the_same(
    reader: Reader, mnist_test: Dataset, tmp_path: Path
) -> None:
    grey = mnist_test.images[0].reshape(28, 28)
    file = tmp_path / "seven.png"
    Image.fromarray(grey).save(file)
    for image in (file, str(file), file.read_bytes(), grey, grey / 255, Image.fromarray(grey)):
        (reading,) = reader.read(image).readings
        assert reading.digit == 7
        assert reading.confidence == reader.read(file).readings[0].confidence
        assert reading.probabilities is not None
        assert reading.probabilities.sum() == pytest.approx(1)
        assert reading.probabilities[reading.digit] == reading.confidence
    assert read(file).digits == (7,)


def test_l144_alone_or_among_many_it_gets_the_same_bits(reader: Reader, mnist_test: Dataset, tmp_path: Path) -> None:
    paths = []
    for number, image in enumerate(mnist_test.images[:150].reshape(-1, 28, 28)):
        paths.append(str(tmp_path / f"{number}.png"))
        Image.fromarray(image).save(paths[-1])
    together = list(reader.read_many(Source(path) for path in paths))
    for path, sheet in zip(paths, together, strict=True):
        alone = reader.read(path)
        assert alone.digits == sheet.digits
        assert np.array_equal(np.array(alone.readings[0].probabilities), np.array(sheet.readings[0].probabilities))


def test_what_cannot_be_read_says_so_in_its_place_and_stops_nothing(reader: Reader, mnist_test: Dataset) -> None:
    grey = mnist_test.images[2].reshape(28, 28)
    Image.fromarray(grey).save(file := BytesIO(), "PNG")
    good, bad = Source("good", file.getvalue()), Source("bad", b"GIF89a")
    sheets = list(reader.read_many([bad, good, bad] * 40))
    assert [sheet.digits for sheet in sheets] == [(), (1,), ()] * 40
    assert {sheet.error.code for sheet in sheets if sheet.error} == {"IMAGE_UNREADABLE"}
    with pytest.raises(ImageError):
        reader.read(b"GIF89a")


@pytest.mark.parametrize("shade", [0.0, 0.4, 1.0])
def test_a13_an_image_without_ink_answers_none(reader: Reader, shade: float) -> None:
    (reading,) = reader.read(np.full((50, 40), shade)).readings
    assert (reading.digit, reading.confidence, reading.reason, reading.box) == (None, 0.0, "BLANK", None)


def test_a14_nan_is_named(reader: Reader) -> None:
    with pytest.raises(NotFiniteError, match=r"nan at index \(3, 4\)"):
        reader.read(np.where(np.arange(50).reshape(5, 10) == 34, np.nan, 0.5))


def test_b31_a_network_whose_numbers_overflow_answers_none(mnist_test: Dataset) -> None:
    layer = Layer(np.full((10, 784), 1e38, np.float32), np.zeros(10), "identity")
    (reading,) = Reader(Network((layer,))).read(mnist_test.images[0].reshape(28, 28)).readings
    assert (reading.digit, reading.reason) == (None, "OVERFLOW")
    assert json.dumps(Sheet("x", (reading,)).to_mapping(), allow_nan=False)


def test_confidence_is_softmax_over_temperature_and_changes_no_answer(reader: Reader, mnist_test: Dataset) -> None:
    grey = mnist_test.images[8].reshape(28, 28)
    sharp, soft = (Reader(reader.network, temperature).read(grey).readings[0] for temperature in (0.5, 5.0))
    assert sharp.digit == soft.digit
    assert sharp.runner_up == soft.runner_up
    assert sharp.confidence > soft.confidence > 0.1
    assert sharp.runner_up_confidence <= sharp.confidence


@pytest.mark.parametrize("widths", [(784, 9), (784, 12), (100, 10)])
def test_a_network_that_does_not_read_digits_is_refused(widths: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match="from 784 pixels to 10 digits"):
        Reader(initialise(widths, rng=np.random.default_rng(0)))


def test_a_network_of_other_labels_answers_with_their_names(mnist_test: Dataset) -> None:
    grey = mnist_test.images[0].reshape(28, 28)
    plain = find("plain")
    names = ("zero", "1", "two", "3", "four", "five", "six", "seven", "eight", "9")
    own, usual = (Reader(plain.network, labels=labels).read(grey) for labels in (names, DIGITS))
    assert (usual.digits, usual.labels) == ((7,), ("7",))
    assert (own.digits, own.labels) == ((None,), ("seven",))
    assert own.readings[0].runner_up_label == names[int(str(usual.readings[0].runner_up))]
    assert own.readings[0].confidence == usual.readings[0].confidence
    with pytest.raises(LabelError):
        Reader(plain.network, labels=names[1:])
