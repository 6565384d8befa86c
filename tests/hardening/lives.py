"""Trainings to be killed: what each trains, one life of it in a process of its own, and how it ends if it never is.

A life takes the run up where the one before left it, or begins it, and says each checkpoint that it has saved through
a pipe: what was said must be there afterwards, whatever happens.
"""

from __future__ import annotations

import hashlib
import os
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from digitscope.data.augment import GENTLE
from digitscope.data.dataset import Dataset
from digitscope.data.mnist import mnist
from digitscope.engine.choice import present
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Network
from digitscope.networks import files
from digitscope.training.checkpoint import Checkpoint, newest, to_bytes
from digitscope.training.recipe import Recipe
from digitscope.training.run import begin, follow, result, take_up
from digitscope.training.trainer import Every

RESULT = "network.safetensors"


@dataclass(frozen=True)
class Training:
    """What is trained. engine: auto or numpy.  every: batches between two checkpoints."""

    name: str
    recipe: Recipe
    every: Every
    widths: tuple[int, ...] = (784, 16, 16, 10)
    activation: str = "sigmoid"
    outputs: str = "sigmoid"
    kind: type[np.floating] = field(default=np.float32)
    engine: str = "auto"

    def start(self) -> Network:
        made = initialise(self.widths, self.activation, output_activation=self.outputs, rng=self.recipe.stream("start"))
        return made.astype(self.kind)

    def choose_engine(self) -> None:
        """For this process from now on."""
        os.environ["DIGITSCOPE_ENGINE"] = self.engine
        present.cache_clear()


COMMON = Recipe(epochs=2, batch=7, validation=100, learning_rate=0.1)

TRAININGS = (
    Training("sgd", replace(COMMON, learning_rate=0.5), every=5),
    Training("momentum", replace(COMMON, optimizer="momentum", momentum=0.8), every=3),
    Training("adam", replace(COMMON, optimizer="adam", learning_rate=0.003, weight_decay=1e-4), every=7),
    Training("one image at a time", replace(COMMON, batch=1), every=60),
    Training("NumPy, momentum", replace(COMMON, optimizer="momentum", momentum=0.8), every=5, engine="numpy"),
    Training(
        "NumPy, adam in float64", replace(COMMON, optimizer="adam", learning_rate=0.003), every=9, kind=np.float64
    ),
    Training(
        "distorted, relu",
        replace(COMMON, loss="cross-entropy", optimizer="momentum", augmentation=GENTLE, warmup=0.5, seed=5),
        every=6,
        activation="relu",
        outputs="softmax",
    ),
    Training(
        "out of patience",
        replace(COMMON, optimizer="adam", learning_rate=0.05, schedule="constant", epochs=9, patience=2, seed=3),
        every="epoch",
    ),
)


def few() -> Dataset:
    """MNIST's first 600 training digits."""
    return mnist("training").take(slice(600), name="600 digits")


def live(
    training: Training,
    data: Dataset,
    runs: Path,
    name: str | None,
    say: Callable[[str], object],
    *,
    seconds_between: float = 0,
) -> None:
    """One life of the run of that name in `runs`, to its end if nobody kills it; None begins a run."""
    if name is None:
        run = begin(training.start(), data, training.recipe, runs=runs, origin="glorot")
        say(f"begun {run.folder.name}")
    else:
        run = take_up(runs / name, data)
    state = run.start
    for step, _ in follow(run, data, every=training.every, seconds_between=seconds_between):
        state = step.state
        say(f"saved {state.epoch} {state.batch}")
    if training.kind is np.float32:  # what network files hold
        files.save(run.folder / RESULT, result(state, data, training.recipe))
    say("ended")


def unkilled(training: Training, data: Dataset, runs: Path) -> tuple[str, bytes]:
    """How the training ends where nobody ever stopped it, and checkpoints are few: its digest, its network's file."""
    training.choose_engine()
    said: list[str] = []
    live(training, data, runs, None, said.append, seconds_between=1)
    folder = runs / said[0].split()[1]
    if newest(folder).checkpoint.state.network == training.start():
        raise AssertionError(f"{training.name}: nothing was learned")
    return ending(folder)


def ending(folder: Path) -> tuple[str, bytes]:
    """What a run came to."""
    made = (folder / RESULT).read_bytes() if (folder / RESULT).exists() else b""
    return digest(newest(folder).checkpoint), made


def digest(checkpoint: Checkpoint) -> str:
    """The SHA-256 of network, optimizer's memory, place, best so far and history."""
    return hashlib.sha256(to_bytes(checkpoint)).hexdigest()


def born(training: Training, data: Dataset, runs: Path, name: str | None) -> tuple[int, int]:
    """A life in a process of its own: its number, and the end of the pipe where it is heard. Nothing is imported."""
    heard, told = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads: what holds up a life in its first moments is killed with it
        number = os.fork()
    if number:
        os.close(told)
        return number, heard
    try:
        os.close(heard)
        live(training, data, runs, name, lambda word: os.write(told, f"{word}\n".encode()))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(1)
