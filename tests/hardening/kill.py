"""`make kill`: training is killed at random instants, most of them while a checkpoint is written, and goes on.

After each kill: every file is whole, every checkpoint that was said to be saved is there, no temporary file is left
once the run is taken up; and each run ends in the very bits of one that was never stopped.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path

from digitscope.data.dataset import Dataset
from digitscope.errors import DigitscopeError
from digitscope.networks import files
from digitscope.storage import TEMPORARY
from digitscope.training.checkpoint import SLOTS, START, from_bytes
from digitscope.training.run import take_up
from hardening.lives import RESULT, TRAININGS, Training, born, ending, few, unkilled

LONGEST_LIFE = 0.12
"""Seconds until a life is killed, at most, from the first that it says; some three to ten checkpoints."""
EARLY = 0.1
"""How many lives are killed that long after their birth instead, most of them before they have said anything."""
SILENCE = 60
BAD = ("unreadable", "lost", "unswept", "differing", "broken lives")
COMMAND: tuple[str, ...] = ("--epochs", "60", "--batch", "10", "--validation", "50000", "--optimizer", "momentum")


@dataclass
class Tally:
    """Counts, by name, and what each bad one was."""

    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def bad(self, name: str, what: str) -> None:
        self.counts[name] += 1
        self.complaints.append(f"{name}: {what}")

    def must_have(self, *names: str) -> None:
        """Counts that may not be 0: what was never tried is not held."""
        self.complaints += [f"{name}: none, so nothing is known of them" for name in names if not self.counts[name]]

    def __str__(self) -> str:
        told = ("kills", "during writing", "in mid-epoch", "before the first checkpoint", "resumed", "runs", *BAD)
        return ", ".join(f"{self.counts[name]:,} {name}" for name in told)


@dataclass
class Life:
    """What came of a life. killed: before it ended by itself."""

    killed: bool
    said: list[str]
    code: int


@dataclass(frozen=True)
class Moment:
    """When a life is killed: so many seconds after it was born, or after the first that it says."""

    seconds: float
    early: bool


def lived(training: Training, data: Dataset, runs: Path, name: str | None, moment: Moment) -> Life:
    """A life that is killed at that moment, unless it ends before."""
    number, heard = born(training, data, runs, name)
    if not moment.early:
        select.select([heard], [], [], SILENCE)
    time.sleep(moment.seconds)
    os.kill(number, signal.SIGKILL)
    with os.fdopen(heard, "rb") as pipe:
        said = pipe.read().decode().splitlines()
    code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    return Life(code == -signal.SIGKILL, said, code)


def look(folder: Path, data: Dataset, saved: tuple[int, int], whole: bytes, tally: Tally) -> None:
    """What a killed life left in the folder of its run."""
    tally.counts["during writing"] += bool(list(folder.glob(TEMPORARY.format("*"))))
    for name in (*SLOTS, START):
        try:
            if (folder / name).exists():
                from_bytes((folder / name).read_bytes())
        except DigitscopeError as error:
            tally.bad("unreadable", f"{folder.name}/{name}: {error}")
    if (folder / RESULT).exists() and (folder / RESULT).read_bytes() != whole:
        tally.bad("unreadable", f"{folder.name}/{RESULT}")
    try:
        run = take_up(folder, data)
    except DigitscopeError as error:
        tally.bad("unreadable", f"{folder.name}: {error}")
        return
    for warning in run.warnings:
        tally.bad("unreadable", f"{folder.name}: {warning}")
    place = (run.start.epoch, run.start.batch)
    if place < saved:
        tally.bad("lost", f"{folder.name}: {saved} was saved, {place} is there")
    tally.counts["in mid-epoch"] += place[1] > 0
    tally.counts["before the first checkpoint"] += place == (0, 0)
    if left := list(folder.glob(TEMPORARY.format("*"))):
        tally.bad("unswept", f"{folder.name}: {len(left)}")


def lead(training: Training, data: Dataset, runs: Path, moments: Iterator[Moment], most: int, tally: Tally) -> None:
    """A run through all its lives, or until so many kills are done."""
    whole = unkilled(training, data, runs)
    name, saved = None, (0, 0)
    while tally.counts["kills"] < most:
        tally.counts["resumed"] += name is not None
        life = lived(training, data, runs, name, next(moments))
        tally.counts["kills"] += life.killed
        for word, *rest in map(str.split, life.said):
            name = rest[0] if word == "begun" else name
            saved = (int(rest[0]), int(rest[1])) if word == "saved" else saved
        if life.killed and name is not None:
            look(runs / name, data, saved, whole[1], tally)
        elif life.code == 0 and name is not None:
            tally.counts["runs"] += 1
            if ending(runs / name) != whole:
                tally.bad("differing", f"{training.name}, {name}")
            return
        elif not life.killed:
            tally.bad("broken lives", f"{training.name}, {name}: exit code {life.code}")
            return


def kill(times: int, *, seed: int = 1, longest: float = LONGEST_LIFE, place: str | None = None) -> Tally:
    """So many kills, over all trainings in turn. longest: seconds of a life.  place: the folder for runs."""
    tally, chance, data = Tally(), random.Random(seed), few()
    moments = (Moment(chance.uniform(0, longest), chance.random() < EARLY) for _ in count())
    for training in cycle(TRAININGS):
        with tempfile.TemporaryDirectory(dir=place) as folder:
            lead(training, data, Path(folder), moments, times, tally)
        if tally.counts["kills"] >= times:
            break
    return tally


def kill_commands(times: int, *, seed: int = 1) -> Tally:
    """The same of `digitscope train` as a person runs it, with a checkpoint a second."""
    tally, chance = Tally(), random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        began = time.monotonic()
        _command(home, *COMMAND).wait()
        whole = (home / "runs" / "run-001" / RESULT).read_bytes()
        takes = time.monotonic() - began
        while tally.counts["kills"] < times:
            arguments: tuple[str, ...] = COMMAND
            code = 1
            while code:
                process = _command(home, *arguments)
                try:
                    code = process.wait(None if tally.counts["kills"] >= times else chance.uniform(0.3, 0.9) * takes)
                except subprocess.TimeoutExpired:
                    process.kill()
                    code = process.wait()
                    tally.counts["kills"] += 1
                name = max(path.name for path in (home / "runs").iterdir())
                tally.counts["during writing"] += bool(list((home / "runs" / name).glob(TEMPORARY.format("*"))))
                begun = (home / "runs" / name / "run.json").exists() and name != "run-001"
                if code not in (0, -signal.SIGKILL):
                    tally.bad("broken lives", f"exit code {code}")
                    return tally
                if code:
                    arguments = ("--resume", name) if begun else COMMAND
                    tally.counts["resumed"] += begun
            tally.counts["runs"] += 1
            made = (home / "runs" / name / RESULT).read_bytes()
            if files.from_bytes(made) != files.from_bytes(whole) or made != whole:
                tally.bad("differing", name)
    return tally


def _command(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-W", "error", "-m", "digitscope", "train", *arguments]
    return subprocess.Popen(words, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--kills", type=int, default=1000)
    words.add_argument("--commands", type=int, default=8, help="kills of the whole command, beside them")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--longest", type=float, default=LONGEST_LIFE, help="seconds of a life")
    words.add_argument("--place", help="a folder for the runs")
    asked = words.parse_args()
    training = kill(asked.kills, seed=asked.seed, longest=asked.longest, place=asked.place)
    training.must_have("kills", "during writing", "in mid-epoch", "resumed", "runs")
    whole = _told("training", training)
    if asked.commands:
        commands = kill_commands(asked.commands, seed=asked.seed)
        commands.must_have("kills", "resumed", "runs")
        whole &= _told("digitscope train", commands)
    return int(not whole)


def _told(name: str, tally: Tally) -> bool:
    print(f"kill, {name}: {tally}", *tally.complaints[:20], sep="\n  ", flush=True)
    return not tally.complaints


if __name__ == "__main__":
    sys.exit(main())
