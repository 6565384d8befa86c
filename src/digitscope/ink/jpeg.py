"""JPEG, segment by segment.

In: the bytes of a JPEG file. Out: a Header whose picture holds no comments, profiles, thumbnails or metadata.
"""

from __future__ import annotations

import struct
from typing import Final

from digitscope.errors import ImageError
from digitscope.ink.header import MOST_BLOCKS, Header
from digitscope.ink.kinds import unreadable, unsupported
from digitscope.ink.tiff import PICTURES, orientation, read_tags

_MOST_SCANS: Final = 500
"""Encoders write about ten scans; each costs as much time as a whole picture."""
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_DROPPED: Final = frozenset((*range(0xE1, 0xEE), 0xEF, 0xFE))
"""Application segments and comments, but for JFIF (0xE0) and Adobe (0xEE), which decide about the colours."""
_GAIN_MAPS: Final = (b"hdrgm:", b"hdrgainmap", b"HDRGainMap")


def read_jpeg(data: bytes) -> Header:
    """The head of a JPEG file: segments up to the first scan."""
    kept, notes, size, scan = _segments(data)
    if size is None:
        raise unreadable("a JPEG without a frame")
    if data.count(b"\xff\xda", scan) > _MOST_SCANS:
        raise ImageError(
            f"a JPEG must have at most {_MOST_SCANS} scans",
            came="more",
            hint="save it again as an ordinary JPEG or as PNG",
            code="IMAGE_TOO_SLOW",
        )
    _refuse_several_pictures(notes)
    height, width = size
    exif = next((note for note in notes if note.startswith(b"Exif\0\0")), b"")
    picture = b"".join((b"\xff\xd8", *kept, data[scan:]))
    return Header("JPEG", width, height, picture, orientation=orientation(exif) if exif else 1)


def _segments(data: bytes) -> tuple[list[bytes], list[bytes], tuple[int, int] | None, int]:
    """Segments to keep, bodies of those left out, (height, width), and where the first scan starts."""
    kept: list[bytes] = []
    notes: list[bytes] = []
    size = None
    position = 2
    for _ in range(MOST_BLOCKS):
        position = data.find(b"\xff", position)  # junk between segments is skipped, as every decoder does
        if position < 0:
            break
        marker = data[position + 1]
        if marker == 0xDA:
            return kept, notes, size, position
        if marker == 0xFF or marker == 0 or 0xD0 <= marker <= 0xD8:
            position += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, position + 2)
        end = position + 2 + length
        if marker in _FRAMES and size is None:
            size = struct.unpack_from(">HH", data, position + 5)
        if marker in _DROPPED:
            notes.append(data[position + 4 : end])
        else:
            kept.append(data[position:end])
        position = end
    raise unreadable("a JPEG without a picture")


def _refuse_several_pictures(notes: list[bytes]) -> None:
    """Two views in one file (MPO) are refused; a phone's brightness map is no second view."""
    for note in notes:
        if note.startswith(b"MPF\0") and read_tags(note[4:])[0].get(PICTURES, (1,))[0] > 1:
            if any(mark in other for mark in _GAIN_MAPS for other in notes):
                return
            raise unsupported("several pictures in one file (MPO)", "save the one to read as an ordinary JPEG")
