"""The LEARN walk: one loop, a generator of Steps, and whoever listens does with them what it likes.

A Step holds its State, and a State is all there is: training goes on from any State to the same bits as if it had
never stopped. That is what pausing, resuming, rewinding and branching are made of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from digitscope.data.augment import augment
from digitscope.data.batches import batches
from digitscope.data.dataset import Dataset, split
from digitscope.engine.descent import Descent, descend
from digitscope.engine.losses import loss as loss_named
from digitscope.engine.optimizers import NOTHING, Memory, Optimizer, WithDecay
from digitscope.engine.optimizers import optimizer as optimizer_named
from digitscope.engine.schedules import schedule
from digitscope.errors import SettingError
from digitscope.measures.accuracy import evaluation
from digitscope.training.health import complaints
from digitscope.training.history import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitscope.arrays import Bytes, Floats
    from digitscope.engine.network import Network
    from digitscope.training.recipe import Recipe

Every = Literal["epoch"] | int


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A place in a run, whole: with the recipe and the data, the rest of the run follows from it.

    epoch: whole epochs behind.  batch: batches of the present epoch behind.  best: the network with the highest
    validation accuracy so far (ties: lowest loss), its numbers and the epoch it was met in; the last network where
    nothing is held out.
    """

    network: Network
    memory: Memory
    epoch: int
    batch: int
    best: Network
    best_accuracy: float
    best_loss: float
    best_epoch: int

    @classmethod
    def fresh(cls, network: Network) -> State:
        """The start of a run from this network."""
        return cls(network, NOTHING, 0, 0, network, -1.0, np.inf, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What `train` yields: the place, its numbers, and what to say about it.

    diverged: None, or where the first number was not finite; it is the last Step then, and state.network is the
    last network whose numbers all were.  stopped: no more Steps follow: all epochs done, out of patience, or diverged.
    """

    state: State
    row: Row
    improved: bool = False
    stopped: bool = False
    diverged: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def network(self) -> Network:
        return self.state.network


def train(start: Network | State, dataset: Dataset, recipe: Recipe, *, every: Every = "epoch") -> Iterator[Step]:
    """Train from a network, or go on from a State, and yield a Step each epoch or each so many batches.

    every: "epoch", or a number of batches (then at each epoch's end as well).  It changes no bit of the result.
    Raises SettingError for an `every` that cannot be, DatasetError where validation leaves nothing to train on.
    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.training.recipe import Recipe
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> recipe = Recipe(epochs=50, batch=1, learning_rate=5.0, validation=0)
    >>> *_, last = train(initialise((4, 2), rng=recipe.stream("start")), dots, recipe)
    >>> last.row.accuracy, last.stopped
    (1.0, True)
    """
    if every != "epoch" and (isinstance(every, bool) or not isinstance(every, int) or every < 1):
        raise SettingError('every is "epoch" or a number of batches', came=repr(every), hint="use 1 for each batch")
    state = start if isinstance(start, State) else State.fresh(start)
    training, held = split(dataset, validation=recipe.validation) if recipe.validation else (dataset, None)
    return _steps(state, training, held, recipe, every)


def _steps(state: State, training: Dataset, held: Dataset | None, recipe: Recipe, every: Every) -> Iterator[Step]:
    optimizer = _optimizer(recipe, state.network)
    total = -(-len(training) // recipe.batch)
    while not _finished(state, recipe):
        epoch = state.epoch
        images = _images(training, recipe, epoch)
        order = batches(len(training), size=recipe.batch, rng=recipe.stream("order", epoch))
        rates = [_rate(recipe, epoch + number / total) for number in range(total)]
        for begin, end in _stretches(state.batch, total, every):
            walk = descend(
                state.network, state.memory, images, training.labels, order[begin:end], rates[begin:end],
                optimizer=optimizer, loss=recipe.loss,
            )  # fmt: skip
            batch = begin + walk.diverged.batch if walk.diverged else end
            state = replace(state, network=walk.network, memory=walk.memory, batch=batch)
            if walk.diverged:
                row = _row(walk, epoch + batch / total, rates[batch])
                told = f"epoch {epoch + 1}, batch {batch + 1}: {walk.diverged.tensor} is not finite"
                yield Step(_kept_best(state, held), row, stopped=True, diverged=told)
                return
            row = _row(walk, epoch + end / total, rates[end - 1])
            if end < total:
                yield Step(state, row)
        state, row, improved = _epoch_ended(state, held, row, recipe)
        yield Step(
            state, row, improved, _finished(state, recipe),
            warnings=complaints(state.network, (held or training).pixels(slice(1000))),
        )  # fmt: skip


def _finished(state: State, recipe: Recipe) -> bool:
    out_of_patience = recipe.patience is not None and state.epoch - state.best_epoch >= recipe.patience
    return state.epoch >= recipe.epochs or out_of_patience


def _optimizer(recipe: Recipe, network: Network) -> Optimizer:
    plain = optimizer_named(recipe.optimizer, momentum=recipe.momentum)
    if not recipe.weight_decay:
        return plain
    shrinks = np.ones(network.parameter_count, network.dtype)
    for _, bias in network.split(shrinks):
        bias[:] = 0
    return WithDecay(plain, recipe.weight_decay, shrinks)


def _images(training: Dataset, recipe: Recipe, epoch: int) -> Bytes:
    if recipe.augmentation is None:
        return training.images
    return augment(training.images, recipe.augmentation, rng=recipe.stream("augment", epoch))


def _rate(recipe: Recipe, epochs_done: float) -> float:
    epochs = recipe.epochs
    return recipe.learning_rate * schedule(recipe.schedule, epochs_done / epochs, warmup=recipe.warmup / epochs)


def _stretches(begin: int, total: int, every: Every) -> Iterator[tuple[int, int]]:
    """Ranges of batches between Steps, from `begin` to the epoch's end."""
    while begin < total:
        end = total if every == "epoch" else min(total, (begin // every + 1) * every)
        yield begin, end
        begin = end


def _row(walk: Descent, epochs_done: float, rate: float) -> Row:
    seen = walk.images or np.nan
    return Row(epochs_done, walk.cost / seen, walk.correct / seen, None, None, rate)


def _epoch_ended(state: State, held: Dataset | None, row: Row, recipe: Recipe) -> tuple[State, Row, bool]:
    """The state at the start of the next epoch, its row with validation, and whether it is the best so far."""
    state = replace(state, epoch=state.epoch + 1, batch=0)
    if held is None:
        return replace(state, best=state.network, best_epoch=state.epoch), row, True
    z = outputs(state.network, held.pixels())
    cost = float(loss_named(recipe.loss).costs(z, held.labels, state.network.activations[-1]).mean())
    accuracy = evaluation(z, held.labels).accuracy
    improved = (accuracy, -cost) > (state.best_accuracy, -state.best_loss)
    if improved:
        state = replace(state, best=state.network, best_accuracy=accuracy, best_loss=cost, best_epoch=state.epoch)
    return state, replace(row, validation_loss=cost, validation_accuracy=accuracy), improved


def _kept_best(state: State, held: Dataset | None) -> State:
    """After divergence the best is what it was; where nothing was ever held out, the last finite network."""
    return state if held is not None and state.best_epoch else replace(state, best=state.network)


def outputs(network: Network, pixels: Any) -> Floats:
    """z of the output layer, (n, n_out): what losses, answers and confidences are made of."""
    return network.trace(pixels).pre_activations[-1]
