"""What the README says is run: its Python, its commands, its make targets and its links."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.training.recipe import Recipe
from digitscope.training.run import begin
from running import Run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
COMMANDS = re.findall(r"^    (?:\.venv/bin/)?(digitscope [^\n]*?)(?:  .*)?$", README, re.MULTILINE)
SAMPLE = ROOT / "src" / "digitscope" / "samples" / "mnist-7.png"


def test_the_python_of_the_page_on_reading_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    shutil.copy(SAMPLE, tmp_path / "my-seven.jpg")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile("\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL)), "reading.md", "exec"), names)
    assert names["steps"].scaled.shape[0] == 20


def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(PYTHON, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "13002 7 7" in printed
    assert printed.splitlines()[-1].startswith("1.0 ")


def test_its_commands_are_many() -> None:
    assert len(COMMANDS) >= 8


def test_its_lab_opens() -> None:
    command = [sys.executable, "-m", "digitscope", "lab", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as lab:
        assert lab.stdout is not None
        assert any("http://127.0.0.1:" in line for line in lab.stdout)
        lab.terminate()
    assert lab.returncode == 0


@pytest.mark.parametrize("command", [one for one in COMMANDS if "COMMAND" not in one and one != "digitscope lab"])
def test_its_commands_run(digitscope: Run, tmp_path: Path, command: str, mnist_training: Dataset) -> None:
    here = tmp_path / "here"
    (here / "scans").mkdir(parents=True)
    for name in ("my-seven.jpg", "scans/7.png"):
        shutil.copy(SAMPLE, here / name)
    words = shlex.split(command)[1:]
    quick = ["--epochs", "0"] if words == ["train"] else []
    if "run-001" in words:
        recipe = Recipe(epochs=0)
        start = initialise((784, 10), rng=recipe.stream("start"))
        begin(start, mnist_training, recipe, runs=here / "runs", origin="glorot")
    done = digitscope(*words, *quick)
    assert done.returncode == 0, done.stderr


def test_its_make_targets_and_links_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z]+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE) or target in ("and", "is"), target
    for link in re.findall(r"\]\(([^):]+)\)", README):
        assert (ROOT / link).exists(), link
