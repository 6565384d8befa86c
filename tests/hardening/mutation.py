"""Bytes made hostile: flipped, cut, spliced; chunks, fields and numbers of known formats changed where they stand.

In: a sound file (or one that was changed before) and a source of chance. Out: another one. Where a format seals its
content with checksums, they are made right again most of the time, so that what was changed gets past the first door.
"""

from __future__ import annotations

import gzip
import json
import random
import struct
import warnings
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import numpy as np

from digitscope.tensors import SIZES, pack, unpack
from digitscope.training import checkpoint
from ink.test_open import mutated as flipped
from ink.test_open import with_sums
from networks.test_damage import change, header_and_body, with_header
from networks.test_damage import mutated as mutated_network

Mutate = Callable[[bytes, Sequence[bytes], random.Random], bytes]
LARGEST = 2**20
"""Bytes of a case; what doubles must end somewhere."""
NUMBERS = (0.0, -0.0, 1.0, -1.0, 0.5, 7.0, 1e9, 2.0**53, 2.0**63, -(2.0**63), 1e300, 1e-320, np.nan, np.inf, -np.inf)


def bytes_changed(data: bytes, corpus: Sequence[bytes], chance: random.Random) -> bytes:
    """Flipped, or cut, doubled, or with a part of another one in its place."""
    if not data:
        return chance.randbytes(9)
    start, size = chance.randrange(len(data)), chance.choice((1, 4, 30, 500))
    match chance.randrange(8):
        case 0:
            return data[:start]
        case 1:
            return data[:start] + data[start : start + size] * chance.choice((2, 3, 60)) + data[start:]
        case 2 if other := chance.choice(corpus):
            from_there = chance.randrange(len(other))
            return data[:start] + other[from_there : from_there + size] + data[start + size :]
        case 3 if other := chance.choice(corpus):
            return data[:start] + other[chance.randrange(len(other)) :]
        case _:
            return flipped(data, chance)


def image_changed(data: bytes, corpus: Sequence[bytes], chance: random.Random) -> bytes:
    if data.startswith(b"\x89PNG") and chance.random() < 0.5:
        return with_sums(_chunks_changed(data, chance))
    return bytes_changed(data, corpus, chance)


def _chunks_changed(data: bytes, chance: random.Random) -> bytes:
    """A PNG with chunks twice, gone, in another order, renamed, or with another packed content."""
    chunks, position = [], 8
    while position + 12 <= len(data):
        end = position + 12 + int.from_bytes(data[position : position + 4])
        chunks.append(data[position:end])
        position = end
    index = chance.randrange(len(chunks)) if chunks else 0
    if not chunks:
        return data
    match chance.randrange(5):
        case 0:
            chunks.insert(index, chance.choice(chunks))
        case 1:
            del chunks[index]
        case 2:
            chance.shuffle(chunks)
        case 3:
            kind = chance.choice((b"tRNS", b"PLTE", b"IDAT", b"acTL", b"fdAT", b"eXIf", b"zTXt", b"gAMA", b"IHDR"))
            chunks[index] = chunks[index][:4] + kind + chunks[index][8:]
        case _:
            body = zlib.compress(chance.randbytes(chance.choice((0, 1, 700, 900))) * chance.choice((1, 99)))
            chunks[index] = struct.pack(">I", len(body)) + b"IDAT" + body + bytes(4)
    return data[:8] + b"".join(chunks)


def network_changed(data: bytes, corpus: Sequence[bytes], chance: random.Random) -> bytes:
    with suppress(ValueError, KeyError, TypeError, IndexError, LookupError, OverflowError, RecursionError):
        if chance.random() < 0.8:
            return mutated_network(data, chance)
    return bytes_changed(data, corpus, chance)


def checkpoint_changed(data: bytes, corpus: Sequence[bytes], chance: random.Random) -> bytes:
    """Other numbers, shapes, names or words, most of the time with a checksum that fits them."""
    try:
        if chance.random() < 0.2:
            raise ValueError
        packed = unpack(data, dtypes=tuple(SIZES))
        about = json.loads(packed.metadata[checkpoint.KEY])
        arrays: dict[str, Any] = dict(packed.arrays)
        for _ in range(chance.randint(1, 3)):
            if chance.random() < 0.25:
                change(about, chance)
            else:
                _array_changed(arrays, chance)
        about.pop("sha256", None)
        text = json.dumps(about | {"sha256": checkpoint._checksum(arrays, about)})
        return pack(arrays, {checkpoint.KEY: text})
    except Exception:
        return bytes_changed(data, corpus, chance)


