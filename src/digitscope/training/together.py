"""One group of equal networks, trained side by side on a device: jobs and images go in, Outcomes come out.

What `train` does, to rounding: the same orders, rates, best and history, looked at after each epoch. A network whose
numbers are no longer finite then leaves the group, and `train` itself goes on with it from where the epoch began: so a
divergence ends where it would and is told in the same words. That costs no look at each batch, and no second way. Long
because a group's epoch and what is told of it share all that a group is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.data.augment import augment
from digitscope.training.health import LOOKED_AT, complaints
from digitscope.training.history import History, Row
from digitscope.training.outcome import Job, Outcome, outcomes
from digitscope.training.stack import (
    ADAM,
    Rates,
    Stack,
    costs,
    flat,
    images_at_once,
    memory_of,
    slope,
    torch,
    torch_on_one_thread,
)  # fmt: skip
from digitscope.training.state import UNJUDGED, State
from digitscope.training.trainer import Step, rates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digitscope.arrays import Bytes, Floats, Labels
    from digitscope.training.outcome import Moments
    from digitscope.training.recipe import Recipe
    from digitscope.training.stack import Tensor
    from digitscope.training.trainer import Parts


def together(jobs: Sequence[Job], parts: Parts, *, device: str, every: Moments, budget: int) -> Iterator[Outcome]:
    """The Outcomes of these jobs, which differ in nothing but what batched.MAY_DIFFER names.

    parts: of the data set, to train on and held out.  budget: bytes on the device, see stack.bytes_each.
    """
    group = _Group(jobs, parts, device, budget)
    with torch_on_one_thread():
        group.judge(0)
    yield from group.given_up(0, every)
    for epoch in range(jobs[0].recipe.epochs):
        if not group.lanes:
            return
        with torch_on_one_thread():  # not around a yield: it holds for all that PyTorch does meanwhile
            group.learn(epoch)
            group.judge(epoch + 1)
        yield from group.given_up(epoch, every)
        yield from group.told(epoch + 1, every)


@dataclass(slots=True, eq=False)
class _Lane:
    """One network of a group: what is known of it on the host.

    lost: its numbers are not finite any more.  cost, correct, rate: of the epoch, as in Row.
    """

    job: Job
    history: History
    best_accuracy: float = UNJUDGED
    best_loss: float = inf
    best_epoch: int = 0
    lost: bool = False
    improved: bool = False
    cost: float = 0.0
    correct: int = 0
    rate: float = 0.0
    held_loss: float | None = None
    held_accuracy: float | None = None

    def judge(self, epoch: int, loss: float | None, accuracy: float | None) -> None:
        """Holds it against its best so far, as training.state.judged does."""
        self.held_loss, self.held_accuracy, self.improved = loss, accuracy, True
        if loss is not None and accuracy is not None:
            self.improved = (accuracy, -loss) > (self.best_accuracy, -self.best_loss)
            if self.improved:
                self.best_accuracy, self.best_loss = accuracy, loss
        if self.improved:
            self.best_epoch = epoch

    def ended(self, epoch: int) -> bool:
        recipe = self.job.recipe
        out_of_patience = recipe.patience is not None and epoch - self.best_epoch >= recipe.patience
        return epoch >= recipe.epochs or out_of_patience


@dataclass(frozen=True, slots=True, eq=False)
class _Images:
    """Images on the device as they are, a byte a pixel, with their labels and the one-hot answer for each class."""

    levels: Tensor
    labels: Tensor
    answers: Tensor

    def rows(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Pixels 0..1, (..., n_in), and labels, (...), of these images."""
        levels = self.levels.index_select(0, rows.flatten())
        pixels = levels.to(torch().float32).div_(255).to(self.answers.dtype)  # as arrays.from_bytes does
        return pixels.view(*rows.shape, -1), self.labels[rows]


