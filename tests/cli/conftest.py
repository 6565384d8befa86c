"""The command as a person runs it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from digitscope.data.dataset import Dataset
from running import Run


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
def digits(tmp_path_factory: pytest.TempPathFactory, mnist_test: Dataset) -> Path:
    """A folder with MNIST's first 30 test digits as 0.png ... 29.png; their labels begin 7 2 1 0 4."""
    folder = tmp_path_factory.mktemp("digits")
    for number, image in enumerate(mnist_test.images[:30].reshape(-1, 28, 28)):
        Image.fromarray(image).save(folder / f"{number}.png")
    return folder
