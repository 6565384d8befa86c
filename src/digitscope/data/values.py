"""What files hold, made what a Dataset holds: any numbers to grey levels, any labels to numbers and names.

In: arrays as they came out of a file. Out: uint8 0..255, and int64 labels with their names as people sort them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import Bytes, Labels, as_names, frozen
from digitscope.data.dataset import Dataset
from digitscope.errors import DatasetError, LabelError
from digitscope.text import natural, shown

if TYPE_CHECKING:
    import numpy.typing as npt

ROWS: Final = 4_096
"""Images converted at once, so that a large file needs little more than itself."""
FULL_INK: Final = 255
FAINT: Final = 128
CLASSES: Final = 1_000
"""More different labels than that are hardly labels, but a column of pixels that was taken for them."""


@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """Images and labels as a file has them, not yet looked at.

    images: (n, pixels), (n, rows, columns) or (n, rows, columns, 1) numbers.  labels: (n,) or (n, 1), numbers or texts.
    name: for people.
    """

    images: npt.NDArray[Any]
    labels: npt.NDArray[Any]
    name: str

    def pictures(self) -> npt.NDArray[Any]:
        """The images as (n, rows, columns), flat ones taken for squares. Raises DatasetError where they are none."""
        images = self.images[..., 0] if self.images.ndim == 4 and self.images.shape[3] == 1 else self.images
        if images.ndim == 2 and (side := math.isqrt(images.shape[1])) ** 2 == images.shape[1]:
            images = images.reshape(len(images), side, side)
        if images.ndim != 3:
            raise _refused(
                f"{self.name}: to be turned or prepared, images must have rows and columns",
                f"{images.shape}",
                "give arrays of (n, rows, columns)",
            )
        return images

    def transposed(self) -> Raw:
        """Rows for columns, as EMNIST's files want it. Raises DatasetError."""
        return Raw(self.pictures().swapaxes(1, 2), self.labels, self.name)

    def dataset(self) -> Dataset:
        """Raises DatasetError for what images and labels cannot be."""
        images = self.images[..., 0] if self.images.ndim == 4 and self.images.shape[3] == 1 else self.images
        if images.ndim not in (2, 3) or not images.size:
            raise _refused(
                f"{self.name}: images must be grey, (n, pixels) or (n, rows, columns), n at least 1",
                str(self.images.shape),
                "make colours grey first, as with .mean(axis=-1)" if images.ndim == 4 else "choose other arrays",
            )
        levels, notices = grey_levels(images.reshape(len(images), -1), what=self.name)
        labels, names = named(self.labels, what=self.name)
        return Dataset(levels, labels, self.name, len(names), names, notices)


def grey_levels(images: npt.NDArray[Any], *, what: str) -> tuple[Bytes, tuple[str, ...]]:
    """(n, pixels) numbers from 0 to 1 or from 0 to 255 as uint8, and what a person should know of them.

    Where no number is above 1, 1 is full ink.  Raises DatasetError with the place of the first that cannot be.
    >>> grey_levels(np.array([[0.0, 0.5, 1.0]]), what="dots")[0]
    array([[  0, 128, 255]], dtype=uint8)
    """
    if images.dtype.kind not in "buif":
        raise _refused(f"{what}: pixels must be numbers", f"dtype {images.dtype}", "convert them first")
    highest = max(_highest(images[start : start + ROWS], start, what) for start in range(0, len(images), ROWS))
    levels = np.empty(images.shape, np.uint8)
    for start in range(0, len(images), ROWS):
        part = images[start : start + ROWS].astype(np.float32)
        levels[start : start + ROWS] = np.rint(part * FULL_INK if highest <= 1 else part)
    notices = []
    if 1 < highest < FAINT:
        notices.append(
            f"FAINT the highest number is {highest:g} where {FULL_INK} is full ink: are these 0 to 1 times it?"
        )
    if levels.mean() > FAINT:
        notices.append(
            "DARK_ON_LIGHT most of each image is bright; networks here know light ink on dark: try --prepare"
        )
    return frozen(levels), tuple(notices)


def _highest(part: npt.NDArray[Any], start: int, what: str) -> float:
    low, high = part.min(), part.max()
    if low >= 0 and high <= FULL_INK:  # false for NaN
        return float(high)
    with np.errstate(invalid="ignore"):
        row, column = np.argwhere(~((part >= 0) & (part <= FULL_INK)))[0]
    raise _refused(
        f"{what}: pixels must be 0 to 1, or 0 to {FULL_INK}",
        f"{part[row, column]:g} at pixel {column} of image {start + row}",
        "bring them there first",
    )


def named(labels: npt.NDArray[Any], *, what: str) -> tuple[Labels, tuple[str, ...]]:
    """Labels numbered in the order of their names, and the names of those that occur.

    labels: (n,) or (n, 1); texts, or whole numbers, whose names are their digits.  Raises DatasetError.
    >>> labels, names = named(np.array(["b", "a", "b"]), what="letters")
    >>> labels.tolist(), names
    ([1, 0, 1], ('a', 'b'))
    """
    flat = labels[:, 0] if labels.ndim == 2 and labels.shape[1] == 1 else labels
    if flat.ndim != 1:
        hint = "of labels as columns of 0 and 1 take .argmax(axis=1)"
        raise _refused(f"{what}: labels must be one for each image, (n,)", str(labels.shape), hint)
    values, places = np.unique(_sound(flat, what), return_inverse=True)
    if len(values) > CLASSES:
        raise _refused(
            f"{what}: at most {CLASSES:,} different labels",
            f"{len(values):,}",
            "are these labels, or pixels that stand in their place?",
        )
    texts = [str(value).strip() for value in values.tolist()]
    order = sorted(set(texts), key=natural)
    try:
        names = as_names(order, count=len(order))
    except LabelError as error:
        raise _refused(f"{what}: {error.asked}", error.came, error.hint) from None
    return np.array([order.index(text) for text in texts], np.int64)[places.reshape(-1)], names


def _sound(flat: npt.NDArray[Any], what: str) -> npt.NDArray[Any]:
    """Texts, or whole numbers as int64. Raises DatasetError with the place of the first that is neither."""
    if flat.dtype.kind == "U":
        return flat
    if flat.dtype.kind not in "buif":
        raise _refused(f"{what}: labels must be whole numbers or texts", f"dtype {flat.dtype}", "convert them first")
    with np.errstate(invalid="ignore"):
        whole = flat.astype(np.int64)
    if (wrong := whole != flat).any():
        first = int(np.argmax(wrong))
        came = f"{flat[first]} at index {first}"
        raise _refused(f"{what}: labels must be whole numbers or texts", came, "which column are they?")
    return whole


def _refused(asked: str, came: str, hint: str) -> DatasetError:
    return DatasetError(shown(asked), came=shown(came), hint=hint)
