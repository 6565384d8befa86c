"""`digitscope read --overlay`: each image beside its answer, written as the answers come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitscope.errors import ImageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitscope.reading.sheet import Sheet


def overlaid(sheets: Iterator[Sheet], folder: str) -> Iterator[Sheet]:
    """The same sheets, each image that was read written to `folder` as a PNG with its answers drawn on it.

    Two images of one name from different folders get numbers.  Raises StorageError where it cannot be written.
    """
    from digitscope.ink.open import open_image
    from digitscope.pictures.overlay import overlay
    from digitscope.storage import make_folder, write_atomically

    home = make_folder(folder)
    taken: set[str] = set()
    for sheet in sheets:
        if sheet.error is None and sheet.source != "-":
            try:
                grey = open_image(sheet.source).grey
            except ImageError:  # gone since it was read; its answer stands
                yield sheet
                continue
            write_atomically(home / _free(Path(sheet.source).name, taken), overlay(grey, sheet.readings))
        yield sheet


def _free(name: str, taken: set[str]) -> str:
    """A name for the picture that no other has got in this run."""
    stem = name if name.lower().endswith(".png") else f"{name}.png"
    free, number = stem, 1
    while free in taken:
        number += 1
        free = f"{stem[:-4]}-{number}.png"
    taken.add(free)
    return free
