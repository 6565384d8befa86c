"""Many equal networks in one batched product on a device: jobs go in, their Outcomes come out, group after group.

Here is said what can train together and how many at once; together.py trains them.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.errors import MissingError, SettingError
from digitscope.text import shown
from digitscope.training.outcome import Outcome, failure
from digitscope.training.recipe import Recipe
from digitscope.training.stack import bytes_each, torch
from digitscope.training.state import UNJUDGED
from digitscope.training.together import together
from digitscope.training.trainer import Parts

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from digitscope.data.dataset import Dataset
    from digitscope.training.outcome import Job, Moments

MAY_DIFFER: Final = ("learning_rate", "momentum", "weight_decay", "patience", "seed")
OF_ONE_SEED: Final = 32
"""Networks of one seed from which they make a group of their own: they see the same images, which are fetched once."""


def batched(jobs: Sequence[Job], dataset: Dataset, *, device: str, every: Moments, budget: int) -> Generator[Outcome]:
    """The Outcomes of all jobs, trained together on a device in groups that keep to `budget` bytes there.

    Raises MissingError without PyTorch or such a device, SettingError for networks or recipes that differ in what
    must be equal, and for States; all of it at once.
    """
    _check_device(device, str(np.dtype(jobs[0].state.network.dtype)))
    _check_equal(jobs)
    return _in_turn(jobs, dataset, device, every, budget)


def _check_device(device: str, dtype: str) -> None:
    """dtype: the networks' own; a device may have no float64, as those of Apple."""
    try:
        torch().zeros(1, dtype=getattr(torch(), dtype), device=device)
    except (RuntimeError, AssertionError, NotImplementedError, TypeError, ValueError) as error:
        raise MissingError(
            f"a device must be there, have {dtype}, and PyTorch be built for it",
            came=shown(f"{device!r} ({error})"),
            hint='"cpu" is always there',
            code="DEVICE_MISSING",
        ) from None


def _check_equal(jobs: Sequence[Job]) -> None:
    first = _shape(jobs[0])
    for job in jobs:
        if job.state.epoch or job.state.batch or job.state.memory or job.state.best_accuracy != UNJUDGED:
            raise SettingError(
                "training on a device begins at the start",
                came=f"network {job.index} from epoch {job.state.epoch}",
                hint="go on with workers, or give the State's network",
            )
        for name, value in _shape(job).items():
            if value != first[name]:
                raise SettingError(
                    f"networks that train together on a device share their {name}",
                    came=shown(f"{first[name]!r} for network {jobs[0].index} and {value!r} for network {job.index}"),
                    hint=f"only {', '.join(MAY_DIFFER)} may differ: train the others in a call of their own",
                )


def _shape(job: Job) -> dict[str, Any]:
    """All that must be equal, by name."""
    network = job.state.network
    own = {"widths": network.widths, "activations": network.activations, "dtype": str(np.dtype(network.dtype))}
    return own | {f.name: getattr(job.recipe, f.name) for f in fields(Recipe) if f.name not in MAY_DIFFER}


def _in_turn(jobs: Sequence[Job], dataset: Dataset, device: str, every: Moments, budget: int) -> Generator[Outcome]:
    recipe = jobs[0].recipe
    if not recipe.epochs:
        yield from (Outcome(job.index, job.recipe, job.state, job.history, finished=True) for job in jobs)
        return
    parts = Parts.of(dataset, validation=recipe.validation)
    for group in _groups(jobs, len(parts.training), budget):
        last = {job.index: Outcome(job.index, job.recipe, job.state, job.history) for job in group}
        try:
            for outcome in together(group, parts, device=device, every=every, budget=budget):
                if outcome.finished:
                    del last[outcome.index]
                else:
                    last[outcome.index] = outcome
                yield outcome
        except Exception as fault:  # the other groups go on
            for index, outcome in last.items():
                error = failure(fault, index, hint="where memory was short, a smaller budget makes smaller groups")
                yield replace(outcome, error=error, finished=True)


def _groups(jobs: Sequence[Job], images: int, budget: int) -> Iterator[list[Job]]:
    """Groups that fit. Those of one seed stay together where they are many, or where their images are distorted."""
    seeds: dict[int, list[Job]] = {}
    for job in jobs:
        seeds.setdefault(job.recipe.seed, []).append(job)
    alone = [
        those for those in seeds.values() if len(those) >= OF_ONE_SEED or len(seeds) == 1 or jobs[0].recipe.augmentation
    ]
    mixed = [job for those in seeds.values() if those not in alone for job in those]
    for those in [*alone, mixed]:
        size = max(1, budget // bytes_each(jobs[0].state.network, jobs[0].recipe, images, shared=those is not mixed))
        yield from (those[start : start + size] for start in range(0, len(those), size))
