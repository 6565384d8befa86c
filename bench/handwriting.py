"""Other people's digits, read with the shipped networks: as they are, and prepared by ink.

    python bench/handwriting.py [NETWORK ...]      all that ship, where none is named

Nothing was trained on these sets and no threshold was set by them. See tests/data/handwriting/README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from digitscope.arrays import from_bytes
from digitscope.data.mnist import mnist
from digitscope.ink.normalise import prepare
from digitscope.measures.accuracy import evaluation
from digitscope.networks.catalogue import cards, find

SETS = Path(__file__).parents[1] / "tests" / "data" / "handwriting"


def as_is(image: Any) -> Any:
    """What one would do without thinking: to 28 x 28, light on dark."""
    picture = Image.fromarray(image).resize((28, 28), Image.Resampling.BILINEAR)
    grey = np.asarray(picture, np.uint8)
    return from_bytes(255 - grey if np.median(grey) > 127 else grey).ravel()


def line(name: str, network: Any, images: Any, labels: Any) -> None:
    """One set: accuracy without and with preparation, with its 95% interval."""
    plain = evaluation(network(np.array([as_is(image) for image in images])), labels)
    prepared = evaluation(network(np.array([prepare(image).pixels for image in images])), labels)
    low, high = prepared.interval
    print(
        f"{name:<12} {len(labels):>6,} images   as is {plain.accuracy:>6.1%}   "
        f"prepared {prepared.accuracy:>6.1%}  (95%: {low:.1%} to {high:.1%})"
    )


def main() -> None:
    test = mnist("test")
    for name in sys.argv[1:] or [card.name for card in cards()]:
        network = find(name).network
        print(f"network {name}, {network.parameter_count:,} parameters")
        line("MNIST test", network, test.images.reshape(-1, 28, 28), test.labels)
        for stem in ("hwd1000", "semeion"):
            with np.load(SETS / f"{stem}.npz") as archive:
                line(stem, network, archive["images"], archive["labels"].astype(int))


if __name__ == "__main__":
    main()
