"""The command as a person runs it, in this process where its own is not what is looked at; and images to read."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from digitscope.cli.app import main
from digitscope.data import mnist as mnist_module
from digitscope.data.dataset import Dataset
from digitscope.pictures import canvas, charts
from running import Run


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """As the fixture `digitscope`, without a process of its own: nothing is started, imported or read anew."""
    home = tmp_path / "here"

    def run(*arguments: Any, text: bool = True, cwd: Path = home) -> Any:
        home.mkdir(exist_ok=True)
        before, surroundings = signal.getsignal(signal.SIGTERM), dict(os.environ)
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        try:
            with monkeypatch.context() as patch:
                patch.chdir(cwd)
                patch.setenv("COLUMNS", "80")
                patch.setattr(sys, "stdout", out)
                patch.setattr(sys, "stderr", err)
                code = main([os.fsdecode(argument) for argument in arguments])
        finally:
            signal.signal(signal.SIGTERM, before)
            os.environ.clear()
            os.environ.update(surroundings)
        for stream in (out, err):
            stream.flush()
        told = [stream.buffer.getvalue() for stream in (out, err)]
        return subprocess.CompletedProcess(arguments, code, *([part.decode() for part in told] if text else told))

    return run


@pytest.fixture
def learning(inside: Run, mnist_training: Dataset, monkeypatch: pytest.MonkeyPatch) -> Run:
    """As `inside`, in a blink: from the first 2,000 of MNIST's training digits, and without a picture at the end."""
    few = mnist_training.take(slice(2_000), name="2,000 digits")
    monkeypatch.setattr(mnist_module, "mnist", lambda _part="training": few)
    monkeypatch.setattr(charts, "training", lambda *_: None)
    monkeypatch.setattr(canvas, "render", lambda *_: b"no picture")
    return inside


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory, mnist_test: Dataset) -> Path:
    """A folder with MNIST's first 30 test digits as 0.png ... 29.png; their labels begin 7 2 1 0 4."""
    folder = tmp_path_factory.mktemp("digits")
    for number, image in enumerate(mnist_test.images[:30].reshape(-1, 28, 28)):
        Image.fromarray(image).save(folder / f"{number}.png")
    return folder
