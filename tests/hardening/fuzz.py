"""`make fuzz`: mutated inputs for every reader of what somebody else made, for so many seconds each.

A child process with a limit on its memory takes one input after the other; the parent sees to it that each ends in
time. An input whose refusal says something new is kept and mutated further. What ends in anything but an answer or our
own refusal is written to tests/hardening/crashes, where test_crashes.py plays it again for ever.
"""

from __future__ import annotations

import argparse
import hashlib
import mmap
import os
import random
import re
import resource
import signal
import struct
import sys
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hardening.mutation import LARGEST
from hardening.targets import TARGETS, Target, settle

CRASHES = Path(__file__).parent / "crashes"
DEADLINE = 5.0
MEMORY = 1024 * 2**20
"""Bytes of address space, everything that is loaded included."""
CORPUS = 600
FIELDS = struct.Struct("<QQQQdddQ")
"""inputs, accepted, refused, foreign errors; when the present case began, 0 between two; the slowest; unused; size."""


@dataclass
class Board:
    """Memory that parent and child share: counts, and the present input."""

    memory: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, FIELDS.size + 2 * LARGEST))
    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    foreign: int = 0
    began: float = 0.0
    slowest: float = 0.0

    def write(self, data: bytes | None = None) -> None:
        numbers = (self.inputs, self.accepted, self.refused, self.foreign, self.began, self.slowest, 0.0)
        if data is not None:
            self.memory[FIELDS.size : FIELDS.size + len(data)] = data
        size = len(data) if data is not None else FIELDS.unpack_from(self.memory)[-1]
        FIELDS.pack_into(self.memory, 0, *numbers, size)

    def read(self) -> bytes:
        """Takes over what the child wrote; the input that it is at."""
        *counts, began, slowest, _, size = FIELDS.unpack_from(self.memory)
        self.inputs, self.accepted, self.refused, self.foreign = counts
        self.began, self.slowest = began, slowest
        return self.memory[FIELDS.size : FIELDS.size + size]


def tried(target: Target, data: bytes) -> str | None:
    """What the refusal says, without its numbers; None where the input is taken. Raises whatever else comes out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            target.take(data)
    except target.errors as error:
        return re.sub(r"[0-9]+", "0", f"{getattr(error, 'code', '')} {error}")[:80]
    return None


def fuzz_here(name: str, seed: int, board: Board, known: set[str]) -> None:
    """One input after the other, for ever."""
    target, chance = TARGETS[name], random.Random(f"{name} {seed}")
    seeds = target.seeds()
    corpus, told = list(seeds), set[str]()
    while True:
        origin = chance.choice(seeds) if chance.random() < 0.5 else chance.choice(corpus)
        data = target.change(origin, corpus, chance)[:LARGEST]
        board.inputs += 1
        board.began = time.monotonic()
        board.write(data)
        cost = time.process_time()
        try:
            said = tried(target, data)
        except Exception as error:
            board.foreign += 1
            _keep_new(name, data, error, known)
        else:
            board.accepted += said is None
            board.refused += said is not None
            if said is not None and said not in told and len(corpus) < CORPUS:
                told.add(said)
                corpus.append(data)
        board.slowest = max(board.slowest, time.process_time() - cost)
        board.began = 0.0
        board.write()


def _keep_new(name: str, data: bytes, error: Exception, known: set[str]) -> None:
    """The first of each kind of crash."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "digitscope" in frame.filename]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    if (kind := f"{type(error).__name__} at {place}") not in known:
        known.add(kind)
        print(f"  {name}: {kind}: {str(error)[:200]} -> {keep(name, data).name}", flush=True)


def keep(name: str, data: bytes) -> Path:
    """Writes an input to the folder of crashes."""
    path = CRASHES / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}.bin"
    path.write_bytes(data)
    return path


@dataclass
class Outcome:
    """Counts of one target."""

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    crashes: int = 0
    hangs: int = 0
    slowest: float = 0.0

    def add(self, board: Board) -> None:
        self.inputs += board.inputs
        self.accepted += board.accepted
        self.refused += board.refused
        self.crashes += board.foreign
        self.slowest = max(self.slowest, board.slowest)

    def __str__(self) -> str:
        return (
            f"{self.inputs:,} inputs, {self.accepted:,} accepted, {self.refused:,} refused, {self.crashes:,} crashes, "
            f"{self.hangs:,} hangs over {DEADLINE:g} s, slowest {self.slowest:.2f} s of a processor"
        )


def fuzz(name: str, seconds: float, seed: int) -> Outcome:
    """A child after the other, until the time is over; a new one only where one died or hung."""
    outcome, until = Outcome(), time.monotonic() + seconds
    while time.monotonic() < until:
        board = Board()
        board.write(b"")
        child = os.fork()
        if not child:
            _be_a_child(name, seed, board)
        status = _watched(child, board, until)
        data = board.read()
        outcome.add(board)
        if status == "hangs":
            outcome.hangs += 1
            print(f"  {name}: over {DEADLINE:g} s -> {keep(name, data).name}", flush=True)
        elif status == "died":
            outcome.crashes += 1
            print(f"  {name}: the process died -> {keep(name, data).name}", flush=True)
        seed += 1000
    return outcome


def _be_a_child(name: str, seed: int, board: Board) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        fuzz_here(name, seed, board, set())
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _watched(child: int, board: Board, until: float) -> str:
    while True:
        time.sleep(0.05)
        if os.waitpid(child, os.WNOHANG)[0]:
            return "died"
        board.read()
        late = board.began > 0 and _busy(board.began)
        if late or time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "hangs" if late else "over"


def _busy(began: float) -> bool:
    """Whether it is at one case for too long; on a machine with much else to do, three times as long."""
    waited = time.monotonic() - began
    others = os.getloadavg()[0] / (os.cpu_count() or 1)
    return waited > DEADLINE * max(1.0, min(others, 3.0))


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="all of them by default")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(words)
    settle()
    failed = False
    for name in asked.targets or TARGETS:
        outcome = fuzz(name, asked.seconds, asked.seed)
        failed |= bool(outcome.crashes or outcome.hangs) or not (outcome.accepted and outcome.refused)
        print(f"fuzz, {name}: {asked.seconds:g} s from seed {asked.seed}: {outcome}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
