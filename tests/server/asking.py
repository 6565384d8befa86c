"""Questions about a network, as tests put them: to the jobs themselves, or over a socket."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import msgspec
import numpy as np

from digitscope.engine.network import Network
from digitscope.messages import Change, Evaluation, Knob, Sweep, SweepLine, as_text
from digitscope.networks.files import NetworkFile, to_bytes
from digitscope.server.jobs import JOBS
from digitscope.server.known import Known
from digitscope.server.limits import Limits
from digitscope.server.lines import Lines
from digitscope.server.pipe import EVALUATE, SWEEP, Job, Question, Task

SETTINGS: Final = {name: value for name, value in asdict(Limits()).items() if isinstance(value, int)}

ASKED: Final = ("changes", "knobs", "line", "start")


def places(numbers: Sequence[int]) -> str:
    return as_text(np.array(numbers, "<u4").tobytes())


def values(numbers: Sequence[float]) -> str:
    return as_text(np.array(numbers, "<f4").tobytes())


def change(layer: int, turned: dict[int, float]) -> Change:
    """These places of a layer at these values."""
    return Change(layer, places(sorted(turned)), values([turned[place] for place in sorted(turned)]))


def changes_between(before: Network, after: Network) -> tuple[Change, ...]:
    """Every number in which the second network differs."""
    found = []
    for index, (one, other) in enumerate(zip(before.layers, after.layers, strict=True)):
        was, now = (np.concatenate([layer.weights.ravel(), layer.bias]) for layer in (one, other))
        turned = {int(place): float(now[place]) for place in np.flatnonzero(was != now)}
        if turned:
            found.append(change(index, turned))
    return tuple(found)


def task(job: Job, file: NetworkFile, *, sent: bool = True, room: int | None = None, **question: Any) -> Task:
    """What the server would have the worker do. sent: whether the file comes along."""
    content = to_bytes(file)
    settings = SETTINGS if room is None else {**SETTINGS, "known_bytes": room}
    asked = Question(hashlib.sha256(content).digest(), **question)
    return Task(job.name, content if sent else b"", settings, asked)


def evaluated(known: Known, file: NetworkFile, *changes: Change, room: int | None = None) -> Evaluation:
    asked = task(EVALUATE, file, changes=changes, room=room)
    return msgspec.json.decode(JOBS[asked.job](asked, known)[0], type=Evaluation)


def swept(
    known: Known, file: NetworkFile, knobs: tuple[Knob, ...], *changes: Change, room: int | None = None
) -> list[SweepLine]:
    """All lines, part by part, as a conversation would ask for them."""
    lines, found = Lines(Sweep(7, "plain", knobs, changes)), []
    digest = hashlib.sha256(to_bytes(file)).digest()
    while not lines.over:
        question = lines.question(digest)
        asked = task(SWEEP, file, room=room, **{name: getattr(question, name) for name in ASKED})
        lines.add(*JOBS[asked.job](asked, known))
        if line := lines.take():
            found.append(line)
    return found


def numbers(text: str, kind: str) -> Any:
    return np.frombuffer(base64.b64decode(text), kind)
