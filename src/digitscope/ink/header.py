"""What the head of an image file says, read before any pixel is.

In: bytes of a known kind. Out: a Header with the size, and a file cut down to what makes the picture:
comments, colour profiles, thumbnails and further frames never reach the decoder, so they can neither burst
nor warn.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from digitscope.ink.kinds import unreadable, unsupported

MOST_BLOCKS: Final = 300_000
"""Pieces (chunks, segments, blocks) of one file that are looked at; 64 MiB in the usual pieces are fewer."""
_HAS_TABLE: Final = 0x80
_WEBP_BYTES: Final = 16
"""The decoder keeps two canvases of four channels, and gives a third, of which the fourth is made."""


@dataclass(frozen=True, slots=True)
class Header:
    """The head of one image file.

    format: as Pillow names it.  width, height: in pixels, as stored.  picture: the file, reduced to its first
    frame.  orientation: 1..8 as in EXIF.  animated: further frames follow.  truncated: the end is missing.
    scans: how often the decoder goes over all pixels.  pixel_bytes: the most memory that one pixel takes meanwhile.
    """

    format: str
    width: int
    height: int
    picture: bytes
    orientation: int = 1
    animated: bool = False
    truncated: bool = False
    scans: int = 1
    pixel_bytes: int = 5


def read_bmp(data: bytes) -> Header:
    """Windows bitmap, uncompressed."""
    (head,) = struct.unpack_from("<I", data, 14)
    if head == 12:
        width, height = struct.unpack_from("<HH", data, 18)
        return Header("BMP", width, height, data)
    width, height = struct.unpack_from("<ii", data, 18)
    (compression,) = struct.unpack_from("<I", data, 30)
    if compression not in (0, 3):
        raise unsupported("a compressed BMP", "save it as PNG")
    (size,) = struct.unpack_from("<I", data, 2)
    return Header("BMP", width, abs(height), data, truncated=len(data) < size)


def read_webp(data: bytes) -> Header:
    """WebP: the canvas, from the first chunk. Frames and orientation are the decoder's to tell."""
    chunk = data[12:16]
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))
    elif chunk == b"VP8L" and data[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", data, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif chunk == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        struct.unpack_from("<30x", data)
    else:
        raise unreadable("a WebP file without a picture")
    return Header("WEBP", width, height, data, pixel_bytes=_WEBP_BYTES)


def read_gif(data: bytes) -> Header:
    """GIF: the screen and the first frame, which may be larger than the screen says."""
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    screen = 13 + _table(flags)
    frame, control, blocks = _skip_extensions(data, screen, 0)
    if data[frame] != 0x2C:
        raise unreadable("a GIF without a frame")
    left, top, columns, rows, flags = struct.unpack_from("<HHHHB", data, frame + 1)
    animated = truncated = False
    end = len(data)
    try:
        end, blocks = _skip_blocks(data, frame + 11 + _table(flags), blocks)
        following, _, _ = _skip_extensions(data, end, blocks)
        animated = data[following] == 0x2C
    except IndexError:
        truncated = True
    picture = b"".join((data[:screen], control, data[frame:end], b"" if end == len(data) else b";"))
    size = max(width, left + columns), max(height, top + rows)
    return Header("GIF", *size, picture, animated=animated, truncated=truncated)


def _skip_extensions(data: bytes, position: int, blocks: int) -> tuple[int, bytes, int]:
    """The position after the extensions, the last that says how to draw a frame, and the blocks so far."""
    control = b""
    while data[position] == 0x21:
        start = position
        position, blocks = _skip_blocks(data, position + 2, blocks)
        if data[start + 1] == 0xF9:
            control = data[start:position]
    return position, control, blocks


def _table(flags: int) -> int:
    """Bytes of the colour table that the flags announce."""
    return 3 << (flags & 7) + 1 if flags & _HAS_TABLE else 0


def _skip_blocks(data: bytes, position: int, blocks: int) -> tuple[int, int]:
    """The position after a chain of sub-blocks (length, bytes; length 0 ends it), and the blocks so far."""
    while length := data[position]:
        position += length + 1
        blocks += 1
        if blocks > MOST_BLOCKS:
            raise unreadable("a GIF in countless pieces")
    return position + 1, blocks
