"""A place in a run on disk: two files written in turns, so that a broken one leaves the other.

A checkpoint holds every number that the rest of the run depends on: network, optimizer's memory, the place in the
epoch (with the recipe's seed it is the random state), the best so far, and the history.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.network import Layer, Network
from digitscope.errors import NetworkFileError
from digitscope.storage import read_file, set_aside, write_atomically
from digitscope.tensors import FLOATS, Packed, pack, unpack
from digitscope.text import from_json, shown, to_json
from digitscope.training.history import History
from digitscope.training.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT: Final = 1
LIMIT: Final = 2**30
KEY: Final = "digitscope.checkpoint"
START: Final = "start.safetensors"
SLOTS: Final = ("checkpoint-0.safetensors", "checkpoint-1.safetensors")
DAMAGE: Final = (
    "MODEL_CORRUPT",
    "MODEL_HEADER_INVALID",
    "MODEL_FORMAT_UNSUPPORTED",
    "MODEL_HEADER_TOO_LARGE",
    "MODEL_DTYPE",
)
"""What a broken file is; what is merely too new, too large or out of reach is left alone."""
NUMBERS: Final = ("epoch", "batch", "best_accuracy", "best_loss", "best_epoch")


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A place in a run with the numbers that led there."""

    state: State
    history: History

    @property
    def place(self) -> tuple[int, int]:
        """How far it is: epoch and batch."""
        return self.state.epoch, self.state.batch


def to_bytes(checkpoint: Checkpoint) -> bytes:
    """The checkpoint as a safetensors file, with a checksum over all that it holds."""
    state = checkpoint.state
    arrays: dict[str, Any] = {"history": checkpoint.history.to_array()}
    for prefix, network in (("network", state.network), ("best", state.best)):
        for index, layer in enumerate(network.layers):
            arrays[f"{prefix}.layers.{index}.weights"] = layer.weights
            arrays[f"{prefix}.layers.{index}.bias"] = layer.bias
    arrays |= {f"memory.{name}": array for name, array in state.memory.items()}
    arrays["place"] = np.array([getattr(state, name) for name in NUMBERS], np.float64)
    about = {"format": FORMAT, "activations": state.network.activations, "diverged": state.diverged}
    return pack(arrays, {KEY: to_json(about | {"sha256": _checksum(arrays, about)})})


def from_bytes(content: bytes) -> Checkpoint:
    """The checkpoint that `to_bytes` gave, bit for bit.

    Raises NetworkFileError for anything else: damaged (MODEL_CORRUPT), another file, a newer format (MODEL_TOO_NEW).
    The checksum is made alike in every format and comes first: one flipped bit makes a 1 a 9.
    >>> from digitscope.engine.initialise import initialise
    >>> start = Checkpoint(State.fresh(initialise((4, 2), rng=0)), History())
    >>> from_bytes(to_bytes(start)).state.network == start.state.network
    True
    """
    packed = unpack(content, dtypes=FLOATS)
    about = from_json(
        packed.metadata.get(KEY, "{}"),
        what="the checkpoint's metadata",
        refusal=NetworkFileError,
    )
    if not isinstance(about, dict) or not isinstance(about.get("format"), int):
        raise NetworkFileError("a checkpoint says so in its metadata", came="another file", hint="is it a network?")
    if about.pop("sha256", None) != _checksum(packed.arrays, about):
        raise NetworkFileError(
            "a checkpoint's checksum must fit",
            came="another",
            hint="use the other checkpoint",
            code="MODEL_CORRUPT",
        )
    if about["format"] > FORMAT:
        raise NetworkFileError(
            f"this version reads checkpoints of format {FORMAT}",
            came=f"format {about['format']}",
            hint="install a newer digitscope",
            code="MODEL_TOO_NEW",
        )
    try:
        return _unpacked(packed, about["activations"], about["diverged"])
    except (KeyError, TypeError, ValueError) as error:
        raise NetworkFileError("a checkpoint must be whole", came=shown(str(error)), hint="use the other one") from None


def _unpacked(packed: Packed, activations: list[str], diverged: str | None) -> Checkpoint:
    networks = {
        prefix: Network(
            tuple(
                Layer(
                    packed.arrays[f"{prefix}.layers.{index}.weights"],
                    packed.arrays[f"{prefix}.layers.{index}.bias"],
                    name,
                )
                for index, name in enumerate(activations)
            )
        )
        for prefix in ("network", "best")
    }
    memory = {
        name.removeprefix("memory."): array for name, array in packed.arrays.items() if name.startswith("memory.")
    }
    epoch, batch, best_accuracy, best_loss, best_epoch = packed.arrays["place"].tolist()
    if networks["network"].widths != networks["best"].widths or not isinstance(diverged, str | None):
        raise ValueError("two networks of one shape, and a word on divergence")
    state = State(
        networks["network"], memory, _count(epoch), _count(batch),
        networks["best"], best_accuracy, best_loss, _count(best_epoch), diverged,
    )  # fmt: skip
    return Checkpoint(state, History.from_array(packed.arrays["history"]))


def _count(number: float) -> int:
    if not (0 <= number < 2**53 and number == int(number)):
        raise ValueError(f"a count, not {number}")
    return int(number)


def _checksum(arrays: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    total = hashlib.sha256(to_json(about).encode())
    for name in sorted(arrays):
        total.update(f"{name} {arrays[name].dtype.name} {arrays[name].shape}\n".encode())
        total.update(arrays[name].tobytes())
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """What a run's folder holds to go on from.

    checkpoint: the one that is furthest on, at least the start.  slot: where the next one goes, so that this one stays
    until then.  warnings: CHECKPOINT_SKIPPED for each broken one, kept beside as `.corrupt`.
    """

    checkpoint: Checkpoint
    slot: int
    warnings: tuple[str, ...]


def save_start(folder: Path, checkpoint: Checkpoint) -> None:
    """Writes where the run begins, once; it is never written over."""
    write_atomically(folder / START, to_bytes(checkpoint))


def save(folder: Path, checkpoint: Checkpoint, *, slot: int) -> int:
    """Writes the checkpoint whole into one of the run's two slots, and gives the slot for the next.

    It lasts when this returns.  Raises StorageError; the other slot is untouched whatever happens.
    """
    write_atomically(folder / SLOTS[slot], to_bytes(checkpoint))
    return (slot + 1) % len(SLOTS)


def newest(folder: Path) -> Found:
    """The checkpoint of a run that is furthest on. Raises NetworkFileError where none can be used.

    A broken one is set aside, and the one before it is used; one of a newer version refuses the whole run.
    >>> from digitscope.engine.initialise import initialise
    >>> save_start(folder, Checkpoint(State.fresh(initialise((4, 2), rng=0)), History()))
    >>> newest(folder).checkpoint.place
    (0, 0)
    """
    found: list[tuple[tuple[int, int], int, Checkpoint]] = []
    warnings = []
    for slot, name in enumerate((*SLOTS, START)):
        try:
            checkpoint = from_bytes(read_file(folder / name, limit=LIMIT, refusal=NetworkFileError))
            found.append((checkpoint.place, slot, checkpoint))
        except NetworkFileError as error:
            if error.code in DAMAGE and name != START:
                set_aside(folder / name)
                warnings.append(f"CHECKPOINT_SKIPPED {name}: {error}")
            elif error.code != "NOT_FOUND" or name == START:
                raise
    _, slot, checkpoint = max(found, key=lambda entry: entry[:2])
    return Found(checkpoint, (slot + 1) % len(SLOTS) if slot < len(SLOTS) else 0, tuple(warnings))
