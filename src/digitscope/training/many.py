"""Many networks at once: networks, one data set and recipes go in, where each has got to comes out as it is ready.

Each is trained as `train` would alone, to the same bits, on all cores; or, where PyTorch and a device are asked for,
all together as one batched product, to rounding. Everything that can be wrong is said before anything starts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from digitscope.data.dataset import Dataset, split
from digitscope.environment import cores
from digitscope.errors import DigitscopeError, SettingError
from digitscope.text import shown, to_json
from digitscope.training.outcome import Job, outcomes, prepared
from digitscope.training.processes import in_processes
from digitscope.training.recipe import Recipe, whole
from digitscope.training.state import State
from digitscope.training.trainer import fits

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from digitscope.engine.network import Network
    from digitscope.training.outcome import Moments, Outcome

Thing = TypeVar("Thing")
BUDGET: Final = 2**30
CACHE: Final = 2**26
"""The budget on a CPU: more networks at once would not fit into its cache, measured half as fast."""


def train_many(
    networks: Network | State | Iterable[Network | State],
    dataset: Dataset,
    recipes: Recipe | Iterable[Recipe],
    *,
    every: Moments = "network",
    workers: int | None = None,
    device: str | None = None,
    budget: int | None = None,
) -> Generator[Outcome]:
    """Train many networks and yield an Outcome as each is done, in the order of their coming; `index` says which.

    networks, recipes: as many of both, or a single one of either, which all share.
    every: "network", or "epoch" for an Outcome at the end of each epoch of each network as well.
    workers: processes, else one for each processor; 1 trains in this one, one network after the other.
    device: "cpu", "cuda", ... trains networks of one shape there with PyTorch, all at once; their recipes may differ in
    learning_rate, momentum, weight_decay, patience and seed.  budget: bytes there that networks and batches may take
    at once, else 1 GiB, on a CPU 64 MiB; the images (a byte a pixel) come on top.
    A network that diverges or fails is an Outcome too, and the others go on. Ctrl-C ends the work at once: what is
    finished and not yet handed over comes first, then the KeyboardInterrupt.
    Raises SettingError, ShapeError, DatasetError as `train` does and where counts do not fit, MissingError where there
    is no PyTorch or no such device; all of it before anything starts.
    >>> from digitscope.engine.initialise import initialise
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> recipes = [Recipe(epochs=50, batch=1, learning_rate=rate, validation=0) for rate in (0.0, 5.0)]
    >>> found = train_many(initialise((4, 2), rng=0), dots, recipes, workers=1)
    >>> {outcome.index: outcome.step.row.accuracy for outcome in found}
    {0: 0.75, 1: 1.0}
    """
    if every not in ("network", "epoch"):
        raise SettingError(
            'an Outcome comes every "network" or every "epoch"', came=shown(repr(every)), hint='"network" is usual'
        )
    jobs = _jobs(networks, dataset, recipes)
    if device is not None:
        return _on_device(jobs, dataset, every, workers, device, budget)
    if budget is not None:
        raise SettingError("a budget is for a device's memory", came="no device", hint='add device="cuda"')
    hint = "1 trains in this process, None on all processors"
    wanted = cores() if workers is None else whole("workers", workers, 1, hint=hint)
    if (workers := min(wanted, len(jobs))) == 1:
        return _one_by_one(jobs, dataset, every)
    return in_processes(jobs, dataset, workers=workers, every=every)


def _one_by_one(jobs: Sequence[Job], dataset: Dataset, every: Moments) -> Generator[Outcome]:
    parts = prepared(dataset)
    for job in jobs:
        yield from outcomes(job, parts(validation=job.recipe.validation), every=every)


def _on_device(
    jobs: Sequence[Job], dataset: Dataset, every: Moments, workers: int | None, device: str, budget: int | None
) -> Generator[Outcome]:
    from digitscope.training.batched import batched  # with PyTorch, which few have and which takes long to import

    if workers is not None:
        raise SettingError(
            "many networks are trained by workers or on a device", came="both", hint="leave one of the two out"
        )
    if budget is None:
        budget = CACHE if device == "cpu" else BUDGET
    limit = whole("budget", budget, 1, hint="bytes, as 2**30")
    return batched(jobs, dataset, device=device, every=every, budget=limit)


def _jobs(networks: Any, dataset: Dataset, recipes: Any) -> list[Job]:
    """What is to be done, checked; the first network that cannot be trained is named by its place."""
    if not isinstance(dataset, Dataset):
        raise SettingError("training needs a Dataset", came=type(dataset).__name__, hint='as mnist("training") gives')
    starts, ways = _listed(networks, "networks"), _listed(recipes, "recipes")
    count = max(len(starts), len(ways))
    if {len(starts), len(ways)} - {1, count}:
        raise SettingError(
            "networks and recipes must be as many, or one of them a single one for all",
            came=f"{len(starts)} networks and {len(ways)} recipes",
            hint="repeat some, or leave some out",
        )
    starts, ways = (list(things) * (count if len(things) == 1 else 1) for things in (starts, ways))
    held: set[int] = set()
    jobs = []
    for index, (start, recipe) in enumerate(zip(starts, ways, strict=True)):
        try:
            jobs.append(_job(index, start, dataset, recipe, held))
        except DigitscopeError as error:
            asked = f"network {index}: {error.asked}"
            raise type(error)(asked, came=error.came, hint=error.hint, code=error.code) from None
    return jobs


def _job(index: int, start: Any, dataset: Dataset, recipe: Any, held: set[int]) -> Job:
    """held: validation counts that are known to leave something to train on; a new one is added."""
    if not isinstance(recipe, Recipe):
        raise SettingError("a recipe must be a Recipe", came=type(recipe).__name__, hint="Recipe(epochs=3) is one")
    state = start if isinstance(start, State) else None
    fits(state.network if state else start, dataset, recipe)
    if recipe.validation and recipe.validation not in held:
        split(dataset, validation=recipe.validation)
        held.add(recipe.validation)
    to_json(recipe.to_mapping())  # as it must cross to a worker
    return Job(index, recipe, state or State.fresh(start))


def _listed(things: Any, what: str) -> list[Any]:
    listed = list(things) if isinstance(things, Iterable) and not isinstance(things, str) else [things]
    if not listed:
        raise SettingError(f"{what} must be one or more", came="none", hint="give at least one")
    return listed
