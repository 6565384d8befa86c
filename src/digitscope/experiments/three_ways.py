"""One step of learning, written three ways: as a loop over every weight, as matrix products, as the kernel.

In: a network and known digits. Out: how long an image takes each way, here and now. It repeats the LEARN walk side by
side; what is learned meanwhile is thrown away. The last two are the very code that `digitscope bench` times.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

from digitscope.engine.blas import one_thread
from digitscope.engine.choice import engine_for
from digitscope.errors import SettingError
from digitscope.experiments.loop import Lists, step_as_a_loop
from digitscope.experiments.speed.cases import RATES, Learning
from digitscope.experiments.speed.contenders import own, vectorised
from digitscope.experiments.speed.material import Lesson, network_of
from digitscope.text import shown
from digitscope.training.recipe import Recipe, whole
from digitscope.training.trainer import fits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digitscope.arrays import Bytes, Floats, Labels
    from digitscope.data.dataset import Dataset
    from digitscope.engine.choice import Engine
    from digitscope.engine.network import Network
    from digitscope.experiments.speed.material import Epoch

Name: TypeAlias = Literal["loop", "matrix", "kernel"]
LOSS: Final = "quadratic"
EPOCH: Final = 60_000
"""Images of MNIST's training set: more than so many are never learned from in one round."""
SHARE: Final = 8
"""A way is tried until it took this part of its turn; then it is known how many images fill a turn."""
FASTER: Final = 4
PATIENCE: Final = 2.0
"""Whoever waits does so by the clock on the wall: after so many times the seconds asked for no other turn begins."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way and its times.

    seconds: CPU seconds an image, one number a round.  images: learned from in each round.
    prepared: CPU seconds an image, once and before, until it has the form that this way takes: lists of numbers for the
    loop, float32 for the matrix products, its ink found for the kernel.
    >>> Way("loop", (0.004, 0.002, 0.003), 10, 1e-5).median
    0.003
    """

    name: Name
    seconds: tuple[float, ...]
    images: int
    prepared: float

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


@dataclass(frozen=True, slots=True, eq=False)
class _Known(Lesson):
    """The lesson of any network and any digits, the first `count` of them."""

    network: Network
    digits: Dataset

    @property
    def start(self) -> Network:
        return self.network.astype(np.float32)

    @property
    def levels(self) -> Bytes:
        return self.digits.images[: self.count]

    @property
    def pixels(self) -> Floats:
        return self.digits.pixels(slice(self.count))

    @property
    def labels(self) -> Labels:
        return self.digits.labels[: self.count]

    @property
    def wanted(self) -> Floats:
        return np.eye(self.network.widths[-1], dtype=np.float32)[self.labels]


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a way does in each round: it makes the lesson's images ready, and learns them so many times."""

    way: Callable[[Lesson], Epoch]
    lesson: Lesson
    times: int = 1

    @property
    def images(self) -> int:
        return self.lesson.count * self.times

    def taken(self) -> tuple[float, float]:
        """CPU seconds an image: to be made ready, to be learned from."""
        began = time.process_time()
        learn, _ = self.way(self.lesson)
        ready = time.process_time()
        for _ in range(self.times):
            learn()
        return (ready - began) / self.lesson.count, (time.process_time() - ready) / self.images


def three_ways(
    network: Network, dataset: Dataset, *, batch: int = 10, seconds: float = 0.7, rounds: int = 5
) -> ThreeWays:
    """How long one image of learning takes this network, each way: SGD on the quadratic cost, in batches.

    The ways take turns, round after round, each for about as long, all together for about `seconds` of one core. Where
    twice as long is over on the wall, the last rounds are left out; a way learns two batches at least.
    Raises SettingError where a neuron is no sigmoid, ShapeError where network and digits do not fit.
    >>> from digitscope.data.dataset import Dataset
    >>> from digitscope.engine.initialise import initialise
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> [way.name for way in three_ways(initialise((4, 3, 2), rng=0), dots, seconds=0.01).ways][:2]
    ['loop', 'matrix']
    """
    fits(network, dataset, Recipe())
    rounds, engine = whole("rounds", rounds, 1), engine_for(network)
    known = _known(network, dataset, batch)
    ways: dict[Name, Callable[[Lesson], Epoch]] = {
        "loop": partial(_loop, Lists.of(network)),
        "matrix": vectorised.epoch,
    }
    if engine.name == "kernel":
        ways["kernel"] = own.epoch
    end = time.monotonic() + PATIENCE * seconds
    with one_thread(), np.errstate(over="ignore"):  # a sigmoid's exp far below 0
        turns = {name: _turn(way, known, seconds / rounds / len(ways)) for name, way in ways.items()}
        times = _rounds(turns, rounds, end)
    return ThreeWays(batch, engine, tuple(_summed(name, turn, times[name]) for name, turn in turns.items()))


def _known(network: Network, dataset: Dataset, batch: int) -> _Known:
    """All of the digits in whole batches; where they do not fill one, they come again in it."""
    if batch not in RATES[LOSS]:
        words = ", ".join(map(str, RATES[LOSS]))
        raise SettingError(f"batch must be one of {words}", came=shown(repr(batch)), hint="10 is the lesson's")
    count = max(batch, min(EPOCH, len(dataset)) // batch * batch)
    digits = dataset if count <= len(dataset) else dataset.take(np.arange(count) % len(dataset))
    return _Known(Learning(network.widths, "sigmoid", LOSS, batch), count, network, digits)


def _turn(way: Callable[[Lesson], Epoch], known: _Known, seconds: float) -> _Turn:
    """Images, whole batches of them, that take about so long."""
    batch, most = known.case.batch, known.count
    turn = _Turn(way, replace(known, count=batch))
    while (taken := turn.taken()[1] * turn.images) < seconds / SHARE and turn.images < most:
        turn = replace(turn, lesson=replace(known, count=min(most, FASTER * turn.images)))
    images = min(max(EPOCH, most), int(turn.images * seconds / max(taken, 1e-9)))
    count = min(most, max(batch, images // batch * batch))
    return _Turn(way, replace(known, count=count), max(1, images // count))


def _rounds(turns: Mapping[Name, _Turn], rounds: int, end: float) -> dict[Name, list[tuple[float, float]]]:
    times: dict[Name, list[tuple[float, float]]] = {name: [] for name in turns}
    for _ in range(rounds):
        for name, turn in turns.items():
            if times[name] and time.monotonic() > end:
                return times
            times[name].append(turn.taken())
    return times


def _summed(name: Name, turn: _Turn, times: list[tuple[float, float]]) -> Way:
    prepared, seconds = zip(*times, strict=True)
    return Way(name, seconds, turn.images, median(prepared))


def _loop(lists: Lists, lesson: Lesson) -> Epoch:
    batch = lesson.case.batch
    images: list[list[float]] = lesson.pixels.tolist()
    labels: list[int] = lesson.labels.tolist()

    def run() -> Lists:
        for begin in range(0, lesson.count, batch):
            of = slice(begin, begin + batch)
            step_as_a_loop(lists, images[of], labels[of], rate=lesson.case.rate)
        return lists

    return run, lambda after: network_of(zip(after.weights, after.bias, strict=True), lesson.start)
