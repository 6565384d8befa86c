"""Data held against MNIST, the one set that is known to the last bit: is it MNIST, changed? Do its digits lie right?

In: a Dataset that somebody brought. Out: what a person should know of it, or a refusal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.arrays import DIGITS
from digitscope.data.mnist import COUNTS, PIXELS, mnist
from digitscope.errors import DatasetError
from digitscope.text import shown

if TYPE_CHECKING:
    from digitscope.arrays import Bytes, Floats
    from digitscope.data.dataset import Dataset

MOSTLY: Final = 0.5
"""A set is MNIST, changed, where at least that part of its images and of its labels is the very same in its place."""
SIDE: Final = 28
FEWEST: Final = 30
"""Images of digits that it takes to tell how they lie."""
FEWEST_DIGITS: Final = 5
CLEARLY: Final = 0.2
"""How much more like MNIST's digits are when they are turned: 30 digits made as MNIST's reach 0.27 at least (from two
sets, 200 draws each), 10 strange characters that are called 0 to 9 reach 0.18 at most (500 draws)."""


def changed(dataset: Dataset) -> str:
    """What differs where the data is MNIST but for a smaller part of it; empty where it is MNIST, or something else.

    >>> changed(mnist("test"))
    ''
    """
    part = next((part for part, count in COUNTS.items() if count == len(dataset)), None)
    if part is None or dataset.images.shape[1] != PIXELS or dataset.names != DIGITS:
        return ""
    original = mnist(part)
    images = (dataset.images != original.images).any(axis=1)
    labels = dataset.labels != original.labels
    if min(1 - images.mean(), 1 - labels.mean()) < MOSTLY or not (images | labels).any():
        return ""
    first = int(np.argmax(images | labels))
    return f"{images.sum():,} of its images and {labels.sum():,} of its labels changed, the first at index {first:,}"


def check_known(dataset: Dataset, *, allow_modified: bool) -> Dataset:
    """The same data, with a notice where it is MNIST, changed, and that is allowed; else DatasetError is raised.

    >>> check_known(mnist("test"), allow_modified=False).notices
    ()
    """
    found = changed(dataset)
    if found and not allow_modified:
        raise DatasetError(
            f"{shown(dataset.name)} is MNIST, and must be so to the last byte",
            came=found,
            hint="get it again; if it was meant, give --allow-modified (allow_modified=True)",
            code="DATASET_CHECKSUM",
        )
    return dataset.noticed(f"MODIFIED this is MNIST with {found}") if found else dataset


def turned(dataset: Dataset) -> bool:
    """Whether digits of 28 x 28 lie with rows for columns, as in EMNIST's files; False where that cannot be told.

    The mean image of each digit is held against MNIST's, as it is and turned.
    >>> turned(mnist("test"))
    False
    """
    digits = [name for name in dataset.names if name in DIGITS]
    rows = np.flatnonzero(np.isin(np.array(dataset.names)[dataset.labels], digits))
    if dataset.images.shape[1] != PIXELS or len(rows) < FEWEST or len(digits) < FEWEST_DIGITS:
        return False
    own, known = _means(dataset.take(rows), digits), _means(mnist("test"), digits)
    upright, across = _likeness(own, known), _likeness(own.swapaxes(1, 2), known)
    return across > CLEARLY and across - upright > CLEARLY  # dark ink on light resembles nothing, turned or not


def _means(dataset: Dataset, digits: list[str]) -> Floats:
    """(digits, 28, 28), each less its own mean and of length 1."""
    named = np.array(dataset.names)[dataset.labels]
    means = np.array([_mean(dataset.images[named == digit]) for digit in digits])
    means -= means.mean(axis=(1, 2), keepdims=True)
    lengths = np.sqrt(np.square(means).sum(axis=(1, 2), keepdims=True))
    return means / np.where(lengths, lengths, 1)


def _mean(images: Bytes) -> Floats:
    return images.mean(axis=0, dtype=np.float64).reshape(SIDE, SIDE) if len(images) else np.zeros((SIDE, SIDE))


def _likeness(one: Floats, other: Floats) -> float:
    """Mean correlation of the digits' mean images, -1 to 1."""
    return float((one * other).sum(axis=(1, 2)).mean())
