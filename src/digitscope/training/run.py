"""A run: one training with its history, kept in a folder that it can be taken up from at any moment.

run.json                  what was asked: recipe, shape, data, versions; written once, before training (see record.py)
start.safetensors         the network that it started from
checkpoint-0, -1          places to go on from, at most one a second (see checkpoint.py)
result.json               checksums of what it came to, written at its end; rerun holds itself against them
network.safetensors       the result, the best on held-out digits; history.csv beside it
.in-use                   the number of the process that is in it, or was the last (see storage.alone)
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.data.dataset import split
from digitscope.engine.answering import outputs
from digitscope.engine.images import Images
from digitscope.errors import DatasetError, MissingError
from digitscope.measures.accuracy import evaluation
from digitscope.measures.calibration import ENOUGH, fit_temperature
from digitscope.networks import files
from digitscope.storage import alone, new_folder, sweep
from digitscope.text import shown
from digitscope.training.checkpoint import Checkpoint, newest, save, save_start, to_bytes
from digitscope.training.history import History
from digitscope.training.recipe import Recipe
from digitscope.training.record import (
    RECORD,
    decisive,
    described,
    read_record,
    read_result,
    rhythm,
    write_record,
    write_result,
)
from digitscope.training.state import State
from digitscope.training.trainer import Every, Step, ended, fits, train

if TYPE_CHECKING:
    from collections.abc import Generator

    from digitscope.data.dataset import Dataset
    from digitscope.engine.network import Network

SECONDS_BETWEEN: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run on disk.

    folder: where it lives.  recipe: how it trains.  start: from where, a fresh State or the newest checkpoint's.
    history: the rows up to there.  slot: where the next checkpoint goes.  warnings: what was found on opening it.
    """

    folder: Path
    recipe: Recipe
    start: State
    history: History = field(default_factory=History)
    slot: int = 0
    warnings: tuple[str, ...] = ()


def begin(network: Network, dataset: Dataset, recipe: Recipe, *, runs: Path, origin: str) -> Run:
    """A new run in a new folder of `runs`, its record written.

    origin: what the network is, as "glorot" or the name of a file.  Raises StorageError; ShapeError, SettingError or
    DatasetError as `train`, and nothing is made then.
    >>> from digitscope.data.dataset import Dataset
    >>> from digitscope.engine.initialise import initialise
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> recipe = Recipe(epochs=3, batch=1, validation=0)
    >>> run = begin(initialise((4, 2), rng=0), dots, recipe, runs=folder, origin="glorot")
    >>> run.folder.name
    'run-001'
    """
    fits(network, dataset, recipe)
    if recipe.validation:
        split(dataset, validation=recipe.validation)
    start = Checkpoint(State.fresh(network), History())
    to_bytes(start)  # what cannot be kept is refused now
    record = described(network, dataset, recipe, origin=origin)
    folder = new_folder(runs, stem="run")
    save_start(folder, start)
    write_record(folder, record)
    return Run(folder, recipe, start.state)


def take_up(folder: Path, dataset: Dataset) -> Run:
    """A run from its folder, at its newest checkpoint: going on gives the bits that never stopping would have.

    Warns NOT_BIT_IDENTICAL where versions or machine are not those it began with, CHECKPOINT_SKIPPED where the newest
    checkpoint is broken.  Raises DatasetError for another data set, MissingError for a folder that is no run's,
    NetworkFileError, SettingError.
    >>> from digitscope.data.dataset import Dataset
    >>> from digitscope.engine.initialise import initialise
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> recipe = Recipe(epochs=3, batch=1, validation=0)
    >>> run = begin(initialise((4, 2), rng=0), dots, recipe, runs=folder, origin="glorot")
    >>> _ = list(follow(run, dots))
    >>> take_up(run.folder, dots).start.epoch
    3
    """
    record = read_record(folder)
    if record["data"]["sha256"] != dataset.sha256():
        raise DatasetError(
            f"this run learns from {shown(record['data']['name'])}",
            came=dataset.name,
            hint="give the same data again, with --data if they are your own",
        )
    with alone(folder):  # what is being written is no leftover
        sweep(folder)
        found = newest(folder)
    recipe = Recipe.from_mapping(record["recipe"])
    now, then = decisive(found.checkpoint.state.network, recipe), record["fingerprint"]
    other = ", ".join(name for name in now if name in then and now[name] != then[name])
    warnings = (*found.warnings, *((f"NOT_BIT_IDENTICAL other {other} than it began with",) if other else ()))
    return Run(folder, recipe, found.checkpoint.state, found.checkpoint.history, found.slot, warnings)


