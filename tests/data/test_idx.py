"""The IDX reader survives every hostile file."""

from __future__ import annotations

import gzip
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digitscope.data.idx import read_idx, unpacked
from digitscope.errors import DatasetError


def _idx(*sizes: int, body: bytes | None = None, kind: int = 8) -> bytes:
    content = bytes([0, 0, kind, len(sizes)]) + b"".join(struct.pack(">I", size) for size in sizes)
    return content + (bytes(int(np.prod(sizes))) if body is None else body)


def test_images_come_out_in_their_shape_read_only() -> None:
    images = read_idx(_idx(2, 3, 4, body=bytes(range(24))), dimensions=3)
    assert images.shape == (2, 3, 4)
    assert images[1, 2, 3] == 23
    assert not images.flags.writeable


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "an empty file"),
        (b"\x89PNG\r\n", "two zero bytes at offset 0"),
        (_idx(2, 3, 4, kind=0x0D), "type 0x08 at offset 2; got type 0x0d"),
        (_idx(2), "3 dimensions at offset 3, as images have; got 1"),
        (_idx(2, 3, 4)[:11], "3 sizes at offset 4; got an end at offset 11"),
        (_idx(0, 28, 28), "at least one item"),
        (_idx(5, 0, 28), "at least one item"),
        (_idx(2, 3, 4, body=bytes(23)), "24 bytes after offset 16, .*; got 23"),
        (_idx(2, 3, 4, body=bytes(25)), "24 bytes after offset 16, .*; got 25"),
        (_idx(2**32 - 1, 2**32 - 1, 2**32 - 1, body=bytes(9)), "got 9"),
        (_idx(60_000, 28, 28, body=b""), "47,040,000 bytes after offset 16, .*; got 0"),
    ],
)
def test_c41_a_file_that_is_not_what_it_says_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(DatasetError, match=reason) as caught:
        read_idx(content, dimensions=3, name="the images")
    assert caught.value.code == "DATASET_INVALID"


def test_c43_a_label_file_given_as_images_is_named() -> None:
    with pytest.raises(DatasetError, match="1 dimensions at offset 3, as labels have; got 3"):
        read_idx(_idx(2, 3, 4), dimensions=1)


def test_c42_a_gzip_bomb_stops_at_the_limit() -> None:
    bomb = gzip.compress(bytes(20_000_000))
    with pytest.raises(DatasetError, match="at most 1,000,000 bytes") as caught:
        unpacked(bomb, limit=1_000_000)
    assert caught.value.code == "DATASET_TOO_LARGE"
    assert len(unpacked(bomb, limit=20_000_000)) == 20_000_000


def test_c42_a_damaged_gzip_file_is_refused() -> None:
    whole = gzip.compress(_idx(2, 3, 4))
    wrong_sum = whole[:-8] + bytes([whole[-8] ^ 1]) + whole[-7:]
    for damaged in (whole[:-1], whole[:-9], whole[:11], wrong_sum, whole + b"x", whole + whole, b"\x1f\x8b"):
        with pytest.raises(DatasetError):
            read_idx(damaged, dimensions=3)


@given(st.binary(max_size=300))
@example(_idx(1, 1, 1))
@example(gzip.compress(b""))
@example(b"\x1f\x8b\x08\x00" + zlib.compress(b"x"))
def test_c41_whatever_comes_only_our_error_goes(content: bytes) -> None:
    with suppress(DatasetError):
        assert read_idx(content, dimensions=3).ndim == 3


@given(st.integers(0, 400), st.integers(1, 255), st.booleans())
def test_c42_one_changed_byte_is_noticed_or_harmless(place: int, change: int, packed: bool) -> None:
    plain = _idx(2, 10, 20, body=np.random.default_rng(0).bytes(400))
    content = bytearray(gzip.compress(plain, mtime=0) if packed else plain)
    content[place % len(content)] ^= change
    try:
        read = read_idx(bytes(content), dimensions=3)
    except DatasetError:
        return
    assert read.size == 400
