"""What is written down of a run: before it, all that its bits depend on (run.json); after it, checksums (result.json).

In: network, data, recipe; later the last State and the history. Out: plain mappings and Sums, on the LEARN walk.
"""

from __future__ import annotations

import hashlib
import platform
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.blas import blas
from digitscope.engine.choice import engine_for
from digitscope.engine.library import source
from digitscope.environment import code, fingerprint
from digitscope.errors import MissingError
from digitscope.storage import read_file, write_atomically
from digitscope.text import from_json, shown, to_json

if TYPE_CHECKING:
    from pathlib import Path

    from digitscope.data.dataset import Dataset
    from digitscope.engine.network import Network
    from digitscope.training.history import History
    from digitscope.training.recipe import Recipe
    from digitscope.training.state import State
    from digitscope.training.trainer import Every

FORMAT: Final = 1
RECORD: Final = "run.json"
RESULT: Final = "result.json"
RECORD_LIMIT: Final = 2**20
INVALID: Final = "RECORD_INVALID"
MOST_WARNINGS: Final = 50
"""Of a data set, at most: a record is read by people."""


def described(network: Network, dataset: Dataset, recipe: Recipe, *, origin: str) -> dict[str, Any]:
    """What run.json holds: recipe with its seed, start, data, and what computes it.

    fingerprint: what the last bits depend on.  surroundings: all that is known of versions, machine and code.
    """
    warnings = [shown(str(warning)) for warning in dataset.notices]
    data = {"name": dataset.name, "images": len(dataset), "sha256": dataset.sha256(), "labels": dataset.names}
    return {
        "format": FORMAT,
        "recipe": recipe.to_mapping(),
        "origin": origin,
        "widths": network.widths,
        "activations": network.activations,
        "start": {"sha256": weights_sum(network)},
        "data": data | {"warnings": warnings[:MOST_WARNINGS]},
        "fingerprint": decisive(network, recipe),
        "surroundings": surroundings(network),
    }


def decisive(network: Network, recipe: Recipe) -> dict[str, Any]:
    """What the last bits of this run depend on: the kernel's are the same on every machine, NumPy's are not."""
    engine = engine_for(network)
    whole = {**fingerprint(), "blas": blas(), "engine": engine.name}
    if engine.path and recipe.augmentation is None:
        return {name: whole[name] for name in ("digitscope", "numpy")} | {"engine": f"kernel {source()}"}
    return whole


def surroundings(network: Network) -> dict[str, str]:
    """Versions, kind of machine, BLAS, engine, and the checksum of the code: all that could make a difference.

    >>> from digitscope.engine.initialise import initialise
    >>> sorted(surroundings(initialise((4, 2), rng=0)))
    ['blas', 'code', 'digitscope', 'engine', 'machine', 'numpy', 'python', 'simd', 'system']
    """
    engine = engine_for(network)
    named = f"kernel {source()} ({engine.path})" if engine.path else engine.name
    return {**fingerprint(), "system": platform.system(), "blas": blas(), "engine": named, "code": code()}


def weights_sum(network: Network) -> str:
    """SHA-256, hexadecimal, of the network's shape and of all its numbers, the same on every machine.

    >>> from digitscope.engine.initialise import initialise
    >>> start = initialise((4, 2), rng=0)
    >>> weights_sum(start) == weights_sum(start.with_bias(0, 1, 0.5))
    False
    """
    total = hashlib.sha256(f"{network.widths} {network.activations} {np.dtype(network.dtype).name}\n".encode())
    for layer in network.layers:
        for array in (layer.weights, layer.bias):
            total.update(np.ascontiguousarray(array, np.dtype(array.dtype).newbyteorder("<")).data)
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Sums:
    """SHA-256, hexadecimal, of what a run came to: two are equal when every bit is.

    weights: of the network that it is for, the best.  last: of the one that it ended with.  history: of all rows.
    """

    weights: str
    last: str
    history: str

    @classmethod
    def of(cls, state: State, history: History) -> Sums:
        """
        >>> from digitscope.engine.initialise import initialise
        >>> from digitscope.training.history import History
        >>> from digitscope.training.state import State
        >>> sums = Sums.of(State.fresh(initialise((4, 2), rng=0)), History())
        >>> sums.weights == sums.last
        True
        """
        table = np.ascontiguousarray(history.to_array(), "<f8")
        return cls(weights_sum(state.best), weights_sum(state.network), hashlib.sha256(table.tobytes()).hexdigest())


