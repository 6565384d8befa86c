"""A run belongs to one process at a time, and to the next one as soon as that is gone, however it went."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digitscope.errors import StorageError
from digitscope.storage import OCCUPIED, alone
from digitscope.training.run import begin, follow, take_up
from hardening.lives import TRAININGS, few

posix = pytest.mark.skipif(os.name != "posix", reason="signals and locks of POSIX")


def refused(folder: Path) -> str:
    with pytest.raises(StorageError) as caught, alone(folder):
        pytest.fail("two at once")
    assert caught.value.code == "IN_USE"
    return caught.value.came


def test_i114_a_folder_is_entered_once_at_a_time(tmp_path: Path) -> None:
    for _ in range(2):
        with alone(tmp_path):
            assert refused(tmp_path) == f"in use by pid {os.getpid()}"
            assert refused(tmp_path) == f"in use by pid {os.getpid()}", "who was refused takes nothing away"
    with pytest.raises(KeyError), alone(tmp_path):
        raise KeyError
    with alone(tmp_path):
        pass


@posix
def test_i114_the_folder_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    code = f"import digitscope.storage as s\nwith s.alone({str(tmp_path)!r}): print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        assert refused(tmp_path) == f"in use by pid {other.pid}"
        other.send_signal(signal.SIGKILL)
        other.wait()
    with alone(tmp_path):
        pass


def test_i114_a_number_that_was_left_behind_hinders_nobody(tmp_path: Path) -> None:
    for left in (b"%d" % os.getpid(), b"1", b"4194304999", b"", b"-1", b"\xff" * 99):
        (tmp_path / OCCUPIED).write_bytes(left)
        with alone(tmp_path):
            assert (tmp_path / OCCUPIED).read_bytes() == b"%d" % os.getpid()


@posix
def test_i114_where_no_locks_are_known_everybody_is_let_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", unknown)
    with alone(tmp_path), alone(tmp_path):
        pass


def test_i114_two_trainings_at_once_of_one_run_are_refused(tmp_path: Path) -> None:
    data, training = few(), TRAININGS[0]
    run = begin(training.start(), data, training.recipe, runs=tmp_path, origin="glorot")
    steps = follow(run, data, every=20)
    next(steps)
    left = run.folder / ".digitscope-0.tmp"
    left.touch()
    for second in (lambda: take_up(run.folder, data), lambda: next(follow(run, data))):
        with pytest.raises(StorageError, match=f"in use by pid {os.getpid()}: wait until it ends"):
            second()
    assert left.exists(), "what somebody is writing is swept away by nobody else"
    steps.close()
    assert take_up(run.folder, data).start.batch == 20
    assert not left.exists()
