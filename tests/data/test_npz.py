"""Arrays of NumPy's own files: taken by name, exactly as long as they say, never unpickled."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscope.data.npz import has_arrays, read_npz
from digitscope.errors import DatasetError

IMAGES, LABELS = np.arange(24, dtype=np.uint8).reshape(2, 3, 4), np.array([7, 1])


def npz(**arrays: Any) -> bytes:
    np.savez(made := io.BytesIO(), **arrays)
    return made.getvalue()


def zipped(*entries: tuple[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    with zipfile.ZipFile(made := io.BytesIO(), "w", how) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return made.getvalue()


def npy(head: str, body: bytes = b"", *, length: int | None = None) -> bytes:
    text = head.encode()
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text) if length is None else length) + text + body


def head(descr: str, shape: str) -> str:
    return f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n"


def refusal(content: bytes, **how: Any) -> DatasetError:
    with pytest.raises(DatasetError) as caught:
        read_npz(content, part="training", **how)
    return caught.value


@pytest.mark.parametrize("dtype", ["u1", "<i2", ">i4", "<f2", "<f8", ">f4", "?"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_any_plain_array_comes_out_as_it_went_in(dtype: str, order: Any) -> None:
    images = np.asarray(IMAGES, dtype, order=order)
    raw = read_npz(npz(images=images, labels=np.array(["ä", "b"])), part="test")
    assert raw is not None
    np.testing.assert_array_equal(raw.images, images)
    assert raw.labels.tolist() == ["ä", "b"]
    assert not raw.images.flags.writeable


@pytest.mark.parametrize("names", [("images", "labels"), ("x", "y"), ("X", "y"), ("data", "target")])
def test_a_pair_of_any_usual_name_is_taken_by_both_walks(names: tuple[str, str]) -> None:
    content = npz(**dict(zip(names, (IMAGES, LABELS), strict=True)), other=np.zeros(3))
    for part in ("training", "test"):
        raw = read_npz(content, part=part)
        assert raw is not None
        assert raw.labels.tolist() == [7, 1]


def test_each_walk_takes_its_own_part() -> None:
    content = npz(x_train=IMAGES, y_train=LABELS, x_test=IMAGES[:1], y_test=LABELS[1:])
    training, test = (read_npz(content, part=part) for part in ("training", "test"))
    assert training is not None
    assert test is not None
    assert (len(training.images), len(test.images)) == (2, 1)
    alone = npz(x_train=IMAGES, y_train=LABELS)
    assert read_npz(alone, part="test") is None
    assert (has_arrays(alone, "training"), has_arrays(alone, "test")) == (True, False)


def test_c46_objects_are_never_unpickled() -> None:
    class Deadly:
        def __reduce__(self) -> tuple[Any, ...]:
            return pytest.fail, ("it was unpickled",)

    content = npz(images=IMAGES, labels=np.array([Deadly(), 1], object))
    assert "nothing is ever unpickled" in str(refusal(content))


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (npy(head("|u1", "(300000000, 784)"), bytes(9)), "235,200,000,000 bytes"),
        (npy(head("<f8", "(999999999999, 999999999999)")), "bytes, for"),
        (npy(head("|u1", "(9999999999999,)")), "1 to 4 sizes above 0"),
        (npy(head("|u1", "(-1, 784)"), bytes(784)), "1 to 4 sizes above 0"),
        (npy(head("|u1", "(0, 784)")), "1 to 4 sizes above 0"),
        (npy(head("|u1", "()"), bytes(1)), "1 to 4 sizes above 0"),
        (npy(head("|u1", "(1, 1, 1, 1, 1)"), bytes(1)), "1 to 4 sizes above 0"),
        (npy(head("|u1", "(2, 4)"), bytes(7)), "8 bytes, for (2, 4) of uint8; got 7"),
        (npy(head("|u1", "(2, 4)"), bytes(9)), "got 9"),
        (npy(head("|O", "(2, 4)"), bytes(64)), "numbers or texts; got |O"),
        (npy(head("<c16", "(2, 4)"), bytes(128)), "numbers or texts"),
        (npy(head("|V8", "(2, 4)"), bytes(64)), "numbers or texts"),
        (npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }"), "objects or fields"),
        (npy("{'descr': __import__('os').abort(), 'shape': (2,)}"), "numbers or texts"),
        (npy(head("|u1", "(1, 4)"), bytes(4), length=65_000), "a head of at most 4,096 bytes; got 65,000"),
        (npy(head("|u1", "(1, 4)") + " " * 5_000, bytes(4)), "a head of at most 4,096 bytes"),
        (b"\x93NUMPY\x09\0" + bytes(90), "an array of NumPy"),
        (b"", "an array of NumPy; got nothing"),
        (npy(head("<U3", "(2, 4)"), bytes(96)), "numbers for pixels; got texts"),
    ],
)
def test_c46_a_forged_array_is_refused_by_its_head(array: bytes, reason: str) -> None:
    refused = refusal(zipped(("images.npy", array), ("labels.npy", npy(head("|u1", "(2,)"), b"\1\2"))))
    assert reason in str(refused)
    assert refused.code == "DATASET_INVALID"


@pytest.mark.parametrize(
    "name", ["../images.npy", "/images.npy", "a/images.npy", "a\\images.npy", "C:images.npy", "images.txt", "in.zip"]
)
def test_c45_an_archive_of_anything_else_is_refused(name: str) -> None:
    assert "unpacks no other archive" in str(refusal(zipped((name, b"x"), ("labels.npy", b"x"))))


def test_c45_many_entries_the_same_twice_and_lists_that_lie_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped(("images.npy", b"1"), ("images.npy", b"2"))
    assert "images.npy twice" in str(refusal(twice))
    many = zipped(*((f"{number}.npy", b"") for number in range(2_000)))
    assert "a list of at most 65,536 bytes" in str(refusal(many))
    whole = npz(images=IMAGES, labels=LABELS)
    beyond = whole[:-22] + b"PK\6\7" + bytes(16) + whole[-22:]
    assert "more than 4 GB" in str(refusal(beyond))
    for damaged in (whole[:-1], whole[: len(whole) // 2], whole + b"x", whole[:30], b"PK\3\4"):
        assert refusal(damaged).code == "DATASET_INVALID"


def test_c42_a_bomb_in_an_archive_stops_at_the_limit() -> None:
    np.savez_compressed(made := io.BytesIO(), images=np.zeros((2_000, 784), np.uint8), labels=np.zeros(2_000))
    assert len(made.getvalue()) < 9_000
    assert refusal(made.getvalue(), limit=1_000_000).code == "DATASET_TOO_LARGE"


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_c42_what_zipfile_unpacks_all_at_once_is_not_unpacked(how: int) -> None:
    content = zipped(("images.npy", bytes(10**6)), ("labels.npy", b""), how=how)
    assert "arrays stored or deflated; got images.npy, packed otherwise" in str(refusal(content, limit=1_000))


@settings(max_examples=60)
@given(st.integers(0, 5_000), st.integers(1, 255))
def test_c46_one_changed_byte_is_noticed_or_harmless(place: int, change: int) -> None:
    content = bytearray(npz(images=IMAGES, labels=LABELS))
    content[place % len(content)] ^= change
    with suppress(DatasetError):
        read_npz(bytes(content), part="training")
