"""The LEARN walk: one loop, a generator of Steps, and whoever listens does with them what it likes.

A Step holds its State, and a State is all there is: training goes on from any State to the same bits as if it had
never stopped. That is what pausing, resuming, rewinding and branching are made of.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from digitscope.data.augment import Augmentation, augment
from digitscope.data.dataset import Dataset, split
from digitscope.engine.descent import Descent, descend
from digitscope.engine.images import Images
from digitscope.engine.losses import loss as loss_named
from digitscope.engine.network import Network
from digitscope.engine.optimizers import Optimizer, WithDecay
from digitscope.engine.optimizers import optimizer as optimizer_named
from digitscope.engine.schedules import schedule
from digitscope.environment import cores
from digitscope.errors import SettingError, ShapeError
from digitscope.training.health import LOOKED_AT, complaints
from digitscope.training.history import Row
from digitscope.training.recipe import whole
from digitscope.training.state import UNJUDGED, State, judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitscope.arrays import Floats, Labels
    from digitscope.data.table import Table
    from digitscope.engine.features import Features
    from digitscope.training.recipe import Recipe

Every = Literal["epoch"] | int


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What `train` yields: the place, its numbers, and what to say about it.

    improved: the network is the best so far.  stopped: no more Steps follow: all epochs done, out of patience, or
    diverged (then state.diverged says where).  warnings: see health.py.
    """

    state: State
    row: Row
    improved: bool = False
    stopped: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def network(self) -> Network:
        return self.state.network

    @property
    def diverged(self) -> str | None:
        return self.state.diverged


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """A data set as training takes it: made once, good for any number of trainings that hold out as much.

    training, held: what is learned from and what is held out.  images: of `training`.  judges: of `held`, with labels.
    copies: distorted ones, made ahead by the augmentation `copied`; a recipe that wants just these need not make them.
    """

    training: Dataset | Table
    held: Dataset | Table | None
    images: Images | Features
    judges: tuple[Images | Floats, Labels] | None
    copies: tuple[Images, ...] = ()
    copied: Augmentation | None = None

    @classmethod
    def of(cls, dataset: Dataset, *, validation: int) -> Parts:
        """validation: images held out. Raises DatasetError where that leaves nothing to train on."""
        training, held = split(dataset, validation=validation) if validation else (dataset, None)
        return cls(training, held, Images(training.images), (Images(held.images), held.labels) if held else None)

    def with_copies(self, recipe: Recipe) -> Parts:
        """These parts with all the distorted copies that a recipe asks for, so that many trainings share them."""
        with ThreadPoolExecutor(cores()) as pool:
            copies = tuple(
                pool.map(lambda number: _distorted(self.training, recipe, number), range(recipe.copies or 0))
            )
        return replace(self, copies=copies, copied=recipe.augmentation)


