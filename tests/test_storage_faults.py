"""Writing while every operation fails in turn, and while the process is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from digitscope.errors import StorageError
from digitscope.storage import atomic_file, sweep, write_atomically
from hardening.operations import AFTER, BEFORE, CASES, FAULTS, KILLS, Operations, fail_each, kill_each, short_write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="operations and signals of POSIX")


def save(target: Path) -> None:
    with atomic_file(target) as file:
        file.write(AFTER[:3000])
        file.write(AFTER[3000:])


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("name", CASES)
def test_i109_whatever_fails_every_call_ends_in_its_answer_or_a_refusal(
    tmp_path: Path, name: str, kind: str, lasting: bool
) -> None:
    assert fail_each(name, kind, tmp_path, lasting=lasting).operations >= LEAST.get(name, 1)


@pytest.mark.parametrize("kind", KILLS)
@pytest.mark.parametrize("name", CASES)
def test_i109_killed_at_any_operation_what_is_there_is_the_old_or_the_new(tmp_path: Path, name: str, kind: str) -> None:
    assert kill_each(name, kind, tmp_path).operations >= LEAST.get(name, 1)


LEAST = {"atomic_file over a file": 9, "atomic_file, a new file": 9, "write_atomically": 9, "new_folder": 5, "alone": 4}
"""Operations that a call has, at least: a loop that ends too early has not tried much."""


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


def test_g2_killed_ten_times_nothing_is_torn_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    kill_often(tmp_path, 10)


@pytest.mark.slow
def test_g2_killed_a_thousand_times_nothing_is_torn_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    kill_often(tmp_path, 1000)
