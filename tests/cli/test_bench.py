"""`digitscope bench` as a person runs it, with few images."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digitscope.cli import bench
from digitscope.experiments.speed import measure as measuring
from digitscope.experiments.speed import plan as plans
from digitscope.experiments.speed.contenders import FLOORS
from running import Run


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "QUICK", replace(plans.QUICK, images=320, least=0.0, cases=plans.QUICK.cases[::2]))
    monkeypatch.setattr(measuring, "FLOORS", FLOORS[:1])


def run(*arguments: str) -> Result:
    return CliRunner().invoke(bench.command, ["--quick", "--contenders", "digitscope-numpy, numpy", *arguments])


@pytest.mark.usefixtures("small")
def test_a_quick_look_tells_the_times_of_ours_and_of_numpy() -> None:
    done = run("--rounds", "1")
    assert done.exit_code == 0, done.output
    assert "| digitscope " in done.stdout
    assert "| digitscope, NumPy engine " in done.stdout
    assert "| NumPy, vectorised " in done.stdout
    assert "scaled up" in done.stdout
    assert "1 round and" in done.stdout
    assert "measured: one image" in done.stderr


@pytest.mark.usefixtures("small")
def test_json_holds_the_report_and_a_folder_gets_text_numbers_and_figures(tmp_path: Path) -> None:
    folder = tmp_path / "results" / "here"
    done = run("--format", "json", "--output", str(folder))
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [row["name"] for row in told["tables"][0]["rows"]][:3] == ["digitscope", "digitscope-numpy", "numpy"]
    assert told["rounds"] == 3
    assert sorted(path.name for path in folder.iterdir()) == ["speed-dark.png", "speed.json", "speed.md", "speed.png"]
    assert json.loads((folder / "speed.json").read_bytes()) == told
    assert (folder / "speed.md").read_text(encoding="utf-8").startswith("# How fast")
    assert (folder / "speed.png").read_bytes()[1:4] == b"PNG"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--contenders", "tensorflow"], 2, "choose from digitscope, digitscope-numpy, numpy"),
        (["--contenders", ""], 2, "an empty name"),
        (["--rounds", "0"], 2, "1<=x<=1000"),
        (["--rounds", "many"], 2, "not a valid integer"),
        (["--format", "xml"], 2, "'table', 'json'"),
        (["--output", "taken/results"], 4, "could not be written"),
    ],
)
def test_what_cannot_be_says_why_before_anything_is_measured(
    inside: Run, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "taken").write_text("a file")
    done = inside("bench", *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "measured" not in done.stderr
