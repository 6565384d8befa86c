"""Known images, held as they come: grey levels 0..255, labels and what these are called, read-only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from digitscope.arrays import Bytes, Floats, Labels, as_labels, as_names, as_numbers, from_bytes, settled
from digitscope.errors import DatasetError, LabelError
from digitscope.text import shown, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

SPLIT_SEED = 20_260_601
"""Which images are held out never depends on a run's own seed, so that no run has seen another's validation images."""


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Images with their labels.

    images: (n, n_in) uint8, 0 background to 255 ink.  labels: (n,) int64.  name: for people.
    names: what the labels are called, "0", "1", ... where nothing is given.  notices: what a person should know of
    the data, as LEAKAGE or SKIPPED with a sentence; a run's record keeps them.
    Raises DatasetError where the counts differ, there is no image, a label lies outside 0..classes-1 or has no name.
    >>> Dataset(np.zeros((2, 784), np.uint8), [3, 4], name="two").pixels().shape
    (2, 784)
    """

    images: Bytes
    labels: Labels
    name: str
    classes: int = 10
    names: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        images = as_numbers(self.images, what="images")
        if images.dtype != np.uint8 or images.ndim < 2 or not images.size:
            raise DatasetError(
                "images must be (n, 784) or (n, 28, 28) of uint8, n at least 1",
                came=f"{images.shape} of {images.dtype}",
                hint="see arrays.to_bytes for pixels 0..1",
            )
        count = as_numbers(self.labels, what="labels").size
        if count != len(images):
            raise DatasetError(
                "images and labels must be as many",
                came=f"{len(images)} and {count}",
                hint="are they of the same set?",
            )
        try:
            labels = as_labels(self.labels, count=count, classes=self.classes)
            names = as_names(self.names or _numbered(self.classes), count=self.classes)
        except LabelError as error:
            raise DatasetError(error.asked, came=error.came, hint=error.hint) from None
        object.__setattr__(self, "images", settled(images.reshape(len(images), -1)))
        object.__setattr__(self, "labels", settled(labels))
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "notices", tuple(self.notices))

    def __len__(self) -> int:
        return len(self.labels)

    def pixels(self, rows: slice | Labels | Sequence[int] = slice(None)) -> Floats:
        """Some of the images (or all) as (n, n_in) float32 pixels, 0 black to 1 white."""
        return from_bytes(self.images[rows])

    def take(self, rows: slice | Labels | Sequence[int], *, name: str | None = None) -> Dataset:
        """The data set of these rows alone."""
        return Dataset(self.images[rows], self.labels[rows], name or self.name, self.classes, self.names)

    def noticed(self, *notices: str) -> Dataset:
        """The same data with further notices."""
        return replace(self, notices=(*self.notices, *notices))

    def labelled_as(self, names: Sequence[str]) -> Dataset:
        """The same images, their labels numbered as in `names`.

        Raises DatasetError where a label that occurs is not among them.
        >>> dots = Dataset(np.zeros((2, 4), np.uint8), [0, 1], name="dots", classes=2, names=("b", "a"))
        >>> dots.labelled_as(("a", "b", "c")).labels
        array([1, 0])
        """
        places = {name: place for place, name in enumerate(names)}
        occurring = [self.names[label] for label in np.unique(self.labels)]
        if foreign := [name for name in occurring if name not in places]:
            raise DatasetError(
                f"the labels of {shown(self.name)} must be among the network's: {listed(names)}",
                came=listed(foreign),
                hint="choose a network that was taught these labels, or rename them in the data",
                code="LABELS_DO_NOT_MATCH",
            )
        moved = np.array([places.get(name, -1) for name in self.names])[self.labels]
        return Dataset(self.images, moved, self.name, len(places), tuple(names), self.notices)

    def sha256(self) -> str:
        """Checksum of all images, labels and names that are not just numbers, to tell data sets apart in records."""
        named = b"" if self.names == _numbered(self.classes) else to_json(self.names).encode()
        return hashlib.sha256(self.images.tobytes() + self.labels.tobytes() + named).hexdigest()


def _numbered(classes: int) -> tuple[str, ...]:
    return tuple(map(str, range(classes)))


def listed(names: Sequence[str], *, most: int = 12) -> str:
    """Names for a sentence: all of them, or the first few and how many more.

    >>> listed(("a", "b", "c"), most=2)
    'a, b and 1 more'
    """
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(map(shown, names[:most])) + more


def split(dataset: Dataset, *, validation: int, seed: int = SPLIT_SEED) -> tuple[Dataset, Dataset]:
    """(training, validation): `validation` images drawn by `seed` are held out, each in its old order.

    Raises DatasetError where nothing would be left to train on.
    >>> [len(part) for part in split(Dataset(np.zeros((5, 4), np.uint8), [0] * 5, name="five"), validation=2)]
    [3, 2]
    """
    if not 0 < validation < len(dataset):
        raise DatasetError(
            f"a validation part must leave some of the {len(dataset)} images to train on",
            came=str(validation),
            hint="hold out fewer images",
        )
    held = np.zeros(len(dataset), bool)
    held[np.random.default_rng(seed).permutation(len(dataset))[:validation]] = True
    return (
        dataset.take(np.flatnonzero(~held), name=f"{dataset.name}, all but {validation}"),
        dataset.take(np.flatnonzero(held), name=f"{dataset.name}, {validation} held out"),
    )
