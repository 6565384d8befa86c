"""JPEG, segment by segment.

In: the bytes of a JPEG file. Out: a Header whose picture holds no comments, profiles, thumbnails or metadata.
"""

from __future__ import annotations

import struct
from typing import Final

from digitscope.ink.header import MOST_BLOCKS, Header
from digitscope.ink.kinds import unreadable, unsupported
from digitscope.ink.tiff import PICTURES, orientation, read_entries, read_tags

_BASELINE: Final = (0xC0, 0xC1)
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_DROPPED: Final = frozenset((*range(0xE1, 0xEE), 0xEF, 0xFE))
"""Application segments and comments, but for JFIF (0xE0) and Adobe (0xEE), which decide about the colours."""
_GAIN_MAPS: Final = (b"hdrgm:", b"hdrgainmap", b"HDRGainMap", b"urn:iso:std:iso:ts:21496")
_PREVIEWS: Final = (0x010001, 0x010002)
"""Large thumbnails, which cameras add. Source: CIPA DC-007, section 5.2.3.3."""
_UNDEFINED: Final = 0


def read_jpeg(data: bytes) -> Header:
    """The head of a JPEG file: segments up to the first scan."""
    kept, notes, frame, scan = _segments(data)
    if frame is None:
        raise unreadable("a JPEG without a frame")
    _refuse_several_pictures(notes)
    marker, _, _, height, width, channels = frame
    end = data.find(b"\xff\xd9", scan)
    if end >= 0:  # what a phone puts behind the picture (a film, a brightness map) is not decoded, nor counted
        data = data[: end + 2]
    scans = data.count(b"\xff\xda", scan)
    at_once = scans == 1 and marker in _BASELINE
    exif = next((note for note in notes if note.startswith(b"Exif\0\0")), b"")
    picture = b"".join((b"\xff\xd8", *kept, data[scan:]))
    turn = orientation(exif) if exif else 1
    return Header(
        "JPEG",
        width,
        height,
        picture,
        orientation=turn,
        scans=scans,
        pixel_bytes=5 if at_once else 4 + 2 * channels,  # what comes in several scans is kept as it comes, in 16 bits
    )


def _segments(data: bytes) -> tuple[list[bytes], list[bytes], tuple[int, ...] | None, int]:
    """Segments to keep, bodies of those left out, the frame, and where the first scan starts.

    The frame: its marker, length, bits, height, width, channels.
    """
    kept: list[bytes] = []
    notes: list[bytes] = []
    frame = None
    position = 2
    for _ in range(MOST_BLOCKS):
        position = data.find(b"\xff", position)  # junk between segments is skipped, as every decoder does
        if position < 0:
            break
        marker = data[position + 1]
        if marker == 0xDA:
            return kept, notes, frame, position
        if marker == 0xFF or marker == 0 or 0xD0 <= marker <= 0xD8:
            position += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, position + 2)
        end = position + 2 + length
        if marker in _FRAMES and frame is None:
            frame = struct.unpack_from(">BHBHHB", data, position + 1)
        if marker in _DROPPED:
            notes.append(data[position + 4 : end])
        else:
            kept.append(data[position:end])
        position = end
    raise unreadable("a JPEG without a picture")


def _refuse_several_pictures(notes: list[bytes]) -> None:
    """Two views in one file (MPO) are refused; a camera's preview and a phone's brightness map are no views."""
    passed = set(_PREVIEWS)
    if any(mark in note for mark in _GAIN_MAPS for note in notes):
        passed.add(_UNDEFINED)
    for note in notes:
        if note.startswith(b"MPF\0") and not passed.issuperset(_further_pictures(note[4:])):
            raise unsupported("several pictures in one file (MPO)", "save the one to read as an ordinary JPEG")


def _further_pictures(index: bytes) -> list[int]:
    """The kinds of the pictures behind the first, by the index of a multi-picture file."""
    count = max(1, read_tags(index)[0].get(PICTURES, (1,))[0])
    kinds = [attributes & 0xFFFFFF for attributes in read_entries(index)[1:count]]
    return kinds if len(kinds) == count - 1 else [*kinds, _UNDEFINED]
