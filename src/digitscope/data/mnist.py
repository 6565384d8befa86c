"""MNIST, shipped with the package: 60,000 training and 10,000 test digits, checked against known checksums."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import Final, Literal

import numpy as np

from digitscope.data.dataset import Dataset
from digitscope.data.idx import read_idx, unpacked
from digitscope.errors import DatasetError

Part = Literal["training", "test"]

SUMS: Final = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""SHA-256 of the four unpacked files, as they are known for the originals."""
TRAINING_SHA256: Final = "d18cfd466eb143ac1097fde604dba9eec4116885869d04cc648b510949f9e88c"
"""`mnist("training").sha256()`, as the files of networks have it that learned from it."""
COUNTS: Final[dict[Part, int]] = {"training": 60_000, "test": 10_000}
PIXELS: Final = 784
STEMS: Final = {"training": "train", "test": "t10k"}


def mnist(part: Part = "training") -> Dataset:
    """MNIST's training (60,000) or test (10,000) digits, (n, 784) uint8 with labels 0..9.

    Raises DatasetError where a shipped file is damaged (code DATASET_CHECKSUM) or `part` is not known.
    Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits"; CC BY-SA 3.0.
    >>> len(mnist("test"))
    10000
    """
    if part not in STEMS:
        raise DatasetError("MNIST has a training and a test part", came=repr(part), hint='ask for "training" or "test"')
    stem = STEMS[part]
    return Dataset(
        read_idx(_checked(f"{stem}-images-idx3-ubyte"), dimensions=3, name=f"MNIST's {part} images"),
        read_idx(_checked(f"{stem}-labels-idx1-ubyte"), dimensions=1, name=f"MNIST's {part} labels").astype(np.int64),
        name=f"MNIST {part}",
    )


def checksums(part: Part) -> dict[str, str]:
    """The checksums of the two files of that part, for records.

    >>> sorted(checksums("test"))
    ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']
    """
    return {name: known for name, known in SUMS.items() if name.startswith(STEMS[part])}


def packed(part: Part, what: Literal["images", "labels"]) -> bytes:
    """One of the two files of that part as it is shipped: gzip of IDX, its content checked.

    Raises DatasetError (DATASET_CHECKSUM) where it is damaged.
    >>> read_idx(packed("test", "labels"), dimensions=1)[:3]
    array([7, 2, 1], dtype=uint8)
    """
    (name,) = [name for name in checksums(part) if f"-{what}-" in name]
    _checked(name)
    return _shipped(name)


def _shipped(name: str) -> bytes:
    return resources.files("digitscope.data").joinpath("files", f"{name}.gz").read_bytes()


def _checked(name: str) -> bytes:
    body = unpacked(_shipped(name), name=name)
    found = hashlib.sha256(body).hexdigest()
    if found != SUMS[name]:
        raise DatasetError(
            f"{name} must have the checksum {SUMS[name][:12]}...",
            came=f"{found[:12]}...",
            hint="install digitscope again",
            code="DATASET_CHECKSUM",
        )
    return body
