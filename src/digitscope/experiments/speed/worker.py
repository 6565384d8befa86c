"""The process of one contender: lines of JSON in, one line of JSON out for each, nothing else is done meanwhile.

python -P -m digitscope.experiments.speed.worker NAME

    {"do": "prepare", "case": {...}, "count": 60000, "least": 0.05}   makes ready, runs once, checks
    {"do": "play"}                                                    runs, and tells the seconds
    {"do": "memory", "case": {...}, "count": 60000}                   learns once, and tells the peak of memory
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.errors import DigitscopeError, SettingError
from digitscope.experiments.speed.cases import Answering, Learning, case_of
from digitscope.experiments.speed.contenders import CONTENDERS, FLOORS, OURS
from digitscope.experiments.speed.machine import forget_peak, peak_memory
from digitscope.experiments.speed.material import Exam, Lesson, forget, training

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from digitscope.engine.network import Network

MOST_REPEATS: Final = 100_000
OFF_THE_WAY: Final = 0.05
"""By how much of the way from the start a trained network may be elsewhere than another contender's: rounding."""
FIRST: Final = 100
"""Updates on which they must agree where whole runs part: at a ReLU that rounding puts on the other side of 0."""
OFF_THE_ACCURACY: Final = 0.03
OFF_THE_ANSWER: Final = 1e-4
"""How far outputs may be off, beside the largest one or 1."""
TRIALS: Final = 3
"""Turns of each way to answer before one of them is chosen."""
TRIED: Final = 2_000
LEARNED: Final = 0.4
"""Accuracy that a whole epoch reaches in every case, on the last 2,000 of its images; a guess has 0.1."""


class Play:
    """What a contender does at present: run it, and say how long it took.

    least: seconds that a measurement takes at least; what is faster is run as often as that takes.  how: one goes
    about it where there are several ways, in a few words.
    """

    def __init__(self, run: Callable[[], Any], *, least: float, how: str = "") -> None:
        self._run = run
        self._how = how
        self._repeats = 1
        self.first = run()  # what is compiled or made when first needed is made now
        while (cpu := self.timed()["cpu"] * self._repeats) < least and self._repeats < MOST_REPEATS:
            grown = int(self._repeats * 1.2 * least / max(cpu, 1e-7)) + 1
            self._repeats = min(MOST_REPEATS, 100 * self._repeats, grown)

    def timed(self) -> dict[str, Any]:
        """Seconds of one run, by the processor's clock and by the wall's."""
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(self._repeats):
            self._run()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        return {"cpu": cpu / self._repeats, "wall": wall / self._repeats, "how": self._how}