def follow(
    run: Run, dataset: Dataset, *, every: Every = "epoch", seconds_between: float = SECONDS_BETWEEN
) -> Generator[tuple[Step, History]]:
    """Trains on from where the run is, and yields each Step with the history up to it.

    seconds_between: two checkpoints, at least; with 0 each Step is on the disk when it is yielded. One is written at
    the end, too, and where the listener stops (or is interrupted).
    Raises StorageError where it cannot be written, and (IN_USE) where somebody else follows this run now.
    >>> from digitscope.data.dataset import Dataset
    >>> from digitscope.engine.initialise import initialise
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> recipe = Recipe(epochs=3, batch=1, validation=0)
    >>> run = begin(initialise((4, 2), rng=0), dots, recipe, runs=folder, origin="glorot")
    >>> [step.row.epoch for step, history in follow(run, dots)]
    [1.0, 2.0, 3.0]
    """
    history, slot, saved_at = run.history, run.slot, time.monotonic()
    unsaved: Checkpoint | None = None
    with alone(run.folder):
        try:
            if ended(run.start, run.recipe) and read_result(run.folder) is None:  # killed between its last two files
                rhythmic = rhythm(run.history, run.recipe, images=len(dataset))
                write_result(run.folder, run.start, run.history, every=rhythmic)
            for step in train(run.start, dataset, run.recipe, every=every):
                history = history.with_row(step.row)
                unsaved = Checkpoint(step.state, history)
                if step.stopped or time.monotonic() - saved_at >= seconds_between:
                    slot, saved_at, unsaved = save(run.folder, unsaved, slot=slot), time.monotonic(), None
                if step.stopped:
                    write_result(run.folder, step.state, history, every=every)
                yield step, history
        finally:
            if unsaved is not None:
                save(run.folder, unsaved, slot=slot)


def result(state: State, dataset: Dataset, recipe: Recipe) -> files.NetworkFile:
    """What a run is for: its best network, with the temperature fitted on the held-out digits and where it is from.

    >>> from digitscope.data.dataset import Dataset
    >>> from digitscope.engine.initialise import initialise
    >>> dots = Dataset(np.eye(4, dtype=np.uint8) * 255, [0, 1, 0, 1], name="dots", classes=2)
    >>> recipe = Recipe(epochs=3, batch=1, validation=0)
    >>> run = begin(initialise((4, 2), rng=0), dots, recipe, runs=folder, origin="glorot")
    >>> *_, (last, history) = follow(run, dots)
    >>> result(last.state, dots, recipe).network == last.network
    True
    """
    figures: dict[str, Any] = {"epoch": state.best_epoch}
    temperature = 1.0
    if recipe.validation:
        _, held = split(dataset, validation=recipe.validation)
        z = outputs(state.best, Images(held.images))
        if len(held) >= ENOUGH and np.isfinite(z).all():  # a network on the brink of divergence may overflow
            temperature = fit_temperature(z, held.labels)
        found = evaluation(z, held.labels)
        figures["validation"] = {"images": found.images, "correct": found.correct, "interval": found.interval}
    return files.NetworkFile(
        state.best,
        temperature=temperature,
        recipe=recipe.to_mapping(),
        data={"name": dataset.name, "sha256": dataset.sha256()},
        figures=figures,
        labels=dataset.names,
    )


def find(name: str | Path, *, runs: Path) -> Path:
    """The folder of a run: a path, or a name in `runs`. Raises MissingError that lists the runs there are.

    >>> find("run-001", runs=folder)
    Traceback (most recent call last):
    digitscope.errors.MissingError: ...
    """
    for folder in (Path(name), runs / name):
        if (folder / RECORD).is_file():
            return folder
    known = sorted(path.parent.name for path in runs.glob(f"*/{RECORD}"))
    raise MissingError(
        f"a run is a folder with a run.json, or a name in {shown(runs)}",
        came=shown(str(name)),
        hint=f"there are {', '.join(known)}" if known else "start one with: digitscope train",
    )
