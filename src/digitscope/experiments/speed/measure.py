"""The benchmark itself: in go a Plan and contenders, out comes Table after Table, each as soon as it is measured."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from digitscope.errors import MissingError
from digitscope.experiments.speed.cases import LESSON, Answering, Learning
from digitscope.experiments.speed.contenders import FLOORS, INSTALL
from digitscope.experiments.speed.player import Player
from digitscope.experiments.speed.processes import FROM_START, IMPORTS, seconds
from digitscope.experiments.speed.report import Row, Table
from digitscope.experiments.speed.rounds import interleaved, reason
from digitscope.experiments.speed.seconds import Spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digitscope.experiments.speed.cases import Case
    from digitscope.experiments.speed.contenders import Contender
    from digitscope.experiments.speed.plan import Plan
    from digitscope.experiments.speed.processes import Program

EPOCH = 60_000
MEMORY = Learning(LESSON, "sigmoid", "cross-entropy", 32)


def measure(plan: Plan, contenders: Sequence[Contender]) -> Iterator[Table]:
    """One Table a case, then those of whole processes. Every process is ended when this is, however that is.

    contenders: those that are not installed are passed over; see `absent`.
    """
    here = [contender for contender in contenders if not contender.missing]
    with ExitStack() as processes:
        players = {one.name: processes.enter_context(Player(one)) for one in (*here, *FLOORS)}
        for case in plan.cases:
            yield _table(plan, case, [one for one in (*here, *FLOORS) if _takes(one, case)], players)
    if plan.processes:
        names = {"python", *(one.name for one in here)}
        yield _programs(plan, "start", "Process start to 95%", [one for one in FROM_START if one.name in names])
        yield _programs(plan, "imports", "Import", [one for one in IMPORTS if one.name in names])
        yield _memory(plan, [one for one in here if one.learns])


def absent(contenders: Sequence[Contender]) -> dict[str, str]:
    """Who cannot take part, by title, and what to do about it.

    >>> from digitscope.experiments.speed.contenders import Contender
    >>> absent([Contender("mine", "Mine", "mine", ("a-package-that-is-nowhere",))])["Mine"]
    "a-package-that-is-nowhere is not installed: pip install 'digitscope[peers]'"
    """
    missing = {one.title: one.missing for one in contenders if one.missing}
    verbs = {title: "is" if len(packages) == 1 else "are" for title, packages in missing.items()}
    return {
        title: f"{' and '.join(packages)} {verbs[title]} not installed: {INSTALL}"
        for title, packages in missing.items()
    }


def _takes(contender: Contender, case: Case) -> bool:
    if isinstance(case, Answering):
        return case.kind in contender.answers
    return contender.learns if case.widths == LESSON else contender.wide


def _table(plan: Plan, case: Case, contenders: Sequence[Contender], players: Mapping[str, Player]) -> Table:
    counts, left_out = {}, {}
    for one in contenders:
        batch = case.batch if isinstance(case, Learning) else 1
        counts[one.name] = one.count(batch, images=plan.images)
        try:
            players[one.name].prepare(case, count=counts[one.name], least=plan.least)
        except MissingError as error:
            left_out[one.name] = reason(error)
    ready = {one.name: one for one in contenders if one.name not in left_out}
    plays, failed = interleaved({name: players[name].play for name in ready}, rounds=plan.rounds)
    titles = {one.name: one.title for one in contenders}
    whole = EPOCH if isinstance(case, Learning) else 0
    rows = [
        Row.measured(name, titles[name], turns, images=counts[name] if whole else 0, of=whole, floor=ready[name].floor)
        for name, turns in plays.items()
    ]
    return Table(
        _group(case),
        case.title,
        case.column,
        tuple(rows),
        tuple((titles[name], why) for name, why in {**left_out, **failed}.items()),
    )


def _group(case: Case) -> str:
    if isinstance(case, Answering):
        return "answers"
    return case.loss if case.widths == LESSON else "wide"


def _programs(plan: Plan, group: str, title: str, programs: Sequence[Program]) -> Table:
    titles = {one.name: one.title for one in programs}
    plays, failed = interleaved({one.name: partial(seconds, one) for one in programs}, rounds=plan.rounds)
    rows = [Row.measured(name, titles[name], turns) for name, turns in plays.items()]
    return Table(group, title, "CPU time", tuple(rows), tuple((titles[name], why) for name, why in failed.items()))


def _memory(plan: Plan, contenders: Sequence[Contender]) -> Table:
    """Once each, as it hardly changes: in a process that does nothing else. All learn as many images, fast or slow."""
    plays, failed = interleaved({one.name: partial(_peak, plan, one) for one in contenders}, rounds=1)
    titles = {one.name: one.title for one in contenders}
    rows = tuple(Row(name, titles[name], Spread.of(peaks)) for name, peaks in plays.items())
    out = tuple((titles[name], why) for name, why in failed.items())
    return Table("memory", "Peak memory", "memory", rows, out, unit="bytes")


def _peak(plan: Plan, contender: Contender) -> float:
    with Player(contender) as player:
        found = player.memory(MEMORY, count=plan.images)
    if not found:
        raise MissingError("the system must tell the memory of a process", came="nothing", hint="it is left out")
    return float(found)
