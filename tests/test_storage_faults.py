"""Writing while every operation fails in turn, and while the process is killed."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from digitscope.errors import DigitscopeError, ImageError, StorageError
from digitscope.storage import (
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
    "open",
    "stat",
    "access",
    "write",
    "fsync",
    "fchmod",
    "close",
    "replace",
    "unlink",
    "read",
    "fstat",
    "mkdir",
    "scandir",
)
BEFORE, AFTER = b"before" * 1000, b"after" * 2000
Fault = Callable[[str, Callable[..., Any], tuple[Any, ...]], Any]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="operations and signals of POSIX")


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


class Operations:
    """Counts the operations of os in this thread, and lets a fault happen at the n-th, or from the n-th on."""

    def __init__(self, *, at: int, fault: Fault, lasting: bool) -> None:
        self.at, self.fault, self.lasting = at, fault, lasting
        self.names: list[str] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in OPERATIONS:
                patch.setattr(os, name, self._stand_in(name, getattr(os, name)))
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


def save(target: Path) -> None:
    with atomic_file(target) as file:
        file.write(AFTER[:3000])
        file.write(AFTER[3000:])


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir()) if Path("/proc/self/fd").exists() else 0


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("existing", [True, False], ids=["over a file", "a new file"])
@pytest.mark.parametrize("kind", FAULTS)
def test_i109_whatever_fails_the_file_is_the_old_or_the_new_one(
    tmp_path: Path, kind: str, existing: bool, lasting: bool
) -> None:
    target = tmp_path / "file"
    for number in range(1, 100):
        target.unlink(missing_ok=True)
        if existing:
            target.write_bytes(BEFORE)
        open_before = descriptors()
        operations = Operations(at=number, fault=FAULTS[kind], lasting=lasting)
        failure: BaseException | None = None
        with operations.watched():
            try:
                save(target)
            except (StorageError, KeyboardInterrupt, SystemExit) as error:
                failure = error
        found = target.read_bytes() if target.exists() else None
        where = f"{kind} at operation {number}, {operations.names[number - 1 : number]}"
        assert found in (AFTER, BEFORE if existing else None), where
        if failure is None:
            assert found == AFTER, where
        lost = [path for path in tmp_path.iterdir() if path != target]
        assert not lost or (lasting and "unlink" in operations.names), where
        if kind != "Ctrl-C after":  # which, after open, takes the only copy of the number with it
            assert descriptors() == open_before, where
        for path in lost:
            path.unlink()
        if len(operations.names) < number:
            assert failure is None
            assert number > 8
            return
    pytest.fail("the loop did not end")


def a_folder_has(folder: Path) -> dict[str, bytes | None]:
    """Every path below and its content, None for a folder."""
    return {str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes() for path in folder.rglob("*")}


BEGIN = {"file": BEFORE, ".digitscope-left.tmp": b"half"}
CALLS: dict[str, tuple[Callable[[Path], Any], list[dict[str, bytes | None]]]] = {
    "read_file": (lambda home: read_file(home / "file", limit=10_000, refusal=ImageError), []),
    "writable": (lambda home: writable(home / "new"), []),
    "make_folder": (lambda home: make_folder(home / "a" / "b"), [{"a": None}, {"a": None, "a/b": None}]),
    "new_folder": (
        lambda home: new_folder(home / "runs", stem="run"),
        [{"runs": None}, {"runs": None, "runs/run-001": None}, {"runs": None, "runs/run-002": None}],
    ),
    "set_aside": (lambda home: set_aside(home / "file"), [{"file.corrupt": BEFORE}]),
    "sweep": (sweep, [{}]),
}
"""Each with what it may leave behind, beside what was there."""


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("name", CALLS)
def test_i109_whatever_fails_every_call_ends_in_its_answer_or_a_refusal(
    tmp_path: Path, name: str, kind: str, lasting: bool
) -> None:
    call, left_behind = CALLS[name]
    answers = {"read_file": BEFORE, "sweep": 1}
    for number in range(1, 60):
        home = tmp_path / f"{number}"
        home.mkdir()
        for file, content in BEGIN.items():
            (home / file).write_bytes(content)
        open_before = descriptors()
        operations = Operations(at=number, fault=FAULTS[kind], lasting=lasting)
        failure: BaseException | None = None
        answer = None
        with operations.watched():
            try:
                answer = call(home)
            except (DigitscopeError, KeyboardInterrupt, SystemExit) as error:
                failure = error
        where = f"{kind} at operation {number}, {operations.names[number - 1 : number]}"
        allowed = [BEGIN, *(_beside(left) for left in left_behind)]
        assert a_folder_has(home) in allowed, where
        if failure is None and name in answers and name != "sweep":
            assert answer == answers[name], where
        if kind != "Ctrl-C after":
            assert descriptors() == open_before, where
        if len(operations.names) < number:
            assert failure is None
            assert name not in answers or answer == answers[name]
            assert number > 1, "nothing was made to fail"
            return
    pytest.fail("the loop did not end")


def _beside(left: dict[str, bytes | None]) -> dict[str, bytes | None]:
    kept: dict[str, bytes | None] = {**BEGIN}
    if "file.corrupt" in left:
        del kept["file"]
    if not left:
        del kept[".digitscope-left.tmp"]
    return kept | left


def test_d56_a_full_disk_at_any_operation_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(BEFORE)
    told = {}
    for number in range(1, 20):
        operations = Operations(at=number, fault=FAULTS["ENOSPC"], lasting=False)
        with operations.watched():
            try:
                write_atomically(tmp_path / "file", AFTER)
            except StorageError as error:
                told[number] = error
    faulty = [name for name in operations.names if name != "access"]
    assert len(told) == len(operations.names)
    assert sum(error.code == "STORAGE_FULL" for error in told.values()) == len(faulty)
    assert all("ENOSPC" in str(error) for error in told.values() if error.code == "STORAGE_FULL")


def test_i110_content_is_on_the_disk_before_its_name_and_its_name_before_the_answer(tmp_path: Path) -> None:
    operations = Operations(at=0, fault=short_write, lasting=False)
    with operations.watched():
        save(tmp_path / "file")
    assert operations.names == [
        "stat",
        "open",
        "write",
        "write",
        "fsync",
        "close",
        "replace",
        "open",
        "fsync",
        "close",
    ]


KILLED_AT = """
import os, sys
from digitscope.storage import sweep, write_atomically
target, at = sys.argv[1], 0
before, after = b"before" * 1000, b"after" * 2000
left = 0
for at in range(1, 100):
    with open(target, "wb") as file: file.write(before)
    child = os.fork()
    if not child:
        count = 0
        def stand_in(real):
            def call(*arguments):
                global count
                count += 1
                if count == at: os._exit(9)
                return real(*arguments)
            return call
        for name in ("open", "stat", "write", "fsync", "fchmod", "close", "replace", "unlink"):
            setattr(os, name, stand_in(getattr(os, name)))
        write_atomically(target, after)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    content = open(target, "rb").read()
    if content != after and (status == 0 or content != before): sys.exit(f"torn when killed at {at}")
    left += sweep(os.path.dirname(target))
    if status == 0: break