class Worker:
    """Answers one request after the other for the contender of that name."""

    def __init__(self, name: str) -> None:
        (self._contender,) = (one for one in (*CONTENDERS, *FLOORS) if one.name == name)
        self._play: Play | None = None

    def reply(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What is answered to one request; see the module."""
        if request["do"] == "memory":
            return {"bytes": self._peak(Lesson(Learning(**request["case"]), request["count"]))}
        if request["do"] == "prepare":
            return self._prepared(request)
        if self._play is None:
            raise SettingError("a case must be prepared before it is played", came="none", hint="prepare one")
        return self._play.timed()

    def _prepared(self, request: Mapping[str, Any]) -> dict[str, Any]:
        self._play, case, module = None, case_of(request["case"]), self._module()
        if isinstance(case, Answering):
            exam = Exam.of(case)
            plays = [Play(run, least=request["least"], how=how) for how, run in module.answers(exam).items()]
            off = {} if self._contender.floor else _all_right(exam, plays)
            self._play = fastest(plays)
            return off
        lesson = Lesson(case, request["count"])
        run, network = module.epoch(lesson)
        self._play = Play(run, least=request["least"])
        if self._contender.floor:
            return {}
        return check_learned(lesson, network(self._play.first), learner=module, other=_other(self._contender.name))

    def _peak(self, lesson: Lesson) -> int:
        """Of one epoch, the first, with what the contender keeps for it, and without what was only passed on to it."""
        run, _ = self._module().epoch(lesson)
        forget()
        gc.collect()
        forget_peak()
        run()
        return peak_memory()

    def _module(self) -> Any:
        return import_module(f"digitscope.experiments.speed.contenders.{self._contender.module}")


def fastest(plays: Sequence[Play]) -> Play:
    """The one that was, by the best of a few turns, which all take one after the other."""
    if len(plays) == 1:
        return plays[0]
    turns = [[play.timed()["cpu"] for play in plays] for _ in range(TRIALS)]
    best = [min(times) for times in zip(*turns, strict=True)]
    return plays[best.index(min(best))]


def _all_right(exam: Exam, plays: Sequence[Play]) -> dict[str, float]:
    return {"off": max(check_answers(exam, np.asarray(play.first))["off"] for play in plays)}


def _other(name: str) -> Any:
    """Whose network it is held against: ours, or for ours plain NumPy's."""
    module = "vectorised" if name.startswith(OURS) else "own"
    return import_module(f"digitscope.experiments.speed.contenders.{module}")


def check_learned(lesson: Lesson, network: Network, *, learner: Any, other: Any) -> dict[str, Any]:
    """That it went where another one goes from the same start, and that a whole epoch taught it something.

    network: what `learner` made of the lesson.  learner, other: modules of two contenders.
    Raises SettingError where not: then it did something else than the others, and its time says nothing.
    """
    expected = _taught(other, lesson)
    off, accuracy = _off(lesson, network, expected), _accuracy(network)
    if off > OFF_THE_WAY and abs(accuracy - _accuracy(expected)) <= OFF_THE_ACCURACY:
        first = Lesson(lesson.case, min(lesson.count, FIRST * lesson.case.batch))
        off = _off(first, _taught(learner, first), _taught(other, first)) if first.count < lesson.count else off
    if not off <= OFF_THE_WAY:
        came = f"one that is {off:.0%} of the way elsewhere"
        raise SettingError("all must learn the same network", came=came, hint="its time is not counted")
    if lesson.count == len(training()) and accuracy < LEARNED:
        came = f"accuracy {accuracy:.1%}"
        raise SettingError("an epoch must teach something", came=came, hint="its time is not counted")
    return {"off": off, "accuracy": accuracy}


def _taught(contender: Any, lesson: Lesson) -> Network:
    run, network_of = contender.epoch(lesson)
    network: Network = network_of(run())
    return network


def _off(lesson: Lesson, network: Network, expected: Network) -> float:
    """How far apart they are, as a part of the way from the start."""
    end = expected.parameters()
    return float(np.linalg.norm(network.parameters() - end) / np.linalg.norm(end - lesson.start.parameters()))


def _accuracy(network: Network) -> float:
    last = training().take(slice(-TRIED, None))
    return float((network(last.pixels()).argmax(axis=1) == last.labels).mean())


def check_answers(exam: Exam, outputs: Any) -> dict[str, float]:
    """That the outputs are those of the network in float64. Raises SettingError where they are not."""
    expected = exam.network.astype(np.float64)(exam.pixels.astype(np.float64))
    same = outputs.shape == expected.shape
    off = float(np.abs(outputs - expected).max() / max(1.0, np.abs(expected).max())) if same else float("inf")
    if not off <= OFF_THE_ANSWER:
        raise SettingError("all must give the same answers", came=f"one {off:g} off", hint="its time is not counted")
    return {"off": off}


def main() -> None:
    """Until standard input ends. What a library prints goes nowhere, as the pipe is for answers."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    worker = Worker(sys.argv[1])
    np.seterr(over="ignore")  # exp(-z) may be infinite, and 1 / (1 + exp(-z)) is 0 then
    for line in sys.stdin:
        try:
            reply = worker.reply(json.loads(line))
        except DigitscopeError as error:
            reply = {"asked": error.asked, "came": error.came, "hint": error.hint}
        except Exception as error:  # a peer may raise anything
            came = f"{type(error).__name__}: {error}"
            reply = {"asked": "a case must be played to its end", "came": came, "hint": "it is left out"}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
