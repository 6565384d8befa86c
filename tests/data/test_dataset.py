"""Known digits, whole, in two parts that never mix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.data import mnist as mnist_module
from digitscope.data.dataset import Dataset, split
from digitscope.data.idx import unpacked
from digitscope.data.mnist import mnist
from digitscope.errors import DatasetError


def test_mnist_is_there_whole(mnist_training: Dataset, mnist_test: Dataset) -> None:
    assert (len(mnist_training), len(mnist_test)) == (60_000, 10_000)
    assert mnist_test.labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(mnist_test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist_training.pixels(slice(3)).max() == 1
    assert not mnist_training.images.flags.writeable


def test_c44_one_flipped_byte_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def flipped(content: bytes, *, name: str) -> bytes:
        body = bytearray(unpacked(content, name=name))
        body[100] ^= 1
        return bytes(body)

    monkeypatch.setattr(mnist_module, "unpacked", flipped)
    with pytest.raises(DatasetError, match="must have the checksum 0fa7898d5092") as caught:
        mnist("test")
    assert caught.value.code == "DATASET_CHECKSUM"


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(DatasetError, match='ask for "training" or "test"'):
        mnist("validation")  # type: ignore[arg-type]  # what a user may type


def test_the_split_is_a_partition_and_the_same_every_time(mnist_training: Dataset) -> None:
    training, held = split(mnist_training, validation=10_000)
    assert (len(training), len(held)) == (50_000, 10_000)
    assert np.bincount(held.labels).min() > 850
    again = split(mnist_training, validation=10_000)[1]
    assert again.sha256() == held.sha256()
    together = np.concatenate([training.images, held.images])
    assert np.array_equal(np.bincount(together.ravel()), np.bincount(mnist_training.images.ravel()))


@given(st.integers(2, 60), st.data())
def test_any_split_is_a_partition(count: int, data: st.DataObject) -> None:
    validation = data.draw(st.integers(1, count - 1))
    numbered = Dataset(np.arange(count, dtype=np.uint8)[:, None], np.zeros(count, int), name="numbered")
    parts = split(numbered, validation=validation, seed=data.draw(st.integers(0, 99)))
    assert [len(part) for part in parts] == [count - validation, validation]
    assert sorted(np.concatenate([part.images.ravel() for part in parts]).tolist()) == list(range(count))


@pytest.mark.parametrize(
    ("images", "labels", "reason"),
    [
        (np.zeros((2, 4), np.uint8), [1, 2, 3], "as many; got 2 and 3"),
        (np.zeros((2, 4), np.uint8), [1, 10], "0 to 9; got 10 at index 1"),
        (np.zeros((2, 4), np.uint8), [1, -1], "got -1 at index 1"),
        (np.zeros((2, 4), np.uint8), [1, 0.5], "got 0.5 at index 1"),
        (np.zeros((2, 4), np.uint8), [1, np.nan], "got nan at index 1"),
        (np.zeros((2, 4)), [1, 1], "of uint8"),
        (np.zeros((0, 4), np.uint8), [], "n at least 1"),
        (np.zeros(4, np.uint8), [1, 1, 1, 1], "got \\(4,\\) of uint8"),
    ],
)
def test_c43_images_and_labels_that_do_not_fit_are_refused(images: object, labels: object, reason: str) -> None:
    with pytest.raises(DatasetError, match=reason):
        Dataset(images, labels, name="odd")  # type: ignore[arg-type]  # what a user may give


@pytest.mark.parametrize("validation", [0, 3, -1, 4])
def test_a_split_that_leaves_nothing_is_refused(validation: int) -> None:
    with pytest.raises(DatasetError, match="leave some of the 3 images"):
        split(Dataset(np.zeros((3, 4), np.uint8), np.zeros(3, int), name="three"), validation=validation)


def test_a_data_set_keeps_its_own_copy() -> None:
    images = np.zeros((2, 4), np.uint8)
    kept = Dataset(images, np.array([0, 1]), name="two")
    view = images.view()
    view.setflags(write=False)
    looked = Dataset(view, np.array([0, 1]), name="two")
    images[:] = 9
    assert not kept.images.any()
    assert not looked.images.any()
