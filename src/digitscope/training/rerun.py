"""A training that was, made again: is every bit the same, and if not, what differs and how far.

In: the folder of a run, or a network file that says how it was trained. Out: an Original to train again from, on the
LEARN walk, and a Likeness of what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.initialise import initialise
from digitscope.errors import DatasetError, MissingError, NetworkFileError
from digitscope.storage import read_file
from digitscope.text import shown
from digitscope.training.checkpoint import LIMIT, START, from_bytes, newest
from digitscope.training.recipe import Recipe
from digitscope.training.record import Sums, read_record, read_result, rhythm, surroundings, weights_sum
from digitscope.training.trainer import ended

if TYPE_CHECKING:
    from pathlib import Path

    from digitscope.data.dataset import Dataset
    from digitscope.engine.network import Network
    from digitscope.networks.files import NetworkFile
    from digitscope.training.history import History
    from digitscope.training.state import State
    from digitscope.training.trainer import Every

USUAL: Final = "glorot"


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """A training to be made again.

    start, origin: the network that it began with, and what that is.  every: how often a row of its history was made.
    data: name and sha256, and the warnings that stood in its record.  labels: what the outputs are called, in order.
    sums: SHA-256 of what it came to, by the names of Sums, as far as they are known.  best: the network that it came
    to.  accuracy: on the held-out images, if that is known.  surroundings: versions and machine, as far as they are
    known.  notices: what had to be assumed, for people.
    """

    recipe: Recipe
    start: Network
    origin: str
    every: Every
    data: Mapping[str, Any]
    labels: tuple[str, ...]
    sums: Mapping[str, str]
    best: Network
    accuracy: float | None
    surroundings: Mapping[str, str]
    notices: tuple[str, ...] = ()

    def numbered(self, dataset: Dataset) -> Dataset:
        """The data as it learned from them: labels numbered as they were, if they are known, and the old warnings."""
        known = set(dataset.names) <= set(self.labels)
        data = dataset.labelled_as(self.labels) if known else dataset
        return data.noticed(*(told for told in self.data.get("warnings", ()) if told not in data.notices))

    def check(self, dataset: Dataset) -> None:
        """Raises DatasetError unless these are the very images and labels that it learned from."""
        if (found := dataset.sha256()) != self.data["sha256"]:
            raise DatasetError(
                f"this training learned from {shown(self.data['name'])}, checksum {self.data['sha256'][:12]}...",
                came=f"{shown(dataset.name)}, {found[:12]}...",
                hint="give the same data again, with --data if they are your own",
            )


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How like the original its repetition is.

    same: for each checksum that is known of the original, whether it is the same.  then, now: these checksums.
    difference: the largest between two weights or biases of the networks; None where their shapes differ.
    accuracies: on the held-out images, then and now; None where it is not known.
    others: what surrounds them and is not the same: name, then, now.
    """

    same: Mapping[str, bool]
    then: Mapping[str, str]
    now: Mapping[str, str]
    difference: float | None
    accuracies: tuple[float | None, float | None]
    others: tuple[tuple[str, str, str], ...]

    @property
    def whole(self) -> bool:
        """Whether everything that is known of the original is the same."""
        return all(self.same.values())