def _array_changed(arrays: dict[str, Any], chance: random.Random) -> None:
    name = chance.choice(("place", "place", *arrays))
    array = np.array(arrays[name])
    match chance.randrange(6):
        case 0 | 1 | 2 if array.size and array.dtype.kind == "f":
            with np.errstate(over="ignore"):
                array.reshape(-1)[chance.randrange(array.size)] = chance.choice(NUMBERS)
            arrays[name] = array
        case 3:
            arrays[name] = chance.choice((array.ravel(), array[..., None], array[:1], array[:0], array.T.copy()))
        case 4:
            with np.errstate(all="ignore"):
                arrays[name] = array.astype(chance.choice((np.float16, np.float32, np.float64)))
        case _:
            other = chance.choice((*arrays, "memory.velocity", "memory.mean", "memory.count", "memory.square"))
            arrays[other] = arrays[name] if chance.random() < 0.5 else arrays.pop(name)


def json_changed(data: bytes, corpus: Sequence[bytes], chance: random.Random) -> bytes:
    try:
        value = json.loads(data)
        if chance.random() < 0.2:
            raise ValueError
        for _ in range(chance.randint(1, 3)):
            change(value, chance)
        return json.dumps(value).encode()
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return bytes_changed(data, corpus, chance)


def header_changed(data: bytes, corpus: Sequence[bytes], chance: random.Random) -> bytes:
    """A safetensors file whose header alone is changed."""
    with suppress(ValueError, KeyError, TypeError, IndexError, RecursionError):
        header, body = header_and_body(data)
        change(header, chance)
        return with_header(header, body)
    return bytes_changed(data, corpus, chance)


def zipped_changed(data: bytes, corpus: Sequence[bytes], chance: random.Random) -> bytes:
    """A zip archive with changed entries, other names, or twice the same; or with its own bytes changed."""
    try:
        if chance.random() < 0.3:
            raise ValueError
        with ZipFile(BytesIO(data)) as archive:
            entries = {name: archive.read(name)[:LARGEST] for name in archive.namelist()}
        made = BytesIO()
        with warnings.catch_warnings(), ZipFile(made, "w", chance.choice((ZIP_STORED, ZIP_DEFLATED))) as archive:
            warnings.simplefilter("ignore")  # of names that come twice
            for name, content in entries.items():
                kept = content if chance.random() < 0.4 else bytes_changed(content, [*entries.values()], chance)
                other = chance.choice(("images.npy", "labels.npy", "x_train.npy", "../x.npy", "y", "X.npy", ""))
                archive.writestr(name if chance.random() < 0.9 else other, kept)
        return made.getvalue()
    except Exception:
        return bytes_changed(data, corpus, chance)


def packed_changed(data: bytes, corpus: Sequence[bytes], chance: random.Random) -> bytes:
    """What gzip holds, changed inside or outside."""
    if data.startswith(b"\x1f\x8b") and chance.random() < 0.5:
        with suppress(OSError, EOFError, zlib.error):
            return gzip.compress(bytes_changed(gzip.decompress(data)[:LARGEST], corpus, chance), 1)
    return bytes_changed(data, corpus, chance)


WORDS = (
    b",", b";", b"\t", b"\n", b"\r\n", b'"', b"label", b"class", b"-1", b"255", b"256", b"1e999", b"nan", b"inf",
    b"0x7", b"7.5", b"1_0", b"\xef\xbb\xbf", b"\0", b"\xff", "\u0667".encode(), "\u00b2".encode(), b"9" * 400, b" ",
    "\u2028".encode(), b"\x1c", b"\x85", "\u202e".encode(), b"1e-400", b"+5", b"True", b"#", b"",
)  # fmt: skip


def text_changed(data: bytes, corpus: Sequence[bytes], chance: random.Random) -> bytes:
    """Cells of a table, or words of a request, changed; or bytes."""
    if chance.random() < 0.4:
        return bytes_changed(data, corpus, chance)
    for _ in range(chance.randint(1, 4)):
        start, size = chance.randrange(len(data) + 1), chance.choice((0, 0, 1, 3))
        data = data[:start] + chance.choice(WORDS) + data[start + size :]
    return data
