"""One network among many: what is to be learned (a Job) goes in, where it has got to (an Outcome) comes out.

On the LEARN walk, between `train`, which takes one network, and whoever trains many of them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from digitscope.errors import DigitscopeError
from digitscope.text import shown
from digitscope.training.history import History
from digitscope.training.trainer import Parts, train

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digitscope.data.dataset import Dataset
    from digitscope.engine.network import Network
    from digitscope.training.recipe import Recipe
    from digitscope.training.state import State
    from digitscope.training.trainer import Step

Moments = Literal["network", "epoch"]
"""When an Outcome is given: as each network is done, or at the end of each epoch of each network as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A network to train. index: its place in what was asked.  state, history: where it stands."""

    index: int
    recipe: Recipe
    state: State
    history: History = field(default_factory=History)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Where one of many networks has got to.

    index: its place in what was asked.  recipe: what it was trained by.  state: a place to go on from with `train`.
    history: a row for each epoch.  step: the last one; None where there was none, as with no epochs.
    error: what ended it early, a fault of the machine; a divergence is none (see `diverged`).
    finished: nothing more comes of this network.
    """

    index: int
    recipe: Recipe
    state: State
    history: History
    step: Step | None = None
    error: DigitscopeError | None = None
    finished: bool = False

    @property
    def network(self) -> Network:
        """The network as it is now."""
        return self.state.network

    @property
    def best(self) -> Network:
        """The best one on the held-out images so far; where nothing is held out, that of the last whole epoch."""
        return self.state.best

    @property
    def diverged(self) -> str | None:
        """Where the first number was not finite, if any was."""
        return self.state.diverged


def outcomes(job: Job, dataset: Dataset | Parts, *, every: Moments) -> Iterator[Outcome]:
    """Train one network with `train`; the last Outcome is the finished one, whatever happens.

    >>> from digitscope.data.dataset import Dataset
    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.training.recipe import Recipe
    >>> from digitscope.training.state import State
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> job = Job(7, Recipe(epochs=3, validation=0), State.fresh(initialise((4, 2), rng=0)))
    >>> [(one.index, one.state.epoch, one.finished) for one in outcomes(job, dots, every="epoch")]
    [(7, 1, False), (7, 2, False), (7, 3, True)]
    """
    state, history, step, error = job.state, job.history, None, None
    try:
        for step in train(job.state, dataset, job.recipe):
            state, history = step.state, history.with_row(step.row)
            if every == "epoch" and not step.stopped:
                yield Outcome(job.index, job.recipe, state, history, step)
    except Exception as fault:  # whatever it is, the other networks go on
        error = failure(fault, job.index)
    yield Outcome(job.index, job.recipe, state, history, step, error, finished=True)


def prepared(dataset: Dataset) -> Callable[..., Parts]:
    """`Parts.of(dataset, validation=...)`, made once for as long as one network after the other holds out as much."""
    return functools.lru_cache(maxsize=1)(functools.partial(Parts.of, dataset))


def failure(
    fault: Exception, index: int, *, hint: str = "the others were; train this one alone to see more"
) -> DigitscopeError:
    """Any error as one of ours, which crosses process borders: the very same, or TRAINING_FAILED with its words.

    >>> print(failure(MemoryError("full"), 3))
    network 3 must be trained to its end; got MemoryError: full: the others were; train this one alone to see more
    """
    if isinstance(fault, DigitscopeError):
        return fault
    error = DigitscopeError(
        f"network {index} must be trained to its end",
        came=shown(f"{type(fault).__name__}: {fault}"),
        hint=hint,
        code="TRAINING_FAILED",
    )
    error.__cause__ = fault
    return error