def write_record(folder: Path, record: dict[str, Any]) -> None:
    """Writes run.json, once. Raises StorageError."""
    write_atomically(folder / RECORD, f"{to_json(record)}\n".encode())


def read_record(folder: Path) -> dict[str, Any]:
    """What run.json holds. Raises MissingError where it is not there, is damaged, or of a newer format."""
    record = _read(folder / RECORD)
    wanted = {"format": int, "recipe": dict, "data": dict, "fingerprint": dict}
    told = {"name": str, "sha256": str, "images": int}
    if (
        not all(isinstance(record.get(key), kind) for key, kind in wanted.items())
        or not all(isinstance(record["data"].get(key), kind) for key, kind in told.items())
        or not isinstance(record.get("surroundings", {}), dict)
        or not all(_are_texts(record["data"].get(key, [])) for key in ("labels", "warnings"))
    ):
        raise _no_record(RECORD)
    if record["format"] > FORMAT:
        raise MissingError(
            f"this version reads runs of format {FORMAT}",
            came=f"format {record['format']}",
            hint="install a newer digitscope",
        )
    return record


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


@dataclass(frozen=True, slots=True)
class Result:
    """What result.json says. every: how often a row of the history was made, "epoch" or a number of batches."""

    sums: Sums
    every: Every


def write_result(folder: Path, state: State, history: History, *, every: Every) -> None:
    """Writes result.json, what the run came to. Raises StorageError."""
    told = {
        "format": FORMAT,
        "sha256": asdict(Sums.of(state, history)),
        "every": every,
        "epochs": state.epoch,
        "best_epoch": state.best_epoch,
        "diverged": state.diverged,
    }
    write_atomically(folder / RESULT, f"{to_json(told)}\n".encode())


def rhythm(history: History, recipe: Recipe, *, images: int) -> Every:
    """How often its rows were made, told by the first: for a run that was killed before it wrote its result.

    images: of the whole data set.
    >>> from digitscope.training.history import History, Row
    >>> from digitscope.training.recipe import Recipe
    >>> row = Row(0.25, 1.0, 0.5, None, None, 0.1)
    >>> rhythm(History((row,)), Recipe(batch=10, validation=0), images=800)
    20
    """
    first = history.rows[0].epoch if history.rows else 1.0
    batches = -(-(images - recipe.validation) // recipe.batch)
    return "epoch" if first in (0.0, 1.0) else max(1, round(first * batches))


def read_result(folder: Path) -> Result | None:
    """What the run came to, as it was written down at its end; None where nothing was. Raises MissingError."""
    try:
        told = _read(folder / RESULT)
    except MissingError as error:
        if error.code == "NOT_FOUND":
            return None
        raise
    found, every = told.get("sha256"), told.get("every")
    names = [one.name for one in fields(Sums)]
    if (
        not isinstance(found, dict)
        or not all(isinstance(found.get(name), str) for name in names)
        or not (every == "epoch" or (type(every) is int and every > 0))
    ):
        raise _no_record(RESULT)
    return Result(Sums(*(found[name] for name in names)), every)


def _read(path: Path) -> dict[str, Any]:
    content = read_file(path, limit=RECORD_LIMIT, refusal=MissingError)
    record = from_json(content, what=path.name, refusal=MissingError, code=INVALID)
    if not isinstance(record, dict):
        raise _no_record(path.name)
    return record


def _no_record(name: str) -> MissingError:
    return MissingError(
        f"{name} records a run", came="something else", hint="is this the folder of a run?", code=INVALID
    )
