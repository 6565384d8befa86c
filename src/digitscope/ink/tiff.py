"""TIFF's directory of tags, which TIFF files, EXIF and multi-picture files share.

In: bytes that start with II or MM. Out: the few numbers that decide whether and how the picture is read.
"""

from __future__ import annotations

import struct
from typing import Final

from digitscope.ink.header import Header
from digitscope.ink.kinds import unreadable, unsupported

WIDTH, HEIGHT, BITS, COMPRESSION, ORIENTATION, SAMPLES = 256, 257, 258, 259, 274, 277
TILE_WIDTH, TILE_HEIGHT, SAMPLE_FORMAT, PICTURES, ENTRIES = 322, 323, 339, 0xB001, 0xB002
_TYPES: Final = {1: "B", 3: "H", 4: "I"}
_MOST_VALUES: Final = 8  # of one tag: five samples a pixel are the most that anyone writes
_COMPRESSIONS: Final = (1, 2, 3, 4, 5, 7, 8, 32773, 32946)
"""None, fax (three kinds), LZW, JPEG, deflate, PackBits, deflate under its old number."""


def read_tags(data: bytes) -> tuple[dict[int, tuple[int, ...]], bytes]:
    """Whole numbers of the first directory by tag, and the four bytes that say where the next one is.

    Tags that hold anything else, or point outside the data, are left out. Raises struct.error where the
    directory is cut off.
    >>> read_tags(b"II*\\0\\x08\\0\\0\\0\\x01\\0\\x12\\x01\\x03\\0\\x01\\0\\0\\0\\x06\\0\\0\\0\\0\\0\\0\\0")
    ({274: (6,)}, b'\\x00\\x00\\x00\\x00')
    """
    order = "<" if data[:2] == b"II" else ">"
    (start,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, start)
    tags = {}
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind, length = struct.unpack_from(f"{order}HHI", data, entry)
        if kind in _TYPES and 1 <= length <= _MOST_VALUES:
            form = f"{order}{length}{_TYPES[kind]}"
            size = struct.calcsize(form)
            (far,) = struct.unpack_from(f"{order}I", data, entry + 8)
            place = entry + 8 if size <= 4 else far
            if place + size <= len(data):
                tags[tag] = struct.unpack_from(form, data, place)
    after = start + 2 + 12 * count
    return tags, data[after : after + 4]


def read_entries(data: bytes) -> list[int]:
    """The attributes of each picture that a multi-picture file lists, 16 bytes apart; those cut off are left out.

    Raises struct.error where the directory is cut off.
    """
    order = "<" if data[:2] == b"II" else ">"
    (start,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, start)
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        tag, _, length, place = struct.unpack_from(f"{order}HHII", data, entry)
        if tag == ENTRIES:
            listed = data[place : place + length]
            return [struct.unpack_from(f"{order}I", listed, at)[0] for at in range(0, len(listed) - 3, 16)]
    return []


def orientation(exif: bytes) -> int:
    """How the camera was held, 1 (upright) to 8; 1 where the data are damaged or say anything else.

    exif: with or without the "Exif" mark before it.
    """
    try:
        tags, _ = read_tags(exif.removeprefix(b"Exif\0\0"))
    except struct.error:
        return 1
    turn = tags.get(ORIENTATION, (1,))[0]
    return turn if 1 <= turn <= 8 else 1


def read_tiff(data: bytes) -> Header:
    """TIFF with whole numbers of 8 bits or 1 bit, first page. The decoder turns it upright itself."""
    tags, following = read_tags(data)
    try:
        width, height = tags[WIDTH][0], tags[HEIGHT][0]
    except KeyError:
        raise unreadable("a TIFF without a size") from None
    bits = set(tags.get(BITS, (1,)))
    if bits not in ({1}, {8}) or set(tags.get(SAMPLE_FORMAT, (1,))) != {1} or tags.get(SAMPLES, (1,))[0] > 5:
        raise unsupported("a TIFF of other numbers than 8 bits or 1 bit", "save it as PNG, or as TIFF with 8 bits")
    if tags.get(COMPRESSION, (1,))[0] not in _COMPRESSIONS:
        raise unsupported("a TIFF packed in a rare way", "save it as PNG")
    if tags.get(TILE_WIDTH, (0,))[0] > width + 4096 or tags.get(TILE_HEIGHT, (0,))[0] > height + 4096:
        raise unreadable("a TIFF with tiles far larger than the picture")
    whole = len(following) == 4
    return Header(
        "TIFF",
        width,
        height,
        data,
        animated=whole and following != bytes(4),
        truncated=not whole,
        pixel_bytes=4 + max(4, tags.get(SAMPLES, (1,))[0]),  # the picture, and a strip of all rows or its turned copy
    )
