"""A place in a run, whole: with the recipe and the data, the rest of the run follows from it to the bit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from digitscope.engine.answering import outputs
from digitscope.engine.losses import loss as loss_named
from digitscope.engine.optimizers import NOTHING
from digitscope.measures.accuracy import evaluation

if TYPE_CHECKING:
    from digitscope.arrays import Floats, Labels
    from digitscope.engine.images import Images
    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Memory

UNJUDGED = -1.0


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A place in a run.

    epoch: whole epochs behind.  batch: batches of the present epoch behind.  memory: the optimizer's.
    best: the network with the highest validation accuracy so far (of equal ones the lowest loss), its numbers and the
    epoch it was met in, 0 for the start; where nothing is held out, the network at the end of the last whole epoch.
    diverged: None, or where the first number was not finite; nothing follows then, and `network` is the last one
    whose numbers all were.
    """

    network: Network
    memory: Memory
    epoch: int
    batch: int
    best: Network
    best_accuracy: float
    best_loss: float
    best_epoch: int
    diverged: str | None = None

    @classmethod
    def fresh(cls, network: Network) -> State:
        """The start of a run from this network."""
        return cls(network, NOTHING, 0, 0, network, UNJUDGED, np.inf, 0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A network on held-out images: mean loss and accuracy, None where nothing is held out."""

    loss: float | None
    accuracy: float | None


def judged(state: State, held: tuple[Images | Floats, Labels] | None, *, loss: str) -> tuple[State, Judgement, bool]:
    """The state with its network held against the best so far, what came out, and whether it is the new best.

    held: images that are held out, and their labels.
    A loss that is not finite is a divergence, however finite the weights are.
    >>> from digitscope.engine.initialise import initialise
    >>> judged(State.fresh(initialise((4, 2), rng=0)), None, loss="quadratic")[1]
    Judgement(loss=None, accuracy=None)
    """
    if held is None:
        return replace(state, best=state.network, best_epoch=state.epoch), Judgement(None, None), True
    images, labels = held
    z = outputs(state.network, images)
    with np.errstate(over="ignore", invalid="ignore"):
        costs = loss_named(loss).costs(z.astype(np.float64), labels, state.network.activations[-1])
        cost = float(np.float32(costs.mean()))  # what another machine's logarithm does to the last digit is cut off
    if not np.isfinite(cost):
        told = f"epoch {state.epoch}: the loss on held-out images is not finite"
        return replace(state, diverged=told), Judgement(None, None), False
    accuracy = evaluation(z, labels).accuracy
    improved = (accuracy, -cost) > (state.best_accuracy, -state.best_loss)
    if improved:
        state = replace(state, best=state.network, best_accuracy=accuracy, best_loss=cost, best_epoch=state.epoch)
    return state, Judgement(cost, accuracy), improved
