"""Data of one's own, from whatever it lies in."""

from __future__ import annotations

import gzip
import os
import re
import struct
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitscope.data import loading
from digitscope.data.dataset import Dataset
from digitscope.data.known import check_known
from digitscope.data.loading import load_data, other_part
from digitscope.errors import DatasetError
from digitscope.ink.normalise import prepare
from digitscope.networks.catalogue import find

PAPER = np.full((40, 30), 240, np.uint8)


def idx(array: np.ndarray[Any, Any]) -> bytes:
    sizes = b"".join(struct.pack(">I", size) for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()


def write_pair(folder: Path, stem: str, images: np.ndarray[Any, Any], labels: Any, *, packed: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    ending, press = (".gz", gzip.compress) if packed else ("", bytes)
    path = folder / f"{stem}-images-idx3-ubyte{ending}"
    path.write_bytes(press(idx(images)))
    (folder / f"{stem}-labels-idx1-ubyte{ending}").write_bytes(press(idx(np.asarray(labels))))
    return path


def stroke(path: Path, width: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = PAPER.copy()
    image[8:30, 10 : 10 + width] = 20
    Image.fromarray(image).save(path)


def refusal(path: Any, **how: Any) -> DatasetError:
    with pytest.raises(DatasetError) as caught:
        load_data(path, **how)
    return caught.value


def test_a_folder_for_each_label_is_prepared_as_read_prepares(tmp_path: Path) -> None:
    for name in ("b/2.png", "b/10.png", "a/deep/er/1.png", "a/.hidden.png", ".git/x.png"):
        stroke(tmp_path / name, 3 + len(name))
    (tmp_path / "a" / "notes.txt").touch()
    dataset = load_data(tmp_path)
    assert dataset.names == ("a", "b")
    assert dataset.labels.tolist() == [0, 1, 1]
    assert (dataset.name, dataset.notices) == (tmp_path.name, ())
    for image, name in zip(dataset.images, ("a/deep/er/1.png", "b/2.png", "b/10.png"), strict=True):
        np.testing.assert_array_equal(image, prepare(tmp_path / name).levels.ravel())


def test_what_cannot_be_read_or_is_blank_is_counted_and_named(tmp_path: Path) -> None:
    stroke(tmp_path / "a" / "1.png", 4)
    Image.fromarray(PAPER).save(tmp_path / "a" / "paper.png")
    (tmp_path / "a" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    stroke(tmp_path / "beside.png", 4)
    (tmp_path / "empty").mkdir()
    dataset = load_data(tmp_path)
    assert (len(dataset), dataset.names) == (1, ("a",))
    assert dataset.notices == (
        "SKIPPED 1 blank image: paper.png",
        "SKIPPED 3 images that could not be read: beside.png, broken.png, empty",
    )
    (tmp_path / "a" / "1.png").unlink()
    assert "got 1 blank and 3 that could not be read" in str(refusal(tmp_path))


def test_folders_called_train_and_test_are_parts_and_no_labels(tmp_path: Path) -> None:
    for name, width in (("train/a/1.png", 3), ("train/b/1.png", 9), ("test/a/1.png", 5), ("test/a/2.png", 6)):
        stroke(tmp_path / name, width)
    training, test = load_data(tmp_path), load_data(tmp_path, part="test")
    assert (training.names, len(training), test.names, len(test)) == (("a", "b"), 2, ("a",), 2)
    assert other_part(tmp_path, "training") == "test"
    (tmp_path / "c").mkdir()
    assert load_data(tmp_path).names == ("test", "train"), "beside another folder they are labels as any"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ([], "a sub-folder of images for each label; got no sub-folder"),
        (["1.png"], "no sub-folder"),
        (["test/a/1.png"], "one folder for the training part; got test"),
        (["train/1.png"], "got no sub-folder"),
    ],
)
def test_a_folder_without_labels_is_refused(tmp_path: Path, names: list[str], reason: str) -> None:
    for name in names:
        stroke(tmp_path / name, 4)
    assert reason in str(refusal(tmp_path))


def test_a_label_that_would_command_the_terminal_is_refused(tmp_path: Path) -> None:
    stroke(tmp_path / "a\x1b[31m" / "1.png", 4)
    assert "\x1b" not in str(refusal(tmp_path))


@pytest.mark.parametrize("packed", [False, True])
def test_idx_files_are_found_by_their_usual_names(tmp_path: Path, packed: bool) -> None:
    images = np.arange(24).reshape(2, 3, 4)
    file = write_pair(tmp_path / "set", "train", images, [3, 5], packed=packed)
    write_pair(tmp_path / "set", "t10k", images[:1], [5], packed=packed)
    for dataset in (load_data(tmp_path / "set"), load_data(file)):
        assert (dataset.names, dataset.labels.tolist()) == (("3", "5"), [0, 1])
        np.testing.assert_array_equal(dataset.images, images.reshape(2, 12))
    assert len(load_data(tmp_path / "set", part="test")) == 1
    assert other_part(tmp_path / "set", "test") == "training"


def test_idx_files_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    file = write_pair(tmp_path / "set", "train", np.zeros((2, 3, 4)), [3, 5, 7])
    assert "as many; got 2 and 3" in str(refusal(file))
    assert "must have a test part" in str(refusal(tmp_path / "set", part="test"))
    write_pair(tmp_path / "set", "emnist-train", np.zeros((1, 3, 4)), [3])
    assert "must hold one set of IDX files" in str(refusal(tmp_path / "set"))
    (tmp_path / "set" / "train-labels-idx1-ubyte").unlink()
    assert refusal(file).code == "NOT_FOUND"
    assert "as images have; got 1" in str(refusal(tmp_path / "set" / "emnist-train-labels-idx1-ubyte"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "got an empty first line"),
        (b"\x80\x04\x95pickle.", "nothing is ever unpickled"),
        (b"\x89HDF\r\n", "got HDF5"),
        (b"\x93NUMPY\1\0", "a single array of NumPy"),
        (b"\x89PNG\r\n\x1a\n", "got an image"),
        (b"a" * 257 + b"ustar" + bytes(300), "got an archive"),
        (b"\x1f\x8b" + bytes(9), "a sound gzip file"),
        (gzip.compress(b"7,1\n", mtime=0)[:-3], "a whole gzip file"),
    ],
)
def test_c45_what_is_no_data_set_is_refused_by_its_first_bytes(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "data.npz").write_bytes(content)
    assert reason in str(refusal(tmp_path / "data.npz"))


def test_paths_that_are_none_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone").code == "NOT_FOUND"
    assert refusal("a\0b").code == "NOT_A_FILE"
    assert refusal("/dev/null").code == "NOT_A_FILE"
    assert "too long" in str(refusal("x" * 300)).lower()


def test_a_folder_that_cannot_be_listed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stroke(tmp_path / "train" / "a" / "1.png", 4)
    whole = os.listdir

    def listdir(path: Path) -> list[str]:
        if path == locked:
            raise PermissionError(13, "Permission denied", path)
        return whole(path)

    monkeypatch.setattr(os, "listdir", listdir)
    for locked in (tmp_path, tmp_path / "train"):
        refused = refusal(tmp_path)
        assert refused.code == "NOT_READABLE"
        assert f"{locked.name} must be a folder that can be listed; got Permission denied" in str(refused)


def test_a_folder_is_called_by_its_name_however_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert str(refusal(".")).startswith(f"{tmp_path.name} must have a sub-folder")


def test_a_label_of_very_many_digits_is_refused_as_any_that_is_too_long(tmp_path: Path) -> None:
    np.savez(tmp_path / "long.npz", images=np.zeros((2, 4)), labels=np.array(["1" * 5_000, "a"]))
    assert "1 to 40 printable letters" in str(refusal(tmp_path / "long.npz"))


@pytest.mark.parametrize(
    ("images", "labels", "reason"),
    [
        (np.zeros((2, 3, 3, 3)), [0, 1], "images must be grey"),
        (np.zeros(3), [0, 1, 2], "images must be grey"),
        (np.full((2, 4), np.nan), [0, 1], "got nan at pixel 0 of image 0"),
        (np.full((2, 4), -1), [0, 1], "got -1 at pixel 0 of image 0"),
        (np.full((2, 4), 256), [0, 1], "got 256 at pixel 0"),
        (np.zeros((2, 4)), [0.5, 1], "got 0.5 at index 0"),
        (np.zeros((2, 4)), [np.nan, 1], "got nan at index 0"),
        (np.zeros((2, 4)), np.eye(2), "argmax"),
        (np.zeros((2, 4)), [0, 1, 2], "as many; got 2 and 3"),
        (np.zeros((2, 4)), ["a" * 41, "b"], "1 to 40 printable letters"),
    ],
)
def test_c43_arrays_that_are_no_images_or_no_labels_are_refused(
    tmp_path: Path, images: Any, labels: Any, reason: str
) -> None:
    np.savez(tmp_path / "odd.npz", images=images, labels=labels)
    assert reason in str(refusal(tmp_path / "odd.npz"))


def test_j124_what_looks_wrong_is_said(tmp_path: Path, mnist_test: Dataset) -> None:
    some = mnist_test.take(slice(40))
    for name, images in (("faint", some.images // 16), ("dark", 255 - some.images)):
        np.savez(tmp_path / f"{name}.npz", images=images, labels=some.labels)
    assert load_data(tmp_path / "faint.npz").notices[0].startswith("FAINT the highest number is 15 ")
    assert load_data(tmp_path / "dark.npz").notices[0].startswith("DARK_ON_LIGHT ")
    prepared = load_data(tmp_path / "dark.npz", prepared=True)
    assert prepared.notices == ()
    dark = (255 - some.images[0]).reshape(28, 28)
    np.testing.assert_array_equal(prepared.images[0], prepare(dark).levels.ravel())


def test_arrays_of_any_size_are_prepared(tmp_path: Path) -> None:
    large = np.full((2, 60, 80), 250.0)
    large[0, 10:50, 30:36] = 10
    np.savez(tmp_path / "large.npz", images=large, labels=np.array(["one", "none"]))
    dataset = load_data(tmp_path / "large.npz", prepared=True)
    assert (dataset.images.shape, dataset.names) == ((1, 784), ("one",))
    assert dataset.notices == ("SKIPPED 1 blank image: image 1",)
    np.savez(tmp_path / "flat.npz", images=np.zeros((1, 12)), labels=[1])
    assert "must have rows and columns" in str(refusal(tmp_path / "flat.npz", prepared=True))
    assert "arrays; got a folder of images" in str(refusal(tmp_path, transposed=True))


def test_c44_mnist_with_one_byte_flipped_is_refused_unless_that_is_meant(
    tmp_path: Path, mnist_test: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, prepared = mnist_test.images.copy(), vars(loading)["_prepared"]
    images[77, 300] ^= 1
    np.savez(tmp_path / "mnist.npz", images=images, labels=mnist_test.labels)
    refused = refusal(tmp_path / "mnist.npz")
    assert (refused.code, "the first at index 77" in str(refused)) == ("DATASET_CHECKSUM", True)
    allowed = load_data(tmp_path / "mnist.npz", allow_modified=True)
    (notice,) = allowed.notices
    assert notice == "MODIFIED this is MNIST with 1 of its images and 0 of its labels changed, the first at index 77"
    monkeypatch.setattr(loading, "_prepared", lambda *given: islice(prepared(*given), 9))
    ready = load_data(tmp_path / "mnist.npz", allow_modified=True, prepared=True)
    assert (len(ready), ready.notices) == (9, (notice,)), "what is prepared is no less changed"
    other = Dataset(mnist_test.images[::-1], mnist_test.labels, "other")
    for untouched in (mnist_test, other):  # another set of as many images is nobody's copy
        assert check_known(untouched, allow_modified=False) is untouched


def test_c47_digits_that_lie_on_their_side_are_noticed_and_turned(tmp_path: Path, mnist_test: Dataset) -> None:
    places = [int(np.flatnonzero(mnist_test.labels == digit)[n]) for digit in range(10) for n in (0, 1, 3, 4)]
    glyphs = mnist_test.take(places)
    lying = glyphs.images.reshape(-1, 28, 28).swapaxes(1, 2)
    file = write_pair(tmp_path, "emnist-digits-test", lying, glyphs.labels)
    assert load_data(file).notices[0].startswith("TRANSPOSED ")
    upright = load_data(file, transposed=True)
    assert upright.notices == ()
    reads = find("wide").network
    upright_right, lying_right = (
        (reads(dataset.pixels()).argmax(axis=1) == glyphs.labels).reshape(10, 4).sum(axis=0)
        for dataset in (upright, load_data(file))
    )
    assert (upright_right >= 9).all(), "of each ten glyphs, one of each digit, nine are read"
    assert (lying_right < 5).all()
    strange = Dataset(np.roll(lying, 9, axis=2), glyphs.labels, "moved")
    np.savez(tmp_path / "strange.npz", images=strange.images, labels=strange.labels)
    assert load_data(tmp_path / "strange.npz").notices == ()


@pytest.mark.slow
def test_c42_a_gzip_bomb_stops_before_it_fills_the_memory(tmp_path: Path) -> None:
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(bytes(300 * 2**20), 1))
    assert refusal(tmp_path / "bomb.csv.gz").code == "DATASET_TOO_LARGE"


def test_the_python_of_the_page_on_data_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "data.md", "exec"), {})
    assert capsys.readouterr().out.startswith("('left', 'middle', 'right') (9, 9) ()\n")
