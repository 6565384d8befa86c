"""`make faults`: every operation of storage.py fails or is killed, the current goes, checkpoints are damaged; counts.

Append-only logs, pruning and an index (FAULTS I112, I113) are not there: a run keeps two checkpoints in turns, and
what runs there are is read from their folders each time.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from digitscope.errors import DigitscopeError
from hardening.operations import CASES, FAULTS, KILLS, Tried, fail_each, kill_each
from hardening.runs import corrupt_newest, power_cuts


class Table:
    """Counts by kind of fault, and what did not hold."""

    def __init__(self) -> None:
        self.tries: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.violations: list[str] = []

    def add(self, kind: str, loop: Callable[[Path], Tried]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            try:
                tried = loop(Path(folder))
            except AssertionError as error:
                self.violations.append(f"{kind}: {error}")
            else:
                self.tries[kind] += tried.operations
                self.refused[kind] += tried.refused


def fail_and_kill_all() -> Table:
    table = Table()
    for name in CASES:
        for kind in FAULTS:
            for lasting in (False, True):
                how = f"{kind}, {'from then on' if lasting else 'once'}"
                table.add(how, lambda home: fail_each(name, kind, home, lasting=lasting))  # noqa: B023 (called at once)
        for kind in KILLS:
            table.add(kind, lambda home: kill_each(name, kind, home))  # noqa: B023 (as above)
    return table


def main() -> int:
    table = fail_and_kill_all()
    for kind, tries in table.tries.items():
        print(f"  {kind}: {tries} operations made to fail, {table.refused[kind]} calls refused or killed")
    print(f"faults, I109: {len(CASES)} calls, {table.tries.total():,} operations, {len(table.violations)} violations")
    for violation in table.violations[:20]:
        print(f"  {violation}")
    violations = len(table.violations)
    for name, loop in (("I110, states after a power cut", _cuts), ("I111, damaged checkpoints", _damage)):
        with tempfile.TemporaryDirectory() as folder:
            try:
                print(f"faults, {name}: {loop(Path(folder))}, 0 violations")
            except (AssertionError, DigitscopeError) as error:
                violations += 1
                print(f"faults, {name}: VIOLATED: {error!r}")
    return int(violations > 0)


def _cuts(home: Path) -> str:
    return f"{power_cuts(home):,}"


def _damage(home: Path) -> str:
    cuts, flips = corrupt_newest(home, cut_every=1024, flips=2000)
    return f"{cuts} cuts, {flips:,} flipped bits"


if __name__ == "__main__":
    sys.exit(main())
