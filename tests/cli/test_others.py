"""`digitscope evaluate`, `networks`, `draw`, and the command itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from digitscope.cli.app import COMMANDS
from running import Run


def test_the_lessons_network_reads_enough_of_the_test_digits(inside: Run) -> None:
    done = inside("evaluate", "plain", "--format", "json")
    report = json.loads(done.stdout)
    assert report["parameters"] == 13_002
    assert report["images"] == 10_000
    assert report["accuracy"] == report["correct"] / 10_000 >= 0.947
    low, high = report["interval"]
    assert low < report["accuracy"] < high
    assert {"network", "seconds"} <= set(report)
    assert sum(map(sum, report["confusion"])) == 10_000


def test_a_card_says_what_evaluate_says(inside: Run) -> None:
    report = json.loads(inside("evaluate", "plain", "--format", "json").stdout)
    (card,) = [card for card in json.loads(inside("networks", "--format", "json").stdout) if card["name"] == "plain"]
    assert card["test"]["correct"] == report["correct"]
    assert card["test"]["interval"] == report["interval"]
    assert card["parameters"] == 13_002
    assert set(card["activations"]) == {"sigmoid"}
    assert card["loss"] == "quadratic"
    assert card["command"] == "make networks"


def test_evaluate_and_networks_speak_to_people(inside: Run) -> None:
    spoken = inside("evaluate")
    assert "plain, 13,002 parameters, on 10,000 MNIST test digits" in spoken.stdout
    assert "95% interval" in spoken.stdout
    assert "made by: make networks" in inside("networks").stdout


def test_an_image_to_draw_comes_from_standard_input(digitscope: Run, digits: Path) -> None:
    piped = digitscope("draw", "activations", "-", text=False, input=(digits / "0.png").read_bytes())
    assert piped.stdout == digitscope("draw", "activations", digits / "0.png", text=False).stdout


@pytest.mark.parametrize("what", [["weights"], ["confusion"], ["activations", "IMAGE"], ["equation", "IMAGE"],
                                  ["equation", "IMAGE", "--layer", "0", "--neuron", "3", "--top", "5"]])  # fmt: skip
@pytest.mark.parametrize("form", ["terminal", "png", "svg"])
def test_everything_is_drawn_in_the_terminal_and_in_files(
    inside: Run, digits: Path, tmp_path: Path, what: list[str], form: str
) -> None:
    arguments = [str(digits / "0.png") if part == "IMAGE" else part for part in what]
    if form == "terminal":
        done = inside("draw", *arguments)
        assert len(done.stdout.splitlines()) > 8
        assert "\x1b" not in done.stdout
        return
    target = tmp_path / f"drawn.{form}"
    done = inside("draw", *arguments, "--output", target)
    assert done.returncode == 0, done.stderr
    if form == "png":
        with Image.open(target) as picture:
            assert min(picture.size) > 200
    else:
        assert target.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["equation", "IMAGE", "--layer", "3"], 2, "the layers of this network are 0 to 2"),
        (["equation", "IMAGE", "--neuron", "10"], 2, "the neurons of this layer are 0 to 9"),
        (["weights", "--output", "x.docx"], 2, "must end in .png, .svg or .pdf"),
        (["weights", "nobody"], 3, "one of plain"),
        (["activations", "BLANK"], 1, "an image to draw has ink on it"),
        (["activations", "missing.png"], 1, "missing.png"),
        (["weights", "--output", "no/where.png"], 4, "could not be written"),
    ],
)
def test_what_cannot_be_drawn_says_why(
    inside: Run, digits: Path, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    Image.new("L", (40, 40), 255).save(tmp_path / "blank.png")
    named = {"IMAGE": digits / "0.png", "BLANK": tmp_path / "blank.png"}
    done = inside("draw", *(named.get(part, part) for part in arguments))
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["", *COMMANDS, "draw weights", "draw equation"])
def test_every_command_has_help_that_teaches(inside: Run, command: str) -> None:
    done = inside(*command.split(), "--help")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) >= 8
    assert "--" in done.stdout


def test_without_a_command_it_says_where_to_start(digitscope: Run) -> None:
    assert "digitscope read --samples" in digitscope("--help").stdout
    assert digitscope("--version").stdout.startswith("digitscope 0.1.0")
    assert digitscope("reed").returncode == 2
