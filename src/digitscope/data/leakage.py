"""The same image twice where it should be once: in go data sets, out come counts and words for a person.

Images are the same where all their grey levels are; what was copied by way of a camera is not found.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from digitscope.data.dataset import Dataset, split
from digitscope.data.mnist import TRAINING_SHA256, mnist

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from digitscope.arrays import Bytes


def shared(learned: Bytes, asked: Bytes) -> int:
    """How many of the images `asked`, (n, pixels), are also among those `learned`.

    >>> shared(np.eye(3, dtype=np.uint8), np.eye(3, dtype=np.uint8)[[0, 0, 2]])
    3
    """
    if learned.shape[1] != asked.shape[1]:
        return 0
    known = set(_digests(learned))
    return sum(digest in known for digest in _digests(asked))


def _digests(images: Bytes) -> list[bytes]:
    return [hashlib.blake2b(image.data, digest_size=16).digest() for image in np.ascontiguousarray(images)]


def in_training(dataset: Dataset, *, validation: int, test: Dataset | None = None) -> tuple[str, ...]:
    """What a person should know before learning from this data: images held out or in `test` that are learned from too,
    and the same image under two labels.

    validation: images that will be held out.
    >>> dots = Dataset(np.zeros((3, 4), np.uint8), [0, 1, 1], name="dots", classes=2)
    >>> in_training(dots, validation=1)[0]
    'LEAKAGE 1 of 1 held-out image is also among the 2 learned from: what they measure is too good'
    """
    learned, held = split(dataset, validation=validation) if validation else (dataset, None)
    told = []
    for what, known, asked in (("held-out", learned, held), ("test", dataset, test)):
        if asked is not None and (count := shared(known.images, asked.images)):
            told.append(
                f"LEAKAGE {_of(count, len(asked), what)} also among the {len(known):,} learned from: "
                "what they measure is too good"
            )
    if count := _contradictions(dataset):
        told.append(f"CONTRADICTION {_of(count, len(dataset), '')} there again with another label")
    return tuple(told)


def in_evaluation(dataset: Dataset, about: Mapping[str, Any]) -> tuple[str, ...]:
    """The same before an evaluation. about: what the network's file says of the data that it learned from.

    >>> in_evaluation(mnist("training").take(slice(5)), {"sha256": TRAINING_SHA256})[0][:30]
    'LEAKAGE 5 of 5 images are also'
    """
    sum_of_data = about.get("sha256")
    if sum_of_data == dataset.sha256():
        return ("LEAKAGE the network learned from this very data: this is not how well it reads what is new",)
    if sum_of_data == TRAINING_SHA256 and (count := shared(mnist("training").images, dataset.images)):
        return (
            f"LEAKAGE {_of(count, len(dataset), '')} also in MNIST's training images, which the network learned from",
        )
    return ()


def _of(count: int, total: int, what: str) -> str:
    kind = f"{what} image".strip()
    return f"{count:,} of {total:,} {kind}{'' if total == 1 else 's'} {'is' if count == 1 else 'are'}"


def _contradictions(dataset: Dataset) -> int:
    """Images whose like has another label."""
    labels: dict[bytes, set[int]] = {}
    digests = _digests(dataset.images)
    for digest, label in zip(digests, dataset.labels.tolist(), strict=True):
        labels.setdefault(digest, set()).add(label)
    return sum(len(labels[digest]) > 1 for digest in digests)