print(at, left, os.listdir(os.path.dirname(target)))
"""


def test_i109_killed_at_any_operation_the_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", KILLED_AT, str(tmp_path / "file")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    reached, swept, rest = done.stdout.split(" ", 2)
    assert int(reached) > 8
    assert int(swept) >= 4
    assert rest.strip() == "['file']"


WRITER = """
import os, sys, zlib
from digitscope.storage import write_atomically
number = int(sys.argv[2])
while True:
    number += 1
    body = b"%d " % number + os.urandom(50_000)
    write_atomically(sys.argv[1], zlib.crc32(body).to_bytes(4, "big") + body)
    os.write(1, b"%d\\n" % number)
"""


def acknowledged_before_the_kill(target: Path, number: int, wait: float) -> int:
    command = [sys.executable, "-c", WRITER, str(target), str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        told = writer.stdout.readline()
        time.sleep(wait)
        os.kill(writer.pid, signal.SIGKILL)
        lines = (told + writer.stdout.read()).splitlines()
    return int(lines[-1])


def kill_often(folder: Path, times: int) -> None:
    chance, number, swept = random.Random(7), 0, 0
    for _ in range(times):
        acknowledged = acknowledged_before_the_kill(folder / "file", number, chance.uniform(0, 0.02))
        content = (folder / "file").read_bytes()
        assert zlib.crc32(content[4:]).to_bytes(4, "big") == content[:4]
        number = int(content[4:].split(b" ", 1)[0])
        assert number in (acknowledged, acknowledged + 1)
        swept += sweep(folder)
        assert [path.name for path in folder.iterdir()] == ["file"]
    assert swept > 0, "no kill ever hit a write"


def test_g2_killed_twenty_times_nothing_is_torn_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    kill_often(tmp_path, 20)


@pytest.mark.slow
def test_g2_killed_a_thousand_times_nothing_is_torn_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    kill_often(tmp_path, 1000)
