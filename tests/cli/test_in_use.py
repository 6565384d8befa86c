"""A run that another process is in is told so, and left alone."""

from __future__ import annotations

import os
from pathlib import Path

from digitscope.storage import alone
from running import Run


def test_i114_a_run_in_use_is_refused_with_exit_code_4(learning: Run, tmp_path: Path) -> None:
    made = learning("train", "--epochs", "1", "--validation", "1000")
    assert made.returncode == 0, made.stderr
    with alone(tmp_path / "here" / "runs" / "run-001"):
        told = learning("train", "--resume", "run-001")
    assert told.returncode == 4
    assert f"in use by pid {os.getpid()}: wait until it ends, or stop it" in told.stderr
    assert learning("train", "--resume", "run-001").returncode == 0
