"""Every call of storage.py while its n-th operation fails, or the process is killed there: n = 1, 2, 3, ... to its end.

In: a Case, a fault, an empty folder. Out: at how many operations it was tried, or an AssertionError that says where a
call did not end as it must: in its answer or in a refusal, with what was there before, or all of what is there after.
"""

from __future__ import annotations

import errno
import fcntl
import os
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from digitscope.errors import DigitscopeError, ImageError
from digitscope.storage import (
    OCCUPIED,
    TEMPORARY,
    alone,
    atomic_file,
    make_folder,
    new_folder,
    read_file,
    set_aside,
    sweep,
    writable,
    write_atomically,
)

OPERATIONS = (
    "open", "stat", "access", "write", "fsync", "fchmod", "close", "replace", "unlink", "read", "fstat", "mkdir",
    "scandir", "ftruncate",
)  # fmt: skip
KILLED = 9
BEFORE, AFTER = b"before" * 1000, b"after" * 2000
BEGIN: dict[str, bytes | None] = {"file": BEFORE, ".digitscope-left.tmp": b"half"}
Fault = Callable[[str, Callable[..., Any], tuple[Any, ...]], Any]
Content = dict[str, "bytes | None"]


def failing(number: int) -> Fault:
    def fault(name: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if name == "close":  # Linux gives the descriptor back even when it reports an error
            real(*arguments)
        if name == "access":
            return False
        raise OSError(number, os.strerror(number))

    return fault


def interrupted(kind: type[BaseException], *, done: bool) -> Fault:
    def fault(name: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if done or name == "close":
            result = real(*arguments)
            if name == "scandir":
                result.close()
        raise kind

    return fault


def short_write(name: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    if name == "read":
        descriptor, size = arguments
        return real(descriptor, max(1, size // 2))
    if name != "write":
        return real(*arguments)
    descriptor, data = arguments
    return real(descriptor, data[: max(1, len(data) // 2)])


def killed(name: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    os._exit(KILLED)


def killed_amid(name: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """In the middle of a write; after anything else."""
    try:
        short_write(name, real, arguments)
    finally:
        os._exit(KILLED)


FAULTS: dict[str, Fault] = {
    "EIO": failing(errno.EIO),
    "ENOSPC": failing(errno.ENOSPC),
    "EINTR": failing(errno.EINTR),
    "EACCES": failing(errno.EACCES),
    "short write": short_write,
    "Ctrl-C before": interrupted(KeyboardInterrupt, done=False),
    "Ctrl-C after": interrupted(KeyboardInterrupt, done=True),
    "exit": interrupted(SystemExit, done=False),
}
KILLS: dict[str, Fault] = {"kill": killed, "kill amid": killed_amid}


class Operations:
    """Counts the operations in this thread, and lets a fault happen at the n-th, or from the n-th on."""

    def __init__(self, *, at: int, fault: Fault, lasting: bool) -> None:
        self.at, self.fault, self.lasting = at, fault, lasting
        self.names: list[str] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in OPERATIONS:
                patch.setattr(os, name, self._stand_in(name, getattr(os, name)))
            patch.setattr(fcntl, "flock", self._stand_in("flock", fcntl.flock))
            yield

    def _stand_in(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        mine = threading.get_ident()

        def stand_in(*arguments: Any, **named: Any) -> Any:
            if threading.get_ident() != mine:
                return real(*arguments, **named)
            self.names.append(name)
            count = len(self.names)
            if count == self.at or (self.lasting and count > self.at):
                return self.fault(name, real, arguments)
            return real(*arguments, **named)

        return stand_in


@dataclass(frozen=True)
class Case:
    """A call of storage.py.

    after: what it leaves in a folder that held BEGIN, None for a file that is gone.  amid: what may be left where it
    did not end well, beside BEGIN and `after`.  answer: what it gives, where that is always the same.  quiet: what it
    cannot do it leaves, and says nothing.
    """

    call: Callable[[Path], Any]
    after: Content
    amid: tuple[Content, ...] = ()
    answer: Any = None
    quiet: bool = False

    def allowed(self) -> list[Content]:
        return [BEGIN, *(_changed(part) for part in (*self.amid, self.after))]


GONE = b"this file is gone"


def _changed(part: Content) -> Content:
    return {name: content for name, content in {**BEGIN, **part}.items() if content != GONE}


def _written_in_two(home: Path, name: str) -> None:
    with atomic_file(home / name) as file:
        file.write(AFTER[:3000])
        file.write(AFTER[3000:])


def _entered(home: Path) -> None:
    with alone(home):
        pass


def _folders(*names: str) -> Content:
    return dict.fromkeys(names)


CASES: dict[str, Case] = {
    "atomic_file over a file": Case(lambda home: _written_in_two(home, "file"), {"file": AFTER}),
    "atomic_file, a new file": Case(lambda home: _written_in_two(home, "new"), {"new": AFTER}),
    "write_atomically": Case(lambda home: write_atomically(home / "file", AFTER), {"file": AFTER}),
    "read_file": Case(lambda home: read_file(home / "file", limit=10_000, refusal=ImageError), {}, answer=BEFORE),
    "writable": Case(lambda home: writable(home / "new"), {}),
    "make_folder": Case(lambda home: make_folder(home / "a" / "b"), _folders("a", "a/b"), (_folders("a"),)),
    "new_folder": Case(
        lambda home: new_folder(home / "runs", stem="run"),
        _folders("runs", "runs/run-001"),
        (_folders("runs"), _folders("runs", "runs/run-002")),
    ),
    "set_aside": Case(lambda home: set_aside(home / "file"), {"file": GONE, "file.corrupt": BEFORE}),
    "sweep": Case(sweep, {".digitscope-left.tmp": GONE}, quiet=True),
    "alone": Case(_entered, {OCCUPIED: b""}),
}


@dataclass
class Tried:
    """Counts of one loop. operations: in the whole call.  refused: of its tries, those that ended in an error."""

    operations: int = 0
    refused: int = 0
    violations: list[str] = field(default_factory=list)


def fail_each(name: str, kind: str, home: Path, *, lasting: bool) -> Tried:
    """The call with its n-th operation failing, for every n. home: an empty folder."""
    case, tried = CASES[name], Tried()
    for number in range(1, 100):
        place = _prepared(home / f"{number}")
        open_before = descriptors()
        operations = Operations(at=number, fault=FAULTS[kind], lasting=lasting)
        failure: BaseException | None = None
        answer = None
        with operations.watched():
            try:
                answer = case.call(place)
            except (DigitscopeError, KeyboardInterrupt, SystemExit) as error:
                failure = error
        where = f"{name}, {kind} at operation {number}, {operations.names[number - 1 : number]}"
        _hold(case, place, where, temporaries=lasting and "unlink" in operations.names)
        if failure is None and not case.quiet:
            assert found_in(place) == _changed(case.after) or "run-002" in str(answer), where
            assert case.answer is None or answer == case.answer, where
        if kind != "Ctrl-C after":  # which, after open, takes the only copy of the number with it
            assert descriptors() == open_before, where
        tried.refused += failure is not None
        if len(operations.names) < number:
            assert failure is None, where
            assert number > 1, "nothing was made to fail"
            tried.operations = number - 1
            return tried
    raise AssertionError(f"{name}: the loop did not end")


def kill_each(name: str, kind: str, home: Path) -> Tried:
    """The call in a process that is killed at its n-th operation, for every n; then swept."""
    case, tried = CASES[name], Tried()
    for number in range(1, 100):
        place = _prepared(home / f"{number}")
        code = _in_a_child(Operations(at=number, fault=KILLS[kind], lasting=False), lambda: case.call(place))  # noqa: B023
        where = f"{name}, {kind} at operation {number}"
        assert code in (0, KILLED), f"{where}: exit code {code}"
        _hold(case, place, where, temporaries=True)
        with alone(place):  # no dead process keeps it
            sweep(place)
        assert not list(place.glob(TEMPORARY.format("*"))), where
        tried.refused += code == KILLED
        if not code:
            tried.operations = number - 1
            return tried
    raise AssertionError(f"{name}: the loop did not end")


def _in_a_child(operations: Operations, call: Callable[[], Any]) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other threads: this child does not live long
        child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        with operations.watched():
            call()
        os._exit(0)
    finally:
        os._exit(1)


def _prepared(place: Path) -> Path:
    place.mkdir()
    for file, content in BEGIN.items():
        (place / file).write_bytes(content or b"")
    return place


def _hold(case: Case, place: Path, where: str, *, temporaries: bool) -> None:
    found = found_in(place)
    if temporaries:
        found = {name: content for name, content in found.items() if name in BEGIN or not _is_temporary(name)}
    assert found in case.allowed(), f"{where}: {sorted(found)}"


def _is_temporary(name: str) -> bool:
    return Path(name).match(TEMPORARY.format("*"))


def found_in(folder: Path) -> Content:
    """Every path below and its content, None for a folder, nothing for the number of a process."""
    return {
        str(path.relative_to(folder)): None if path.is_dir() else b"" if path.name == OCCUPIED else path.read_bytes()
        for path in folder.rglob("*")
    }


def descriptors() -> int:
    """Open files of this process; 0 where that cannot be told."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir()) if Path("/proc/self/fd").exists() else 0