class _Group:
    """Networks that are trained together, and those that have left it no longer."""

    def __init__(self, jobs: Sequence[Job], parts: Parts, device: str, budget: int) -> None:
        training, held = parts.training, parts.held
        self.lanes = [_Lane(job, job.history) for job in jobs]
        self._recipe, self._network = jobs[0].recipe, jobs[0].state.network
        self._parts, self._training, self._device = parts, training, device
        self._seen = self._on_device(training.images, training.labels)
        self._judging = self._on_device(held.images, held.labels) if held else None
        self._at_once = images_at_once(self._network, len(jobs), budget)
        self._looked_at = (held or training).pixels(slice(LOOKED_AT))
        self._stack = self._before = Stack.of([job.state.network for job in jobs], self._recipe.optimizer, device)
        self._best = [part.clone() for part in self._stack.parameters]

    def _on_device(self, levels: Bytes, labels: Labels) -> _Images:
        answers = np.eye(self._network.widths[-1], dtype=self._network.dtype)
        return _Images(*(torch().tensor(array, device=self._device) for array in (levels, labels, answers)))

    @property
    def _batches(self) -> int:
        return -(-len(self._training) // self._recipe.batch)

    def learn(self, epoch: int) -> None:
        """One epoch of all."""
        self._before = self._stack.copy()
        images, (orders, whose) = self._images(epoch), self._orders(epoch)
        steps, last = self._rates(epoch)
        cost = torch().empty(self._batches, len(self.lanes), dtype=images.answers.dtype, device=self._device)
        correct = torch().zeros(len(self.lanes), dtype=torch().int64, device=self._device)
        for number in range(self._batches):
            rows = orders[:, number * self._recipe.batch : (number + 1) * self._recipe.batch]
            pixels, labels = images.rows((rows[0] if len(rows) == 1 else rows[whose]).long())
            wanted = images.answers[labels]
            z, lit = self._stack.lit(pixels)
            cost[number] = costs(z, wanted, self._network.activations[-1], self._recipe.loss).sum(-1)
            correct += (z.argmax(-1) == labels).sum(-1)
            delta = slope(lit[-1], wanted, self._network.activations[-1], self._recipe.loss) / rows.shape[1]
            self._stack.descend(self._stack.gradient(lit, delta), steps, number)
        for lane, *numbers in zip(self.lanes, _added([cost]), correct.tolist(), last.tolist(), strict=True):
            lane.cost, lane.correct, lane.rate = numbers

    def _images(self, epoch: int) -> _Images:
        if self._recipe.augmentation is None:
            return self._seen
        rng = self.lanes[0].job.recipe.distortions(epoch)  # batched._groups: all are of one seed
        distorted = augment(self._training.images, self._recipe.augmentation, rng=rng)
        return self._on_device(distorted, self._training.labels)

    def _orders(self, epoch: int) -> tuple[Tensor, Tensor]:
        """(seeds, images) the rows in the order of each seed, and (G,) which of them each network has."""
        drawn = {recipe.seed: recipe for recipe in self._recipes()}
        orders = [recipe.stream("order", epoch).permutation(len(self._training)) for recipe in drawn.values()]
        place = {seed: number for number, seed in enumerate(drawn)}
        whose = [place[recipe.seed] for recipe in self._recipes()]
        table = np.array(orders, np.int32)
        return torch().tensor(table, device=self._device), torch().tensor(whose, device=self._device)

    def _recipes(self) -> list[Recipe]:
        return [lane.job.recipe for lane in self.lanes]

    def _rates(self, epoch: int) -> tuple[Rates, Floats]:
        """How far each batch of the epoch goes, and the learning rate of the last one, (G,) float64."""
        recipe, real, total = self._recipe, np.dtype(self._network.dtype), self._batches
        own: Floats = np.array([rates(one, epoch, total) for one in self._recipes()]).T
        decay, keep = np.array([(one.weight_decay, one.momentum) for one in self._recipes()]).T
        decays = own * decay if decay.any() else None
        sizes: Floats = own
        squares: Floats = np.ones(total)
        if recipe.optimizer == "adam":
            counts = epoch * total + 1 + np.arange(total)
            sizes, squares = own / (1 - keep ** counts[:, None]), 1 - ADAM.square_decay**counts
        tables: list[Any] = [sizes, decays, keep, ADAM.square_decay, squares]
        made = [
            None if table is None else torch().tensor(np.asarray(table, real), device=self._device) for table in tables
        ]
        return Rates(*made), own[-1]

    def judge(self, epoch: int) -> None:
        """Finds out which are lost, and holds the others against their best so far."""
        finite = self._stack.finite().tolist()
        figures: list[tuple[float | None, float | None]] = [(None, None)] * len(self.lanes)
        if self._judging:
            figures = self._figures(self._judging)
        for lane, whole, (loss, accuracy) in zip(self.lanes, finite, figures, strict=True):
            lane.lost = not (whole and np.isfinite(lane.cost) and (loss is None or np.isfinite(loss)))
            if not lane.lost:
                lane.judge(epoch, loss, accuracy)
        better = [lane.improved and not lane.lost for lane in self.lanes]
        improved = torch().tensor(better, device=self._device)
        for best, now in zip(self._best, self._stack.parameters, strict=True):
            best[improved] = now[improved]

    def _figures(self, held: _Images) -> list[tuple[float | None, float | None]]:
        """Mean loss, cut to float32 as training.state.judged cuts it, and accuracy on the held-out images of each."""
        cost: list[Tensor] = []
        correct, count = torch().zeros(len(self.lanes), dtype=torch().int64, device=self._device), len(held.labels)
        for rows in torch().arange(count, device=self._device).split(self._at_once):
            pixels, labels = held.rows(rows)
            z, _ = self._stack.lit(pixels)
            here = costs(z, held.answers[labels], self._network.activations[-1], self._recipe.loss)
            cost.append(here.sum(-1, keepdim=True).T)
            correct += (z.argmax(-1) == labels).sum(-1)
        with np.errstate(over="ignore"):
            losses: list[float] = (np.array(_added(cost)) / count).astype(np.float32).tolist()
        return [(loss, right / count) for loss, right in zip(losses, correct.tolist(), strict=True)]

    def given_up(self, epoch: int, every: Moments) -> Iterator[Outcome]:
        """Those that are lost leave, and `train` goes on with them from where this epoch began."""
        lost = [place for place, lane in enumerate(self.lanes) if lane.lost]
        if not lost:
            return
        states = self._states(lost, self._before, epoch)
        jobs = [Job(lane.job.index, lane.job.recipe, states[place], lane.history) for place, lane in self._of(lost)]
        self._leave(lost)
        for job in jobs:
            yield from outcomes(job, self._parts, every=every)

    def told(self, epoch: int, every: Moments) -> Iterator[Outcome]:
        """Where all are after so many epochs, or only those that have ended; these leave."""
        for lane in self.lanes:
            count = len(self._training)
            row = Row(
                float(epoch), lane.cost / count, lane.correct / count, lane.held_loss, lane.held_accuracy, lane.rate
            )
            lane.history = lane.history.with_row(row)
        ended = [place for place, lane in enumerate(self.lanes) if lane.ended(epoch)]
        wanted = list(range(len(self.lanes))) if every == "epoch" else ended
        if not wanted:
            return
        states, those = self._states(wanted, self._stack, epoch), self._of(wanted)
        self._leave(ended)
        for place, lane in those:
            yield self._outcome(lane, states[place], done=lane.ended(epoch))

    def _outcome(self, lane: _Lane, state: State, *, done: bool) -> Outcome:
        warnings = complaints(state.network, self._looked_at)
        step = Step(state, lane.history.rows[-1], lane.improved, done, warnings)
        return Outcome(lane.job.index, lane.job.recipe, state, lane.history, step, finished=done)

    def _states(self, places: Sequence[int], stack: Stack, epoch: int) -> dict[int, State]:
        """The State of the networks at these places, with the numbers that `stack` has for them."""
        if epoch == 0:
            return {place: lane.job.state for place, lane in self._of(places)}
        (numbers, memory), best = stack.vectors(), flat(self._best)
        return {
            place: State(
                self._network.with_parameters(numbers[place]), memory_of(place, memory, steps=epoch * self._batches),
                epoch, 0, self._network.with_parameters(best[place]), lane.best_accuracy, lane.best_loss,
                lane.best_epoch,
            )
            for place, lane in self._of(places)
        }  # fmt: skip

    def _of(self, places: Sequence[int]) -> list[tuple[int, _Lane]]:
        return [(place, self.lanes[place]) for place in places]

    def _leave(self, places: Sequence[int]) -> None:
        if not places:
            return
        staying = [place for place in range(len(self.lanes)) if place not in set(places)]
        self.lanes = [self.lanes[place] for place in staying]
        chosen = torch().tensor(staying, dtype=torch().int64, device=self._device)
        self._stack, self._best = self._stack.kept(chosen), [part[chosen] for part in self._best]


def _added(sums: Sequence[Tensor]) -> list[float]:
    """Sums of batches, each (batches, G), added up in float64 on the host: not every device has that."""
    total: list[float] = sum(part.cpu().numpy().sum(axis=0, dtype=np.float64) for part in sums).tolist()
    return total
