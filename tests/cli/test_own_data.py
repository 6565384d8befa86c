"""`--data`: training on one's own images and measuring with them, from the command line."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitscope.cli.datasets import Asked
from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.errors import NetworkFileError
from digitscope.networks import files
from digitscope.pictures import canvas, charts
from digitscope.pictures.document import document
from running import Run

QUICK = ("--epochs", "6", "--loss", "cross-entropy", "--learning-rate", "0.3")


@pytest.fixture(autouse=True)
def _without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "training", lambda *_: None)
    monkeypatch.setattr(canvas, "render", lambda *_: b"no picture")


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    """Bars that stand and bars that lie, 24 each, as dark ink on paper, and a few that are none."""
    home = tmp_path / "here" / "shapes"
    for name, turn in (("lying", True), ("standing", False)):
        (home / name).mkdir(parents=True)
        for number in range(24):
            image = np.full((40, 40), 240, np.uint8)
            image[6 : 30 + number % 3, 18 : 21 + number // 3] = 20
            Image.fromarray(image.T if turn else image).save(home / name / f"{number}.png")
    Image.fromarray(np.full((40, 40), 240, np.uint8)).save(home / "lying" / "paper.png")
    return home


def _json(done: Any) -> Any:
    return json.loads(done.stdout)


def test_any_labels_are_learned_measured_and_read(inside: Run, shapes: Path) -> None:
    done = inside("train", "--data", "shapes", *QUICK, "--output", "mine.safetensors")
    assert done.returncode == 0, done.stderr
    assert "shapes/lying/paper.png: blank" in done.stderr
    assert "shapes: 48 images of 784 pixels, 8 of them held out\n2 labels: lying, standing" in done.stdout
    assert "784 → 16 → 16 → 2" in done.stdout
    record = json.loads((shapes.parent / "runs" / "run-001" / "run.json").read_text())
    assert record["data"]["labels"] == ["lying", "standing"]
    assert record["data"]["warnings"][0] == "SKIPPED 1 blank image: paper.png"
    made = files.load(shapes.parent / "mine.safetensors")
    assert made.labels == ("lying", "standing")

    measured = inside("evaluate", "mine.safetensors", "--data", "shapes", "--format", "json")
    report = _json(measured)
    assert (measured.returncode, report["images"], report["labels"]) == (0, 48, ["lying", "standing"])
    assert report["accuracy"] > 0.9
    assert any("LEAKAGE the network learned from this very data" in warning for warning in report["warnings"])
    assert "standing" in inside("evaluate", "mine.safetensors", "--data", "shapes").stdout
    drawn = inside("draw", "confusion", "mine.safetensors", "--data", "shapes", "--output", "confusion.svg")
    assert drawn.returncode == 0, drawn.stderr

    image = shapes / "lying" / "1.png"
    (row,) = [json.loads(line) for line in inside("read", image, "--network", "mine.safetensors",
                                                  "--format", "jsonl").stdout.splitlines()]  # fmt: skip
    (digit,) = row["digits"]
    assert (digit["digit"], digit["label"], digit["runner_up_label"]) == (None, "lying", "standing")
    table = inside("read", image, "--network", "mine.safetensors").stdout.splitlines()
    assert table[0].split() == ["label", "sure", "then", "file"]
    assert table[2].split()[0] == "lying"
    shown = inside("read", image, "--network", "mine.safetensors", "--pictures", "--overlay", "drawn")
    assert "lying" in shown.stdout
    assert inside("read", image, "--network", "mine.safetensors", "--format", "csv").stdout.endswith(
        "lying,standing\r\n"
    )


def test_a_run_on_ones_own_data_is_taken_up_with_the_same_data(inside: Run, shapes: Path) -> None:
    whole = inside("train", "--data", "shapes", *QUICK, "--output", "whole.safetensors")
    assert "goes on with --resume runs/run-001 --data shapes" in whole.stdout
    again = inside("train", "--resume", "run-001", "--data", "shapes", "--output", "again.safetensors")
    assert "has ended; its result is written again" in again.stdout
    one, other = (files.load(shapes.parent / f"{name}.safetensors") for name in ("whole", "again"))
    assert one == other
    refused = inside("train", "--resume", "run-001")
    assert (refused.returncode, "this run learns from shapes" in refused.stderr) == (2, True)


def test_what_is_to_be_typed_can_be_typed(tmp_path: Path) -> None:
    wanted = Asked("my photos/", prepare=True)
    assert wanted.resumed(Path("runs/run-001")) == "--resume runs/run-001 --data 'my photos/' --prepare"
    assert shlex.split(wanted.again()) == ["--data", "my photos/", "--prepare"]
    gone = Asked(str(tmp_path / "gone.npz"))
    assert gone.next("mine.safetensors") == "digitscope evaluate mine.safetensors --data (images that it never saw)"


def test_a_network_goes_on_with_new_images_of_its_labels(inside: Run, shapes: Path, mnist_test: Dataset) -> None:
    some = mnist_test.take(np.flatnonzero(np.isin(mnist_test.labels, (3, 7)))[:60])
    np.savez(shapes.parent / "some.npz", images=some.images, labels=some.labels)
    done = inside("train", "--start", "plain", "--data", "some.npz", "--epochs", "1", "--output", "on.safetensors")
    assert done.returncode == 0, done.stderr
    made = files.load(shapes.parent / "on.safetensors")
    assert (made.network.widths[-1], made.labels) == (10, tuple("0123456789"))
    assert _json(inside("evaluate", "plain", "--data", "some.npz", "--format", "json"))["accuracy"] > 0.9
    resumed = inside("train", "--resume", "run-001", "--data", "some.npz")
    assert resumed.returncode == 0, resumed.stderr
    foreign = inside("train", "--start", "plain", "--data", "shapes")
    assert (foreign.returncode, "got lying, standing" in foreign.stderr) == (2, True)


def test_images_of_any_size_train_a_network_of_that_size(inside: Run, tmp_path: Path) -> None:
    home = tmp_path / "here"
    home.mkdir()
    np.savez(home / "dots.npz", x_train=np.eye(9)[np.arange(90) % 9].reshape(90, 3, 3), y_train=np.arange(90) % 9 % 3,
             x_test=np.eye(9).reshape(9, 3, 3), y_test=np.arange(9) % 3)  # fmt: skip
    done = inside("train", "--data", "dots.npz", *QUICK, "--output", "dots.safetensors")
    assert done.returncode == 0, done.stderr
    assert "9 → 16 → 16 → 3" in done.stdout
    assert "LEAKAGE 9 of 9 test images are also among the 90" in done.stderr
    report = _json(inside("evaluate", "dots.safetensors", "--data", "dots.npz", "--format", "json"))
    assert (report["images"], report["labels"], report["test_set"]) == (9, ["0", "1", "2"], "dots.npz, test part")
    for arguments, message in (
        (("--layers", "784,16,16,10"), "must begin with 9 pixels and end with 3 labels, as dots.npz, training part"),
        (("--augment",), "--augment distorts pictures of 28 x 28; those of dots.npz, training part have 9 pixels"),
        (("--validation", "90"), "must leave some of the 90 images"),
    ):
        refused = inside("train", "--data", "dots.npz", *arguments)
        assert (refused.returncode, message in refused.stderr) == (2, True), refused.stderr
    assert not (home / "runs" / "run-002").exists()
    wrong = inside("evaluate", "plain", "--data", "dots.npz")
    assert (wrong.returncode, "plain takes images of 784 pixels; got 9 pixels each" in wrong.stderr) == (2, True)


def test_what_could_not_be_read_makes_the_exit_code_1(inside: Run, shapes: Path) -> None:
    (shapes / "lying" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = inside("train", "--data", "shapes", "--epochs", "0", "--output", "mine.safetensors")
    assert done.returncode == 1
    assert "broken.png" in done.stderr
    report = _json(inside("evaluate", "mine.safetensors", "--data", "shapes", "--format", "json"))
    assert (report["images"], report["skipped"]) == (48, 1)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["train", "--transposed"], 2, "--transposed: these go with --data."),
        (["evaluate", "plain", "--prepare", "--transposed"], 2, "--transposed, --prepare: these go with --data."),
        (["evaluate", "plain", "--data", "gone"], 2, "gone must be a file that can be read"),
        (["evaluate", "plain", "--data", "shapes"], 2, "the labels of shapes must be among the network's: 0, 1, 2"),
        (["evaluate", "ab.safetensors"], 2, "the labels of MNIST test must be among the network's: a, b"),
        (["draw", "activations", "x.png", "--network", "ab.safetensors"], 3, "to 10 digits; got one from 784"),
        (["train", "--start", "ab.safetensors"], 3, "to 2, which are a, b"),
        (["export", "document", "--network", "ab.safetensors", "--output", "x.html"], 3, "one that answers a, b"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(
    inside: Run, shapes: Path, arguments: list[str], code: int, message: str
) -> None:
    named = files.NetworkFile(initialise((784, 2), rng=0), labels=("a", "b"))
    files.save(shapes.parent / "ab.safetensors", named)
    done = inside(*arguments)
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr


def test_the_lab_takes_numbered_labels_and_no_others() -> None:
    numbered, named = (
        files.NetworkFile(initialise((784, 2), rng=0), labels=labels) for labels in (("0", "1"), ("a", "b"))
    )
    assert document(numbered, name="numbered")
    with pytest.raises(NetworkFileError, match="the lab's networks answer with digits"):
        document(named, name="named")
