"""Which files of a folder are meant to be read: in goes its path, out come those of its images as people count them.

Nothing is opened here; that a file is an image, its name says for now, and its bytes when it is opened.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from digitscope.errors import ImageError
from digitscope.text import natural, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES: Final = frozenset(
    [
        ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".dib",
        ".tif", ".tiff", ".gif", ".pdf", ".heic", ".heif", ".avif",
    ]
)  # fmt: skip
"""What in a folder is meant to be read; the last ones get an error that names the way out."""


def images_in(folder: str) -> Iterator[tuple[str, ImageError | None]]:
    """Every image in the folder and its subfolders, 2 before 10; a folder that cannot be listed comes with why.

    Hidden files and folders, links to folders, and files whose suffix is no image's are left aside.
    >>> (folder / "10.png").touch(), (folder / "2.png").touch(), (folder / "notes.txt").touch()
    (None, None, None)
    >>> [path.removeprefix(str(folder)) for path, _ in images_in(str(folder))]
    ['/2.png', '/10.png']
    """
    waiting = [(folder, True)]  # a call for each level would end where Python's recursion does
    while waiting:
        path, to_open = waiting.pop()
        if not to_open:
            yield path, None
            continue
        try:
            entries = sorted(os.scandir(path), key=lambda entry: natural(entry.name), reverse=True)
        except OSError as error:
            yield path, no_images(path, error.strerror or str(error), "NOT_READABLE")
            continue
        for entry in entries:
            image = is_image(entry.name)
            if not entry.name.startswith(".") and (image or entry.is_dir(follow_symlinks=False)):
                waiting.append((entry.path, not image))


def is_image(name: str) -> bool:
    """Whether a file of that name is meant to be read.

    >>> is_image("7.PNG"), is_image("notes.txt")
    (True, False)
    """
    return os.path.splitext(name)[1].lower() in SUFFIXES  # noqa: PTH122  (a name of the file system is kept as it is)


def no_images(folder: str, came: str, code: str) -> ImageError:
    """The error, not raised yet, for a folder that has none."""
    return ImageError(
        f"{shown(folder)} must be a folder with images",
        came=came,
        hint="name a folder of PNG or JPEG files",
        code=code,
    )
