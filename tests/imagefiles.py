"""Image files written byte by byte, for what no library writes; and the refusal that one meets."""

from __future__ import annotations

import struct
import zlib

import pytest

from digitscope.errors import ImageError
from digitscope.ink import Limits, open_image

SERVER = Limits(file_bytes=8 * 2**20, pixels=16_000_000, side=8_192)
PNG = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_head(width: int, height: int, *, bits: int = 8, colour: int = 0) -> bytes:
    return PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))


def png_file(width: int, height: int, *, rows: int | None = None, extra: bytes = b"") -> bytes:
    stream = zlib.compress(bytes((width + 1) * (height if rows is None else rows)), 1)
    return png_head(width, height) + extra + chunk(b"IDAT", stream) + chunk(b"IEND")


def refusal(data: bytes, limits: Limits = SERVER) -> ImageError:
    with pytest.raises(ImageError) as caught:
        open_image(data, limits=limits)
    return caught.value
