"""`digitscope rerun`: the same bits again, or what differs and how far."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from digitscope.data.dataset import Dataset
from digitscope.engine.choice import engines, present
from digitscope.engine.initialise import initialise
from digitscope.networks import files
from digitscope.training.recipe import Recipe
from digitscope.training.run import begin, follow
from running import Run

QUICK = ("--epochs", "2", "--batch", "50", "--validation", "500", "--optimizer", "adam", "--learning-rate", "0.01")


def _record(run: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((run / "run.json").read_text())
    return found


@pytest.fixture
def trained(learning: Run, tmp_path: Path) -> Path:
    """The folder of a run that has ended."""
    assert learning("train", *QUICK, "--initialisation", "he", "--seed", "3").returncode == 0
    return tmp_path / "here" / "runs" / "run-001"


def test_l147_a_run_comes_to_the_same_bits_again(learning: Run, trained: Path) -> None:
    done = learning("rerun", "run-001")
    assert done.returncode == 0, done.stderr
    again = trained.with_name("run-002")
    for name in ("result.json", "network.safetensors", "history.csv", "start.safetensors"):
        assert (again / name).read_bytes() == (trained / name).read_bytes(), name
    sums = json.loads((trained / "result.json").read_text())["sha256"]
    assert len(set(sums.values())) >= 2
    for name in ("weights", "weights at the end", "history"):
        assert f"\n{name:20}the same      SHA-256 " in done.stdout
    assert all(found in done.stdout for found in sums.values())
    assert "Kept in runs/run-002" in done.stdout
    assert "NOT" not in done.stdout


def test_l147_the_record_holds_what_the_bits_depend_on(trained: Path) -> None:
    record = _record(trained)
    surroundings = {"blas", "code", "digitscope", "engine", "machine", "numpy", "python", "simd", "system"}
    assert set(record["surroundings"]) == surroundings
    assert all(record["surroundings"].values())
    assert record["recipe"]["seed"] == 3
    assert {"name", "sha256", "images", "labels", "warnings"} == set(record["data"])
    assert len(record["start"]["sha256"]) == len(record["surroundings"]["code"]) == 64


@pytest.mark.skipif(len(engines()) < 2, reason="there is one engine here")
def test_l143_on_another_engine_it_says_what_differs_and_how_far(
    learning: Run, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITSCOPE_ENGINE", "numpy")
    present.cache_clear()
    try:
        done = learning("rerun", "run-001")
    finally:
        present.cache_clear()
    assert done.returncode == 1
    assert f"{'weights':20}NOT the same  SHA-256 " in done.stdout
    assert f"{'engine':20}kernel " in done.stdout
    assert "then, numpy now" in done.stdout
    assert "\npython" not in done.stdout
    made, remade = (files.load(trained.with_name(name) / "network.safetensors") for name in ("run-001", "run-002"))
    furthest = abs(made.network.parameters() - remade.network.parameters()).max()
    assert 0 < furthest < 1e-3
    assert f"{'largest difference':20}{furthest:.3g} between" in done.stdout
    then, now = (file.figures["validation"]["correct"] / 500 for file in (made, remade))
    assert f"{'accuracy':20}{then:.2%} then, {now:.2%} now" in done.stdout
    assert abs(then - now) <= 0.005


def test_a_network_file_is_trained_again_as_far_as_it_says_how(learning: Run, tmp_path: Path) -> None:
    assert learning("train", *QUICK, "--output", "mine.safetensors").returncode == 0
    done = learning("rerun", "mine.safetensors")
    assert done.returncode == 0, done.stdout
    assert "A network file keeps no start: glorot by seed 0 is taken" in done.stderr
    assert "not known: a network file keeps none" in done.stdout
    bare = files.NetworkFile(files.load(tmp_path / "here" / "mine.safetensors").network)
    files.save(tmp_path / "here" / "bare.safetensors", bare)
    refused = learning("rerun", "bare.safetensors")
    assert refused.returncode == 3
    assert "says by what recipe and from what data" in refused.stderr


def test_a_start_that_the_file_does_not_keep_is_not_the_same(learning: Run, trained: Path) -> None:
    done = learning("rerun", trained / "network.safetensors")
    assert done.returncode == 1
    assert "nothing else that was recorded is other now" in done.stdout


def test_other_data_are_refused_before_anything_is_made(inside: Run, trained: Path) -> None:
    record = _record(trained)
    record["data"]["sha256"] = "0" * 64
    (trained / "run.json").write_text(json.dumps(record))
    done = inside("rerun", trained)
    assert done.returncode == 2
    assert "learned from 2,000 digits, checksum 000000000000..." in done.stderr
    assert not trained.with_name("run-002").exists()


def test_own_images_are_given_again(learning: Run, tmp_path: Path, mnist_test: Dataset) -> None:
    for label, digit in (("oak", 0), ("elm", 1)):
        (tmp_path / "leaves" / label).mkdir(parents=True)
        for number, image in enumerate(mnist_test.images[mnist_test.labels == digit][:12]):
            Image.fromarray(image.reshape(28, 28)).save(tmp_path / "leaves" / label / f"{number}.png")
    own = ("--data", tmp_path / "leaves")
    assert learning("train", *own, "--epochs", "2").returncode == 0
    first = learning("rerun", "run-001")
    assert first.returncode == 2
    assert "with --data if they are your own" in first.stderr
    done = learning("rerun", "run-001", *own)
    assert done.returncode == 0, done.stdout + done.stderr
    records = [_record(tmp_path / "here" / "runs" / name)["data"] for name in ("run-001", "run-002")]
    assert records[0] == records[1]


def test_what_has_not_ended_or_is_not_there_says_what_to_do(learning: Run, trained: Path) -> None:
    for name in ("checkpoint-0.safetensors", "checkpoint-1.safetensors", "result.json"):
        (trained / name).unlink(missing_ok=True)
    done = learning("rerun", "run-001")
    assert done.returncode == 2
    assert "runs/run-001, which stands at epoch 0 of 2" in done.stderr
    assert "digitscope train --resume runs/run-001" in done.stderr
    assert "there are run-001" in learning("rerun", "run-009").stderr


def test_l146_no_surroundings_have_any_influence(tmp_path: Path, mnist_training: Dataset) -> None:
    recipe = Recipe(epochs=1, batch=500)
    start = initialise((784, 16, 16, 10), rng=recipe.stream("start"))
    run = begin(start, mnist_training, recipe, runs=tmp_path / "runs", origin="glorot")
    assert list(follow(run, mnist_training, every=30))[-1][0].network != start
    elsewhere = tmp_path / "another folder"
    elsewhere.mkdir()
    odd = {"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Apia", "OPENBLAS_NUM_THREADS": "2"}
    command = [sys.executable, "-W", "error", "-m", "digitscope", "rerun", str(run.folder)]
    done = subprocess.run(command, cwd=elsewhere, env={**os.environ, **odd}, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done
    assert "The same: every bit that is known of it." in done.stdout
