"""One step of learning, written three ways: as a loop over every weight, as matrix products, as the kernel.

In: a network and known digits. Out: how long an image takes each way, here and now. It repeats the LEARN walk side by
side; what is learned meanwhile is thrown away.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from digitscope.engine.choice import NUMPY, engine_for
from digitscope.engine.descent import descend
from digitscope.engine.images import Images
from digitscope.engine.optimizers import NOTHING, SGD
from digitscope.experiments.loop import Lists, step_as_a_loop
from digitscope.training.recipe import Recipe, whole
from digitscope.training.trainer import fits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digitscope.data.dataset import Dataset
    from digitscope.engine.choice import Engine
    from digitscope.engine.network import Network

Name: TypeAlias = Literal["loop", "matrix", "kernel"]
EPOCH: Final = 60_000
"""Images of MNIST's training set: more than so many are never learned from in one go."""
RATE: Final = 0.5
SHARE: Final = 8
"""A way is tried until it took this part of its turn; then it is known how many images fill a turn."""
FASTER: Final = 4
PATIENCE: Final = 2.0
"""On a machine so slow that one batch is longer than a turn: it ends after so many times the seconds asked for."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way and its times.

    seconds: CPU seconds an image, one number a round.  images: learned from in each round.
    >>> Way("loop", (0.004, 0.002, 0.003), 10).median
    0.003
    """

    name: Name
    seconds: tuple[float, ...]
    images: int

    @property
    def median(self) -> float:
        """CPU seconds an image."""
        return median(self.seconds)


@dataclass(frozen=True, slots=True)
class ThreeWays:
    """The same step of learning each way.

    batch: images an update.  engine: the one that takes this network here, and why.  ways: loop, matrix, and kernel
    where that takes it.
    """

    batch: int
    engine: Engine
    ways: tuple[Way, ...]


def three_ways(
    network: Network, dataset: Dataset, *, batch: int = 10, seconds: float = 0.7, rounds: int = 5
) -> ThreeWays:
    """How long one image of learning takes this network, each way: SGD on the quadratic cost, in batches.

    The ways take turns, round after round, each for about as long, all together for about `seconds` of one core.
    Raises SettingError where a neuron is no sigmoid, ShapeError where network and digits do not fit.
    >>> from digitscope.data.dataset import Dataset
    >>> from digitscope.engine.initialise import initialise
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> [way.name for way in three_ways(initialise((4, 3, 2), rng=0), dots, seconds=0.01).ways][:2]
    ['loop', 'matrix']
    """
    fits(network, dataset, Recipe())
    batch, rounds = whole("batch", batch, 1), whole("rounds", rounds, 1)
    engine = engine_for(network)
    ways: dict[Name, Callable[[int], None]] = {
        "loop": _loop(network, dataset, batch),
        "matrix": _descent(network, dataset, batch, NUMPY),
    }
    if engine.name == "kernel":
        ways["kernel"] = _descent(network, dataset, batch, engine)
    end = time.process_time() + PATIENCE * seconds
    counts = {name: _count(learn, batch, seconds / rounds / len(ways)) for name, learn in ways.items()}
    times = _rounds(ways, counts, rounds, end)
    return ThreeWays(batch, engine, tuple(Way(name, tuple(times[name]), counts[name]) for name in ways))


def _rounds(
    ways: Mapping[Name, Callable[[int], None]], counts: Mapping[Name, int], rounds: int, end: float
) -> dict[Name, list[float]]:
    times: dict[Name, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, learn in ways.items():
            times[name].append(_taken(learn, counts[name]) / counts[name])
        if time.process_time() > end:
            break
    return times


def _taken(learn: Callable[[int], None], count: int) -> float:
    began = time.process_time()
    learn(count)
    return time.process_time() - began


def _count(learn: Callable[[int], None], batch: int, turn: float) -> int:
    """Images, whole batches of them, that take about as long as a turn."""
    most = max(batch, EPOCH // batch * batch)
    learn(batch)  # whatever is prepared once is prepared by now
    count = batch
    while (taken := _taken(learn, count)) < turn / SHARE and count < most:
        count = min(most, FASTER * count)
    return min(most, max(batch, int(count * turn / max(taken, 1e-9)) // batch * batch))


def _loop(network: Network, dataset: Dataset, batch: int) -> Callable[[int], None]:
    lists, rows = Lists.of(network), np.arange(batch) % len(dataset)
    images: list[list[float]] = dataset.pixels(rows).tolist()
    labels: list[int] = dataset.labels[rows].tolist()

    def learn(count: int) -> None:
        for _ in range(count // batch):
            step_as_a_loop(lists, images, labels, rate=RATE)

    return learn


def _descent(network: Network, dataset: Dataset, batch: int, engine: Engine) -> Callable[[int], None]:
    images = Images(dataset.images)
    rows = np.arange(max(batch, EPOCH)) % len(dataset)
    rates = np.full(len(rows), RATE)
    how: Any = {"batch": batch, "optimizer": SGD(), "loss": "quadratic", "engine": engine}

    def learn(count: int) -> None:
        descend(network, NOTHING, images, dataset.labels, rows[:count], rates[: count // batch], **how)

    return learn
