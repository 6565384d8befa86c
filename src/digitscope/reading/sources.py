"""From what a user names to what is read: files, folders, standard input, in an order that never changes."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitscope.ink.listing import images_in, no_images
from digitscope.ink.open import COMMAND_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digitscope.errors import ImageError


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
        for inside, refusal in images_in(name):
            found = True
            yield Source(inside, refusal=refusal)
        if not found:
            yield Source(name, refusal=no_images(name, "no image", "EMPTY_FOLDER"))
