"""From what a user names to what is read: files, folders, standard input, in an order that never changes."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digitscope.errors import ImageError
from digitscope.ink.open import COMMAND_LINE
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES: Final = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".webp",
        ".bmp",
        ".dib",
        ".tif",
        ".tiff",
        ".gif",
        ".pdf",
        ".heic",
        ".heif",
        ".avif",
    ]
)  # what in a folder is meant to be read; the last ones get an error that names the way out


def standard_input() -> bytes:
    """All of standard input, up to one byte more than an image's file may have."""
    return sys.stdin.buffer.read(COMMAND_LINE.file_bytes + 1)


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read.

    name: as it is told to the user.  content: its bytes where it is no file (standard input).
    refusal: why it cannot be read, where that is known already.
    >>> Source("7.png").refusal is None
    True
    """

    name: str
    content: bytes | None = None
    refusal: ImageError | None = None


def sources(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Source]:
    """Each path as it stands, and in its place the images of a folder and its subfolders, 2 before 10.

    In a folder, hidden files and those whose suffix is no image's are left aside. An empty folder is refused in
    its own row, so that nothing that was asked for goes missing.
    >>> (folder / "10.png").touch(), (folder / "2.png").touch(), (folder / "notes.txt").touch()
    (None, None, None)
    >>> [source.name.removeprefix(str(folder)) for source in sources([folder])]
    ['/2.png', '/10.png']
    """
    for path in paths:
        name = os.fspath(path)
        try:
            is_folder = os.path.isdir(name)  # noqa: PTH112  (a str from the file system is kept as it is)
        except ValueError:
            is_folder = False
        if not is_folder:
            yield Source(name)
            continue
        found = False
        for inside in _images_in(name):
            found = True
            yield inside
        if not found:
            yield Source(name, refusal=_refused(name, "no image", "EMPTY_FOLDER"))


def _images_in(folder: str) -> Iterator[Source]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: natural(entry.name))
    except OSError as error:
        yield Source(folder, refusal=_refused(folder, error.strerror or str(error), "NOT_READABLE"))
        return
    for entry in entries:
        suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122  (as above)
        if suffix in SUFFIXES and not entry.name.startswith("."):
            yield Source(entry.path)
        elif entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from _images_in(entry.path)


def natural(name: str) -> tuple[object, ...]:
    """A key that sorts as people count: page 2 before page 10.

    >>> sorted(["page10", "page2"], key=natural)
    ['page2', 'page10']
    """
    parts = re.split(r"([0-9]+)", name)  # text, number, text, number, ..., text
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts)), name


def _refused(folder: str, came: str, code: str) -> ImageError:
    return ImageError(
        f"{shown(folder)} must be a folder with images",
        came=came,
        hint="name a folder of PNG or JPEG files",
        code=code,
    )
