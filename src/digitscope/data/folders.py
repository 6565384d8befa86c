"""A folder of images for each label: in goes its path, out comes one Example an image, prepared as `read` prepares it.

The name of a sub-folder is the label of all images in it and below it. What cannot be read, and what is blank, comes
with its reason and is in no data set.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.data.dataset import Dataset, listed
from digitscope.data.values import named
from digitscope.errors import DatasetError, ImageError
from digitscope.ink.listing import images_in, is_image, no_images
from digitscope.ink.normalise import prepare
from digitscope.text import natural, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digitscope.arrays import Bytes
    from digitscope.data.mnist import Part

PARTS: Final = {
    "training": "training", "train": "training", "test": "test", "testing": "test",
    "validation": "validation", "valid": "validation", "val": "validation",
}  # fmt: skip
"""Sub-folders of these names, and no others, are parts of a data set and no labels."""
BLANK: Final = "BLANK"


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One image on its way into a data set.

    name: its path, or which of an array it is.  label: as it is called.  levels: (28, 28) uint8, None where it is left
    out, and then `reason` says why: BLANK, or an error's code and words in `refusal`.
    """

    name: str
    label: str
    levels: Bytes | None
    refusal: ImageError | None = None

    @property
    def reason(self) -> str:
        """Empty where nothing is wrong."""
        return "" if self.levels is not None else str(self.refusal or BLANK)


def examples(folder: Path, *, part: Part) -> Iterator[Example]:
    """Every image of the folder's sub-folders, or of those within its sub-folder of that part, as people count them.

    Raises DatasetError where there are no sub-folders, or where parts lack the one that is asked for.
    >>> from PIL import Image
    >>> (folder / "seven").mkdir()
    >>> Image.fromarray(np.pad(np.zeros((30, 6), np.uint8), 9, constant_values=255)).save(folder / "seven" / "1.png")
    >>> [(example.label, example.levels.shape) for example in examples(folder, part="training")]
    [('seven', (28, 28))]
    """
    inside, name = _folders(folder), own_name(folder)
    parts = {name: PARTS[name.lower()] for name in inside if name.lower() in PARTS}
    if inside and len(parts) == len(inside):
        chosen = [name for name, which in parts.items() if which == part]
        if len(chosen) != 1:
            raise DatasetError(
                f"{name} must have one folder for the {part} part",
                came=listed(inside),
                hint="name the folder that has a sub-folder for each label",
            )
        folder = folder / chosen[0]
        inside, name = _folders(folder), own_name(folder)
    if not inside:
        raise DatasetError(
            f"{name} must have a sub-folder of images for each label",
            came="no sub-folder",
            hint="put the images of each label into a folder of its name",
        )
    yield from _beside(folder)
    for label in inside:
        home, path = os.fspath(folder / label), None
        for path, refusal in images_in(home):
            yield _example(path, label, refusal)
        if path is None:
            yield Example(home, label, None, no_images(home, "no image", "EMPTY_FOLDER"))


def has_part(folder: Path, part: Part) -> bool:
    """Whether the folder is divided into parts and this one is there."""
    inside = [PARTS.get(name.lower()) for name in _folders(folder)]
    return part in inside and None not in inside


def names_in(folder: Path) -> list[str]:
    """What lies in a folder, 2 before 10, without what is hidden. Raises DatasetError where it cannot be listed."""
    try:
        return sorted((name for name in os.listdir(folder) if not name.startswith(".")), key=natural)  # noqa: PTH208
    except OSError as error:
        raise DatasetError(
            f"{own_name(folder)} must be a folder that can be listed",
            came=error.strerror or str(error),
            hint="see to its permissions",
            code="NOT_READABLE",
        ) from None


def own_name(place: Path) -> str:
    """For people; of a folder that is given as . too."""
    return shown(os.path.basename(os.path.abspath(place)))  # noqa: PTH100, PTH119  (which take any name)


def is_folder(place: Path) -> bool:
    """Whether it is one; no name, however odd, makes this fail."""
    return os.path.isdir(place)  # noqa: PTH112  (Path.is_dir raises for names that are too long)


def _folders(folder: Path) -> list[str]:
    return [name for name in names_in(folder) if is_folder(folder / name)]


def _beside(folder: Path) -> Iterator[Example]:
    """Images that lie beside the sub-folders have no label."""
    asked = ImageError(
        "an image of a data set must lie in the folder of its label", came="one beside them", hint="move it"
    )
    for name in names_in(folder):
        if is_image(name) and not is_folder(folder / name):
            yield Example(os.fspath(folder / name), "", None, asked)


def _example(path: str, label: str, refusal: ImageError | None) -> Example:
    if refusal is not None:
        return Example(path, label, None, refusal)
    try:
        prepared = prepare(path)
    except ImageError as error:
        return Example(path, label, None, error)
    return Example(path, label, None if prepared.blank else prepared.levels)


def gathered(found: Iterable[Example], *, name: str) -> Dataset:
    """The examples as a data set, and as its notices what was left out. Raises DatasetError where none is left.

    >>> ink = np.full((28, 28), 255, np.uint8)
    >>> gathered([Example("1.png", "a", ink), Example("2.png", "b", None)], name="two").notices
    ('SKIPPED 1 blank image: 2.png',)
    """
    taken, blank, failed = [], [], []
    for example in found:
        if example.levels is not None:
            taken.append(example)
        elif example.refusal is None:
            blank.append(example.name)
        else:
            failed.append(example.name)
    if not taken:
        came = f"{len(blank)} blank and {len(failed)} that could not be read"
        raise DatasetError(f"{name} must have images with ink", came=came, hint="PNG or JPEG, a folder for each label")
    labels, names = named(np.array([example.label for example in taken]), what=name)
    images = np.array([example.levels for example in taken], np.uint8)
    told = [_skipped(blank, "blank image", ""), _skipped(failed, "image", " that could not be read")]
    return Dataset(images, labels, name, len(names), names, tuple(filter(None, told)))


def _skipped(paths: list[str], what: str, why: str) -> str:
    """A notice, or nothing where none was."""
    plural = "s" if len(paths) > 1 else ""
    names = listed([Path(path).name for path in paths], most=5)
    return f"SKIPPED {len(paths):,} {what}{plural}{why}: {names}" if paths else ""