def of_run(folder: Path) -> Original:
    """The training that this folder holds, which must have ended.

    Raises MissingError where it has not, or where folder and result.json do not fit; NetworkFileError where its
    files are damaged.
    """
    record = read_record(folder)
    recipe = Recipe.from_mapping(record["recipe"])
    start = from_bytes(read_file(folder / START, limit=LIMIT, refusal=NetworkFileError)).state.network
    reached = newest(folder).checkpoint
    if not ended(reached.state, recipe):
        raise MissingError(
            "a training is made again when it has ended",
            came=f"{shown(folder)}, which stands at epoch {reached.state.epoch} of {recipe.epochs}",
            hint=f"end it with: digitscope train --resume {shown(folder)}",
        )
    sums, written = Sums.of(reached.state, reached.history), read_result(folder)
    if written is not None and written.sums != sums:
        raise MissingError(
            "result.json must fit the newest checkpoint of its folder",
            came="other checksums",
            hint="one of them was changed after the end of the run",
        )
    every = written.every if written else rhythm(reached.history, recipe, images=record["data"]["images"])
    return Original(
        recipe, start, str(record.get("origin")), every,
        record["data"], tuple(record["data"].get("labels", ())), asdict(sums), reached.state.best,
        _accuracy(reached.state, reached.history), record.get("surroundings") or record["fingerprint"],
    )  # fmt: skip


def of_file(file: NetworkFile) -> Original:
    """The training that a network file tells of; how it began, beyond its seed, has to be assumed.

    Raises NetworkFileError (NO_RECIPE) where the file does not say how it was trained, SettingError for a recipe of
    another version.
    """
    data = {name: file.data.get(name) for name in ("name", "sha256")}
    if not file.recipe or not all(isinstance(value, str) for value in data.values()):
        raise NetworkFileError(
            "a network that is trained again says by what recipe and from what data",
            came="a file that does not",
            hint="give the folder of a run",
            code="NO_RECIPE",
        )
    recipe = Recipe.from_mapping(dict(file.recipe))
    hidden, output = file.network.activations[0], file.network.activations[-1]
    start = initialise(file.network.widths, hidden, output_activation=output, scheme=USUAL, rng=recipe.stream("start"))
    notice = f"A network file keeps no start: {USUAL} by seed {recipe.seed} is taken. The folder of a run keeps it."
    return Original(
        recipe, start, USUAL, "epoch", {name: str(value) for name, value in data.items()}, file.labels,
        {"weights": weights_sum(file.network)}, file.network, _held_out(file), dict(file.versions), (notice,),
    )  # fmt: skip


def _held_out(file: NetworkFile) -> float | None:
    """Accuracy on the held-out images, if the file tells it; what it says there anybody may have written."""
    held = file.figures.get("validation")
    correct, images = (held.get("correct"), held.get("images")) if isinstance(held, Mapping) else (None, None)
    if type(correct) is not int or type(images) is not int:
        return None
    return correct / images if 0 <= correct <= images != 0 else None


def likeness(original: Original, state: State, history: History) -> Likeness:
    """What came of training again (its last State, its history) beside the original.

    Weights that a file keeps in half precision are the same where all are once these are rounded alike.
    """
    now = asdict(Sums.of(state, history))
    same = {name: now[name] == then for name, then in original.sums.items()}
    if "last" not in same:  # a network file
        same["weights"] |= _in_half(original.best, state.best)
    here = surroundings(state.network)
    others = [(name, str(then), here[name]) for name, then in sorted(original.surroundings.items()) if name in here]
    return Likeness(
        same, dict(original.sums), {name: now[name] for name in original.sums}, _difference(original.best, state.best),
        (original.accuracy, _accuracy(state, history)), tuple(other for other in others if other[1] != other[2]),
    )  # fmt: skip


def _accuracy(state: State, history: History) -> float | None:
    if state.best_accuracy >= 0:
        return state.best_accuracy
    return history.rows[-1].accuracy if history.rows else None


def _in_half(kept: Network, network: Network) -> bool:
    """Whether `kept` is what `network` comes to when each number is rounded to half precision."""
    numbers, others = kept.parameters(), network.parameters()
    if kept.widths != network.widths or kept.activations != network.activations:
        return False
    with np.errstate(over="ignore"):
        rounded = others.astype(np.float16).astype(others.dtype)
    return np.array_equal(numbers, rounded)


def _difference(one: Network, other: Network) -> float | None:
    if one.widths != other.widths:
        return None
    return float(np.abs(one.parameters().astype(np.float64) - other.parameters()).max())
