"""What every contender gets alike: the same images in the same order, the same start, and what it has to give back."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from digitscope.data.mnist import mnist
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.engine.structure import with_activation
from digitscope.networks.catalogue import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from digitscope.arrays import Bytes, Floats, Labels
    from digitscope.data.dataset import Dataset
    from digitscope.experiments.speed.cases import Answering, Learning

Epoch: TypeAlias = "tuple[Callable[[], Any], Callable[[Any], Network]]"
"""What a contender makes of a Lesson: a function that learns it from its start, which is what is timed, and one that
turns what the first gave into a Network, which is not."""
Answers: TypeAlias = "dict[str, Callable[[], Any]]"
"""What a contender makes of an Exam: functions that give the outputs, (n, 10), or (10,) for one image, by how they go
about it; of several the fastest counts."""
BLOCK: Final = 500
"""Images that stay in the cache from one layer to the next: about the best for every peer, measured."""


@functools.cache
def training() -> Dataset:
    """MNIST's training images, read once a process."""
    return mnist("training")


@functools.lru_cache(maxsize=1)
def training_pixels(count: int) -> Floats:
    """The first of them as (count, 784) float32, kept as long as nobody asks for another count."""
    return training().pixels(slice(count))


def forget() -> None:
    """Lets go of both: whoever still needs them has them."""
    training.cache_clear()
    training_pixels.cache_clear()


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A case of learning with all that it needs.

    count: how many of the images are learned, from the first on.
    """

    case: Learning
    count: int

    @property
    def start(self) -> Network:
        """The untrained network, the same for all."""
        return initialise(self.case.widths, self.case.activation, output_activation=self.case.output, rng=0)

    @property
    def levels(self) -> Bytes:
        """(count, n_in) uint8."""
        return training().images[: self.count]

    @property
    def pixels(self) -> Floats:
        """(count, n_in) float32, 0 to 1."""
        return training_pixels(self.count)

    @property
    def labels(self) -> Labels:
        return training().labels[: self.count]

    @property
    def wanted(self) -> Floats:
        """(count, 10) float32: 1 for the label, 0 for the others."""
        return np.eye(10, dtype=np.float32)[self.labels]


@dataclass(frozen=True, slots=True, eq=False)
class Exam:
    """A case of answering: the shipped network, and the images.

    levels: (n, 784) uint8, one image for the case of one.
    """

    case: Answering
    levels: Bytes

    @classmethod
    def of(cls, case: Answering) -> Exam:
        images = mnist("test").images
        return cls(case, images[:1] if case.kind == "one" else images)

    @property
    def network(self) -> Network:
        """The one called plain; where many images are evaluated, without the last sigmoid, which moves no answer."""
        network = find("plain").network
        return with_activation(network, -1, "identity") if self.case.kind in ("prepared", "raw") else network

    @property
    def pixels(self) -> Floats:
        """(n, 784) float32, or (784,) for the case of one."""
        pixels = np.divide(self.levels, np.float32(255), dtype=np.float32)
        return pixels[0] if self.case.kind == "one" else pixels

    @property
    def dense(self) -> tuple[Network, Bytes | Floats]:
        """Network and images for whoever multiplies every pixel.

        Raw images are the levels themselves, and 1/255 is a part of the first weights: that saves a pass over them.
        """
        network = self.network
        if self.case.kind != "raw":
            return network, self.pixels
        first, *rest = network.layers
        weights = (first.weights / np.float64(255)).astype(np.float32)
        return Network((Layer(weights, first.bias, first.activation), *rest)), self.levels


def ways(exam: Exam, answer: Callable[[Any], Any], images: Any, *, joined: Callable[[Any], Any]) -> Answers:
    """`answer` of all images at once, and of one block after the other; for one image there is no choice.

    joined: makes one array of those of the blocks.
    """
    if exam.case.kind == "one":
        return {"": lambda: answer(images)}
    parts = [slice(begin, begin + BLOCK) for begin in range(0, len(images), BLOCK)]
    return {
        "all at once": lambda: answer(images),
        f"in blocks of {BLOCK}": lambda: joined([answer(images[part]) for part in parts]),
    }


def network_of(parts: Iterable[tuple[Any, Any]], start: Network) -> Network:
    """A Network of weights (n_out, n_in) and biases (n_out,), with the activations of `start`.

    >>> network_of([(np.ones((2, 3)), np.zeros(2))], initialise((3, 2), rng=0)).widths
    (3, 2)
    """
    pairs = zip(parts, start.activations, strict=True)
    return Network(tuple(Layer(np.asarray(w, np.float32), np.asarray(b, np.float32), name) for (w, b), name in pairs))
