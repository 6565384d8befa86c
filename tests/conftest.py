"""What many tests need: the data, read once, and the command as a person runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from digitscope.data.dataset import Dataset
from digitscope.data.mnist import mnist
from running import Run

settings.register_profile("digitscope", deadline=None)  # a timing is never a test: another machine is busier
settings.load_profile("digitscope")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell leaves it to what runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def digitscope(tmp_path: Path) -> Run:
    """Runs `digitscope ARGUMENTS` in an empty folder; `text=False` for bytes."""

    def run(*arguments: Any, text: bool = True, env: dict[str, str] | None = None, **how: Any) -> Any:
        home = tmp_path / "here"
        home.mkdir(exist_ok=True)
        settings: dict[str, Any] = {"cwd": home, "timeout": 120, "capture_output": True, **how}
        if text:
            settings["encoding"] = "utf-8"
        command = [sys.executable, "-W", "error", "-m", "digitscope", *arguments]
        return subprocess.run(command, env={**os.environ, **(env or {})}, **settings)

    return run


@pytest.fixture(scope="session")
def mnist_test() -> Dataset:
    return mnist("test")


@pytest.fixture(scope="session")
def mnist_training() -> Dataset:
    return mnist("training")
