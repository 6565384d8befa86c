"""A run of a few checkpoints, small enough to be damaged in every way: what I110 and I111 are tried on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.storage import set_aside, write_atomically
from digitscope.training.checkpoint import SLOTS
from digitscope.training.recipe import Recipe
from digitscope.training.run import begin, find, follow, take_up
from hardening.power import Event, Recorder, cut_everywhere

DOTS = Dataset(np.eye(4, dtype=np.uint8) * 255, np.array([0, 1, 0, 1]), name="dots", classes=2)
RECIPE = Recipe(epochs=2, batch=1, validation=0, optimizer="momentum")


def train_and_tell(recorder: Recorder) -> None:
    """A run in a folder that has to be made too, each of its checkpoints told."""
    run = begin(initialise((4, 2), rng=0), DOTS, RECIPE, runs=recorder.home / "deep" / "runs", origin="glorot")
    recorder.told((0, 0))
    for step, _ in follow(run, DOTS, every=3, seconds_between=0):
        recorder.told((step.state.epoch, step.state.batch))


def check_run(folder: Path, told: list[Any]) -> None:
    """What was told of the run is there, and it can be taken up."""
    if told:
        run = take_up(find("run-001", runs=folder / "deep" / "runs"), DOTS)
        assert (run.start.epoch, run.start.batch) >= told[-1], f"{told[-1]} was told"
        assert not run.warnings, run.warnings


def recorded_run(home: Path) -> list[Event]:
    recorder = Recorder(home)
    with recorder.watching():
        train_and_tell(recorder)
    return recorder.events


def recorded_file(home: Path) -> list[Event]:
    """A file that is written three times, then set aside."""
    recorder = Recorder(home)
    with recorder.watching():
        for number in range(3):
            write_atomically(home / "file", b"%d" % number * 2000)
            recorder.told(number)
        set_aside(home / "file")
    return recorder.events


def check_file(folder: Path, told: list[Any]) -> None:
    """The file, or what was set aside, has a content that it had, not an older one than was told."""
    found = [path.read_bytes() for path in (folder / "file", folder / "file.corrupt") if path.exists()]
    allowed = [b"%d" % number * 2000 for number in range(told[-1] if told else 0, 3)]
    assert all(content in allowed for content in found)
    assert found or not told, "it is gone"


def power_cuts(home: Path) -> int:
    """Every state after every power cut, of a file and of a run; gives how many."""
    states = 0
    for recorded, check in ((recorded_file, check_file), (recorded_run, check_run)):
        place = home / recorded.__name__
        place.mkdir()
        states += cut_everywhere(recorded(place), home / f"{recorded.__name__}-cut", check)
    return states


def damaged_run(home: Path, runs: str) -> tuple[Path, Path, tuple[int, int]]:
    """The folder of a run with two checkpoints, the newest one's file, and the place of the one before."""
    run = begin(initialise((784, 16, 16, 10), rng=0), _blanks(), _short(), runs=home / runs, origin="glorot")
    places = [(step.state.epoch, step.state.batch) for step, _ in follow(run, _blanks(), every=2, seconds_between=0)]
    return run.folder, run.folder / SLOTS[(len(places) - 1) % 2], places[-2]


def _blanks() -> Dataset:
    return Dataset(np.zeros((8, 784), np.uint8), np.zeros(8, np.int64), name="blanks")


def _short() -> Recipe:
    return Recipe(epochs=1, batch=2, validation=0, optimizer="momentum")


def corrupt_newest(home: Path, *, cut_every: int, flips: int) -> tuple[int, int]:
    """The newest checkpoint cut at every so many bytes, and with so many single bits flipped, one after the other.

    Each time the one before is used, that is said, the broken file is kept, and nothing is said the next time.
    Gives the number of cuts and flips.
    """
    folder, newest, before = damaged_run(home, "runs")
    whole, chance = newest.read_bytes(), np.random.default_rng(7)
    head = 8 * (8 + int.from_bytes(whole[:8], "little"))
    bits = [*chance.integers(0, head, flips // 2), *chance.integers(0, 8 * len(whole), flips - flips // 2)]
    cuts = range(0, len(whole), cut_every)
    for content in (*(whole[:size] for size in cuts), *(_flipped(whole, int(bit)) for bit in bits)):
        newest.write_bytes(content)
        run = take_up(folder, _blanks())
        assert (run.start.epoch, run.start.batch) == before
        assert [warning.split(":")[0] for warning in run.warnings] == [f"CHECKPOINT_SKIPPED {newest.name}"]
        kept = newest.with_name(f"{newest.name}.corrupt")
        assert kept.read_bytes() == content
        assert not newest.exists()
        assert take_up(folder, _blanks()).warnings == ()
        kept.unlink()
    return len(cuts), len(bits)


def _flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