def train(
    start: Network | State, dataset: Dataset | Parts, recipe: Recipe, *, every: Every = "epoch"
) -> Iterator[Step]:
    """Train from a network, or go on from a State, and yield a Step each epoch or each so many batches.

    dataset: or its Parts, where many are trained from it.
    every: "epoch", or a number of batches (then at each epoch's end as well).  It changes no bit of the result.
    Raises SettingError for an `every` or a loss that cannot be, ShapeError where network and data do not fit,
    DatasetError where validation leaves nothing to train on; all of it before the first Step.
    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.training.recipe import Recipe
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> recipe = Recipe(epochs=50, batch=1, learning_rate=5.0, validation=0)
    >>> *_, last = train(initialise((4, 2), rng=recipe.stream("start")), dots, recipe)
    >>> last.row.accuracy, last.stopped
    (1.0, True)
    """
    wanted = every if every == "epoch" else whole("every", every, 1, hint='"epoch", or 1 for each batch')
    state = start if isinstance(start, State) else State.fresh(start)
    fits(state.network, dataset.training if isinstance(dataset, Parts) else dataset, recipe)
    parts = dataset if isinstance(dataset, Parts) else Parts.of(dataset, validation=recipe.validation)
    if (held := len(parts.held or ())) != recipe.validation:
        raise SettingError(
            f"this recipe holds out {recipe.validation} images", came=f"Parts with {held}", hint="make others"
        )
    if state.batch and state.batch >= (batches := -(-len(parts.training) // recipe.batch)):
        raise SettingError(
            f"an epoch of this recipe has {batches} batches", came=f"a State after {state.batch}", hint="is it its own?"
        )
    return _steps(state, parts, recipe, wanted)


def fits(network: Network, dataset: Dataset | Table, recipe: Recipe) -> None:
    """Raises SettingError or ShapeError unless this network can learn from this data by this recipe."""
    if not isinstance(network, Network):
        raise SettingError(
            "training starts from a Network or a State",
            came=type(network).__name__,
            hint="of a network file, take its .network",
        )
    inputs, outs = network.widths[0], network.widths[-1]
    if (inputs, outs) != (dataset.images.shape[1], dataset.classes):
        raise ShapeError(
            f"this data needs a network from {dataset.images.shape[1]} pixels to {dataset.classes} outputs",
            came=f"{inputs} to {outs}",
            hint="choose the widths to fit",
        )
    loss_named(recipe.loss).check(network.activations[-1])


def _steps(state: State, parts: Parts, recipe: Recipe, every: Every) -> Iterator[Step]:
    optimizer, training, held, judges = _optimizer(recipe, state.network), parts.training, parts.held, parts.judges
    total = -(-len(training) // recipe.batch)
    kept: dict[int, Images] = {}
    if state.best_accuracy == UNJUDGED and state.epoch == state.batch == 0 and not ended(state, recipe):
        state, _, _ = judged(state, judges, loss=recipe.loss)  # the start competes with what comes of it
        if state.diverged:
            yield Step(state, Row(0.0, None, None, None, None, 0.0), stopped=True)
    while not ended(state, recipe):
        epoch = state.epoch
        images = _images(parts, recipe, epoch, kept)
        order = recipe.stream("order", epoch).permutation(len(training))
        steps = rates(recipe, epoch, total)
        for begin, end in _stretches(state.batch, total, every):
            walk = descend(
                state.network, state.memory, images, training.labels,
                order[begin * recipe.batch : end * recipe.batch], steps[begin:end],
                batch=recipe.batch, optimizer=optimizer, loss=recipe.loss,
            )  # fmt: skip
            batch = begin + walk.diverged.batch if walk.diverged else end
            state = replace(state, network=walk.network, memory=walk.memory, batch=batch)
            if walk.diverged:
                told = f"epoch {epoch + 1}, batch {batch + 1}: {walk.diverged.tensor} is not finite"
                row = _row(walk, epoch + batch / total, steps[batch])
                yield Step(_diverged(state, held, told), row, stopped=True)
                return
            row = _row(walk, epoch + end / total, steps[end - 1])
            if end < total:
                yield Step(state, row)
        state, judgement, improved = judged(replace(state, epoch=epoch + 1, batch=0), judges, loss=recipe.loss)
        row = replace(row, validation_loss=judgement.loss, validation_accuracy=judgement.accuracy)
        warnings = complaints(state.network, (held or training).pixels(slice(LOOKED_AT)))
        yield Step(state, row, improved, ended(state, recipe), warnings)


def _diverged(state: State, held: Dataset | Table | None, told: str) -> State:
    """The best stays what it was; where nothing is held out, it is the last finite network."""
    return replace(state, diverged=told, best=state.network if held is None else state.best)


def ended(state: State, recipe: Recipe) -> bool:
    """Whether nothing follows this place: all epochs done, out of patience, or diverged.

    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.training.recipe import Recipe
    >>> ended(State.fresh(initialise((4, 2), rng=0)), Recipe(epochs=0))
    True
    """
    out_of_patience = recipe.patience is not None and state.epoch - state.best_epoch >= recipe.patience
    return state.diverged is not None or state.epoch >= recipe.epochs or out_of_patience


def _optimizer(recipe: Recipe, network: Network) -> Optimizer:
    plain = optimizer_named(recipe.optimizer, momentum=recipe.momentum)
    if not recipe.weight_decay:
        return plain
    shrinks = np.ones(network.parameter_count, network.dtype)
    for _, bias in network.split(shrinks):
        bias[:] = 0
    return WithDecay(plain, recipe.weight_decay, shrinks)


def _images(parts: Parts, recipe: Recipe, epoch: int, kept: dict[int, Images]) -> Images | Features:
    """What an epoch learns from. Distorted copies that come again are in `kept` from their first time on."""
    if recipe.augmentation is None:
        return parts.images
    if recipe.copies is None:
        return _distorted(parts.training, recipe, epoch)
    if parts.copies and (recipe.augmentation, recipe.copies) == (parts.copied, len(parts.copies)):
        return parts.copies[epoch % recipe.copies]
    number = epoch % recipe.copies
    if number not in kept:
        kept[number] = _distorted(parts.training, recipe, epoch)
    return kept[number]


def _distorted(training: Dataset | Table, recipe: Recipe, epoch: int) -> Images:
    limits = recipe.augmentation or Augmentation()
    return Images(augment(training.images, limits, rng=recipe.distortions(epoch)))


def rates(recipe: Recipe, epoch: int, total: int) -> Floats:
    """The learning rate of each of `total` batches of an epoch, (total,) float64, the same bits on every machine.

    >>> from digitscope.training.recipe import Recipe
    >>> rates(Recipe(learning_rate=0.5, epochs=2, schedule="linear"), 1, 2).tolist()
    [0.25, 0.125]
    """
    done = (epoch + np.arange(total) / total) / recipe.epochs
    factors = schedule(recipe.schedule, done, warmup=recipe.warmup / recipe.epochs)
    return recipe.learning_rate * factors


def _stretches(begin: int, total: int, every: Every) -> Iterator[tuple[int, int]]:
    """Ranges of batches between Steps, from `begin` to the epoch's end."""
    while begin < total:
        end = total if every == "epoch" else min(total, (begin // every + 1) * every)
        yield begin, end
        begin = end


def _row(walk: Descent, epochs_done: float, rate: float) -> Row:
    plain = float(rate)  # NumPy's kind of float would write its own name into history.csv
    if not walk.images:
        return Row(epochs_done, None, None, None, None, plain)
    return Row(epochs_done, walk.cost / walk.images, walk.correct / walk.images, None, None, plain)
