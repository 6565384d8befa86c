"""`digitscope train`: a run that is seen, kept, interrupted and taken up again."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from digitscope.networks import files
from running import Run

QUICK = [
    "--epochs",
    "2",
    "--batch",
    "50",
    "--validation",
    "40000",
    "--optimizer",
    "adam",
    "--learning-rate",
    "0.01",
]

SMALL = [*QUICK, "--validation", "500"]
"""The same where only 2,000 digits are there."""


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_training_is_shown_and_kept(digitscope: Run, tmp_path: Path) -> None:
    done = digitscope("train", *QUICK, "--output", "mine.safetensors", "--seed", "3")
    home = tmp_path / "here"
    assert done.returncode == 0, done.stderr
    assert "784 → 16 → 16 → 10   13,002 weights and biases" in done.stdout
    assert "Kept in runs/run-001" in done.stdout
    assert "of 40,000 held-out digits (95%:" in done.stdout
    run = home / "runs" / "run-001"
    kept = {path.name for path in run.iterdir()}
    assert {"run.json", "start.safetensors", "network.safetensors", "history.csv", "training.png"} <= kept
    made = files.load(home / "mine.safetensors")
    assert made == files.load(run / "network.safetensors")
    assert made.network.parameter_count == 13_002
    assert made.temperature != 1
    assert made.recipe["seed"] == 3
    assert len((run / "history.csv").read_text().splitlines()) == 1 + 2 * 20
    evaluated = json.loads(digitscope("evaluate", "mine.safetensors", "--format", "json").stdout)
    assert evaluated["accuracy"] > 0.8


def test_training_goes_on_from_another_network(learning: Run, tmp_path: Path) -> None:
    done = learning(
        "train",
        *SMALL,
        "--epochs",
        "1",
        "--learning-rate",
        "0",
        "--start",
        "plain",
        "--output",
        "same.safetensors",
    )
    assert done.returncode == 0, done.stderr
    from digitscope.networks.catalogue import find

    assert files.load(tmp_path / "here" / "same.safetensors").network == find("plain").network


def test_j120_divergence_is_told_and_the_last_finite_network_kept(learning: Run, tmp_path: Path) -> None:
    done = learning(
        "train",
        *SMALL,
        "--activation",
        "relu",
        "--loss",
        "cross-entropy",
        "--learning-rate",
        "1e6",
        "--optimizer",
        "sgd",
    )
    assert done.returncode == 0
    assert "The run diverged at epoch 1, batch " in done.stderr
    assert files.load(tmp_path / "here" / "runs" / "run-001" / "network.safetensors").network.widths == (
        784,
        16,
        16,
        10,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--learning-rate", "nan"], "learning_rate must be a finite number from 0; got nan"),
        (["--learning-rate", "fast"], "'fast' is not a valid float"),
        (["--epochs", "-1"], "epochs must be a whole number from 0; got -1"),
        (["--layers", "784,x,10"], "no list of whole numbers"),
        (["--layers", "28,10"], "must begin with 784 pixels and end with 10"),
        (["--activation", "swish"], "an activation must be known; got 'swish'"),
        (["--activation", "softmax"], "softmax is for the output layer"),
        (
            ["--output-activation", "relu", "--loss", "cross-entropy"],
            "cross-entropy needs softmax or sigmoid outputs",
        ),
        (["--initialisation", "ones"], "use one of glorot, he"),
        (["--validation", "2000"], "leave some of the 2000 images"),
        (["--resume", "run-009"], "start one with: digitscope train"),
        (["--optimizer", "lbfgs"], "'lbfgs' is not one of 'sgd', 'momentum', 'adam'"),
    ],
)
def test_settings_that_cannot_be_are_usage_errors_and_leave_nothing(
    learning: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = learning("train", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "here" / "runs").exists()


def test_what_cannot_be_written_is_said_before_the_training(learning: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for arguments in (
        ["--output", tmp_path / "no" / "x.safetensors"],
        ["--runs", tmp_path / "file"],
        ["--output", tmp_path],
    ):
        start = time.monotonic()
        done = learning("train", *SMALL, *arguments)
        assert done.returncode == 4, done.stderr
        assert "epoch" not in done.stdout
        assert time.monotonic() - start < 30


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_each_optimizer_has_a_learning_rate_that_learns(learning: Run, tmp_path: Path, optimizer: str) -> None:
    arguments = ["--epochs", "7", "--validation", "500", "--optimizer", optimizer, "--output", "mine.safetensors"]
    assert learning("train", *arguments).returncode == 0
    made = files.load(tmp_path / "here" / "mine.safetensors")
    assert made.figures["validation"]["correct"] > 0.4 * 500


def test_a_training_that_learned_nothing_says_so(learning: Run) -> None:
    done = learning("train", "--start", "plain", "--epochs", "1", "--validation", "500", "--learning-rate", "100")
    assert "No epoch was better than the start" in done.stderr


def test_a_start_takes_no_other_shape(learning: Run) -> None:
    done = learning("train", "--start", "plain", "--layers", "784,32,10", "--activation", "relu")
    assert done.returncode == 2
    assert "leave out --layers, --activation" in done.stderr


def test_a_run_that_has_ended_says_so(learning: Run, tmp_path: Path) -> None:
    assert learning("train", *SMALL, "--epochs", "1").returncode == 0
    result = tmp_path / "here" / "runs" / "run-001" / "result.json"
    whole = result.read_bytes()
    result.unlink()
    done = learning("train", "--resume", "run-001")
    assert result.read_bytes() == whole
    assert done.returncode == 0
    assert "run-001 has ended" in done.stdout
    assert "1/1" not in done.stdout


def test_d54_a_training_goes_on_when_nobody_listens(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "digitscope", "train", *QUICK, "--output", "mine.safetensors"]
    script = f"{' '.join(command)} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert files.load(tmp_path / "mine.safetensors").network.parameter_count == 13_002


def test_a_resumed_run_takes_no_other_settings(learning: Run) -> None:
    assert learning("train", *SMALL, "--epochs", "0").returncode == 0
    done = learning("train", "--resume", "run-001", "--seed", "4", "--layers", "784,10")
    assert done.returncode == 2
    assert "leave out --seed, --layers" in done.stderr


def _killed(folder: Path, arguments: list[str], after: float, how: int) -> int:
    process = subprocess.Popen(
        [sys.executable, "-m", "digitscope", "train", *arguments], cwd=folder, stdout=subprocess.DEVNULL
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(how)
    return process.wait(30)


def _kill_and_resume(digitscope: Run, tmp_path: Path, *, kills: int, arguments: list[str]) -> None:
    """Kills a run, and twice the run that goes on from it, at random moments until its network is there.

    What it draws after that is left out: nothing could be lost there any more, and it takes as long as the training.
    """
    home = tmp_path / "here"
    start = time.time()
    assert digitscope("train", *arguments).returncode == 0
    whole = home / "runs" / "run-001" / "network.safetensors"
    takes = whole.stat().st_mtime - start
    rng = random.Random(2026)
    survived = tried = 0
    while survived < kills:
        tried += 1
        assert tried < 3 * kills + 3, "most kills must meet a run under way"
        how = signal.SIGKILL if tried % 4 else signal.SIGINT
        before = {path.name for path in (home / "runs").iterdir()}
        ended = _killed(home, arguments, rng.uniform(0.2, 0.95) * takes, how)
        new = sorted({path.name for path in (home / "runs").iterdir()} - before)
        if ended == 0 or not new or not (home / "runs" / new[0] / "run.json").exists():
            continue
        for _ in range(2):
            _killed(home, ["--resume", new[0]], rng.uniform(0.2, 0.95) * takes, how)
        assert digitscope("train", "--resume", new[0]).returncode == 0
        assert _digest(home / "runs" / new[0] / "network.safetensors") == _digest(whole), f"kill {tried}"
        assert not list((home / "runs" / new[0]).glob(".digitscope-*"))
        survived += 1


LONGER = ["--epochs", "60", "--batch", "10", "--validation", "50000", "--optimizer", "momentum"]
"""On the kernel this takes about a second."""


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")
def test_a_killed_run_is_taken_up_to_the_same_bits(digitscope: Run, tmp_path: Path) -> None:
    _kill_and_resume(digitscope, tmp_path, kills=1, arguments=[*LONGER, "--learning-rate", "0.05"])


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_i108_fifty_kills_at_random_moments_fifty_times_the_same_bits(
    digitscope: Run, tmp_path: Path, optimizer: str
) -> None:
    _kill_and_resume(
        digitscope, tmp_path, kills=25, arguments=[*LONGER, "--optimizer", optimizer, "--learning-rate", "0.002"]
    )


@pytest.mark.slow
def test_i108_kills_amid_distortions_and_with_numpy(digitscope: Run, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("DIGITSCOPE_ENGINE", "numpy")
    arguments = [
        "--epochs",
        "2",
        "--optimizer",
        "adam",
        "--learning-rate",
        "0.002",
        "--augment",
        "--validation",
        "40000",
    ]
    _kill_and_resume(digitscope, tmp_path, kills=8, arguments=arguments)


def test_ctrl_c_tells_how_to_go_on(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "digitscope", "train", "--epochs", "50"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(tmp_path.glob("runs/run-001/checkpoint-*")):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Go on with: digitscope train --resume runs/run-001" in stderr
    assert "Traceback" not in stderr
