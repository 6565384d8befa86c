"""The IDX format of MNIST: in go the bytes of a file, gzipped or not, out comes a uint8 array or a clear refusal.

Nothing is believed: sizes come from the bytes that are there, never from what a header claims.
Source: Y. LeCun, "The MNIST database", file formats.
"""

from __future__ import annotations

import zlib
from math import prod
from typing import Final

import numpy as np

from digitscope.arrays import Bytes, frozen
from digitscope.errors import DatasetError

UNPACKED_LIMIT: Final = 256 * 2**20
GZIP_MAGIC: Final = b"\x1f\x8b"
UINT8: Final = 0x08


def read_idx(content: bytes, *, dimensions: int, name: str = "the file", limit: int = UNPACKED_LIMIT) -> Bytes:
    """The array that an IDX file of bytes holds, read-only, `dimensions` of them (3 for images, 1 for labels).

    Raises DatasetError with the offset and the reason (code DATASET_INVALID; DATASET_TOO_LARGE beyond `limit` bytes).
    >>> read_idx(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 4]), dimensions=1)
    array([7, 4], dtype=uint8)
    """
    body = unpacked(content, name=name, limit=limit) if content.startswith(GZIP_MAGIC) else content
    header = 4 + 4 * dimensions
    if len(body) < 4 or body[:2] != b"\0\0":
        raise _refused(name, "two zero bytes at offset 0", body[:4].hex(" ") or "an empty file")
    if body[2] != UINT8:
        raise _refused(name, "unsigned bytes, type 0x08 at offset 2", f"type 0x{body[2]:02x}")
    if body[3] != dimensions:
        what = "images" if dimensions == 3 else "labels"
        raise _refused(name, f"{dimensions} dimensions at offset 3, as {what} have", str(body[3]))
    if len(body) < header:
        raise _refused(name, f"{dimensions} sizes at offset 4", f"an end at offset {len(body)}")
    shape = tuple(int.from_bytes(body[start : start + 4], "big") for start in range(4, header, 4))
    if 0 in shape:
        raise _refused(name, "at least one item of at least one byte", f"sizes {shape}")
    if len(body) - header != prod(shape):
        raise _refused(
            name, f"{prod(shape):,} bytes after offset {header}, for sizes {shape}", f"{len(body) - header:,}"
        )
    return frozen(np.frombuffer(body, np.uint8, offset=header).reshape(shape))


def unpacked(content: bytes, *, name: str = "the file", limit: int = UNPACKED_LIMIT) -> bytes:
    """What a gzip file holds: one member, whole, its checksum right, no more than `limit` bytes.

    Raises DatasetError.
    >>> import gzip
    >>> unpacked(gzip.compress(b"seven"))
    b'seven'
    """
    stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        body = stream.decompress(content, limit + 1)
    except zlib.error as error:
        raise _refused(name, "a sound gzip file", str(error)) from None
    if len(body) > limit:
        raise DatasetError(
            f"{name} must unpack to at most {limit:,} bytes",
            came="more",
            hint="is it a data set? split it if so",
            code="DATASET_TOO_LARGE",
        )
    if not stream.eof:
        raise _refused(name, "a whole gzip file", f"an end after {len(content):,} bytes")
    if stream.unused_data:
        raise _refused(name, "one gzip member", f"{len(stream.unused_data):,} more bytes after it")
    return body


def _refused(name: str, wanted: str, came: str) -> DatasetError:
    return DatasetError(f"{name} must be an IDX file with {wanted}", came=came, hint="fetch or copy the file again")
