"""`digitscope read --overlay`: each image with its answer on it, written as the answers come."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digitscope.errors import ImageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digitscope.reading.sheet import Sheet

ENDING = ".read.png"
"""7.png becomes 7.read.png: nothing that was read is ever written over."""


def overlaid(sheets: Iterator[Sheet], folder: str, *, inputs: Iterable[str]) -> Iterator[Sheet]:
    """The same sheets, each image that was read written to `folder` as a PNG with its answers drawn on it.

    Two images of one name from different folders get numbers.  Raises StorageError where it cannot be written, and
    UsageError for a folder that is itself read from, for the next reading would take the pictures for images.
    """
    home = Path(os.path.realpath(folder))
    for path in inputs:
        inside = home.is_relative_to(os.path.realpath(path)) if Path(path).is_dir() else _ours(path, home)
        if inside:
            raise click.UsageError("--overlay needs a folder outside those that are read.")
    return _overlaid(sheets, home)


def _overlaid(sheets: Iterator[Sheet], home: Path) -> Iterator[Sheet]:
    from digitscope.ink.open import open_image
    from digitscope.pictures.overlay import overlay
    from digitscope.storage import make_folder, write_atomically

    make_folder(home)
    taken: set[str] = set()
    for sheet in sheets:
        if sheet.error is None:
            try:
                grey = open_image(sheet.source).grey
            except ImageError:  # gone since it was read; its answer stands
                yield sheet
                continue
            write_atomically(home / _free(Path(sheet.source).name, taken), overlay(grey, sheet.readings))
        yield sheet


def _ours(path: str, home: Path) -> bool:
    """Whether an image lies where the pictures go and is called as they are: it could be written over."""
    return path.endswith(ENDING) and Path(os.path.realpath(path)).parent == home


def _free(name: str, taken: set[str]) -> str:
    """A name for the picture that no other has got in this run."""
    stem = name.removesuffix(".png")
    free, number = stem, 1
    while free in taken:
        number += 1
        free = f"{stem}-{number}"
    taken.add(free)
    return free + ENDING
