"""PNG, chunk by chunk.

In: the bytes of a PNG file. Out: a Header whose picture holds only the chunks that make the picture, and
whether all its rows are there: decoders take a stream that ends too early for a picture with empty rows.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from digitscope.ink.header import MOST_BLOCKS, Header
from digitscope.ink.kinds import unreadable
from digitscope.ink.tiff import orientation

_PICTURE: Final = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES: Final = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
"""x0, y0, dx, dy of the seven passes of an interlaced picture. Source: PNG specification, section 8.2."""
_PIECE: Final = 1 << 16


def read_png(data: bytes) -> Header:
    """The head of a PNG file; text, profiles and animation are left out of its picture."""
    width, height = struct.unpack_from(">II", data, 16)
    kept, left_out, whole = _chunks(data)
    kinds = [data[start + 4 : start + 8] for start, _ in kept]
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise unreadable("a PNG without a picture")
    picture = data
    if left_out:
        picture = b"".join((data[:8], *(data[start:end] for start, end in kept)))
    exif = left_out.get(b"eXIf")
    return Header(
        "PNG",
        width,
        height,
        picture,
        orientation=orientation(exif) if exif else 1,
        animated=left_out.get(b"acTL", bytes(4))[:4] > b"\0\0\0\1",
        truncated=not whole,
    )


def _chunks(data: bytes) -> tuple[list[tuple[int, int]], dict[bytes, bytes], bool]:
    """Start and end of the chunks that make the picture, the others by kind, and whether the end is there."""
    kept: list[tuple[int, int]] = []
    left_out: dict[bytes, bytes] = {}
    position = 8
    for _ in range(MOST_BLOCKS):
        if position + 8 > len(data):
            return kept, left_out, False
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if kind in _PICTURE:
            kept.append((position, min(end, len(data))))
        else:
            left_out[kind] = data[position + 8 : min(end - 4, position + 8 + _PIECE)]
        if end > len(data) or kind == b"IEND":
            return kept, left_out, end <= len(data)
        position = end
    raise unreadable("a PNG in countless pieces")


def rows_are_whole(picture: bytes) -> bool:
    """Whether the pixel stream of a PNG is closed as it should be; False where only its checksum is missing.

    Raises ImageError IMAGE_UNREADABLE where rows are missing, zlib.error where the stream is damaged.
    """
    expected = _row_bytes(picture)
    inflate = zlib.decompressobj()
    size = 0
    for piece in _stream(picture):
        while piece and not inflate.eof and size <= expected:
            size += len(inflate.decompress(piece, 16 * _PIECE))
            piece = inflate.unconsumed_tail
    if size < expected:
        raise unreadable("a PNG whose lower rows are missing")
    return inflate.eof or size > expected


def _stream(picture: bytes) -> list[bytes]:
    """The compressed pixels, in pieces of at most 64 KiB."""
    kept, _, _ = _chunks(picture)
    pieces = []
    for start, end in kept:
        length, kind = struct.unpack_from(">I4s", picture, start)
        if kind == b"IDAT":
            last = min(start + 8 + length, end)
            pieces += [picture[at : min(at + _PIECE, last)] for at in range(start + 8, last, _PIECE)]
    return pieces


def _row_bytes(picture: bytes) -> int:
    """Bytes of all rows, each with its filter byte, of all passes."""
    width, height, bits, colour, _, _, interlace = struct.unpack_from(">IIBBBBB", picture, 16)
    if colour not in _SAMPLES:
        raise unreadable("a PNG of an unknown colour type")
    pixel = bits * _SAMPLES[colour]
    total = 0
    for x0, y0, dx, dy in _PASSES if interlace else ((0, 0, 1, 1),):
        columns, rows = -((x0 - width) // dx), -((y0 - height) // dy)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * pixel + 7) // 8)
    return total
