"""Terminal pictures: the gallery word for word, widths that hold, colours that can be left out."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.engine.initialise import initialise
from digitscope.errors import MissingError, ShapeError
from digitscope.pictures import blocks, colours, terminal
from digitscope.pictures.terminal import Card, Ink

ROOT = Path(__file__).parents[2]
MAKE = runpy.run_path(str(ROOT / "tools" / "make_gallery.py"))
TEXTS: dict[str, str] = MAKE["texts"]()
PLAIN, COLOUR = Ink(colour=False, width=80), Ink(colour=True, width=80)
CODES = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_as_in_the_gallery(name: str) -> None:
    kept = (ROOT / "docs" / "gallery" / f"{name}.txt").read_text(encoding="utf-8")
    assert TEXTS[name] + "\n" == kept


def test_without_colour_there_is_no_escape_and_no_trailing_blank() -> None:
    for text in MAKE["texts"](PLAIN).values():
        assert "\x1b" not in text
        assert not re.search(" $", text, re.MULTILINE)


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("colour", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, colour: bool) -> None:
    for text in MAKE["texts"](Ink(colour=colour, width=width)).values():
        assert max(blocks.columns(CODES.sub("", line)) for line in text.split("\n")) <= width


def test_every_line_in_colour_ends_without_one() -> None:
    for text in MAKE["texts"](COLOUR).values():
        for line in text.split("\n"):
            codes = CODES.findall(line)
            assert not codes or codes[-1] == blocks.RESET


def test_a_picture_is_14_lines_of_28_columns() -> None:
    image = np.eye(28)
    for ink in (PLAIN, COLOUR):
        lines = [CODES.sub("", line) for line in terminal.picture(image.reshape(784), ink)]
        assert len(lines) == 14
        assert {len(line) for line in lines} == {28}
    with pytest.raises(ShapeError, match=r"got \(783,\)"):
        terminal.picture(np.zeros(783), PLAIN)


def test_a_picture_in_colour_holds_the_levels_of_its_pixels() -> None:
    line = terminal.picture(np.array([[0.25], [1.0]]), COLOUR)[0]
    top, bottom = colours.brightness(np.array([0.25, 1.0])).tolist()
    assert line.startswith("\x1b[38;2;{};{};{};48;2;{};{};{}m▀".format(*top, *bottom))


def test_a_picture_with_an_odd_number_of_rows_has_its_last_row() -> None:
    assert terminal.picture(np.ones((3, 1)), PLAIN) == ["█", "▀"]


def test_three_cards_fit_into_80_columns_and_one_into_any_terminal() -> None:
    image = np.zeros((28, 28))
    image[1:27, 1:27] = 1
    card = Card("a.png", image, 3, 0.9, 8, 0.1)
    assert terminal.cards([card] * 3, PLAIN).count("\n") == 15
    assert terminal.cards([card] * 3, Ink(width=20)).count("\n\n") == 2
    assert terminal.cards([], PLAIN) == ""


def test_cards_do_not_cut_ink_at_the_edge() -> None:
    edge, middle = np.zeros((28, 28)), np.zeros((28, 28))
    edge[0, 27] = 1
    middle[14, 14] = 1
    both = terminal.cards([Card("a", edge, 1), Card("b", middle, 1)], PLAIN)
    assert both.count("▀▀▀") == 2
    assert both.split("\n")[0].rstrip() == " " * 27 + "▀"


def test_a_card_tells_digit_confidence_runner_up_and_name() -> None:
    text = terminal.cards([Card("seven.png", MAKE["digit"](7), 7, 0.934, 2, 0.051)], PLAIN)
    for words in ("93.4%", "then 2, 5.1%", "seven.png"):
        assert words in text


def test_a_blank_or_a_failed_card_shows_no_digit_but_says_why() -> None:
    text = terminal.cards(
        [Card("a.png", None, None, note="not an image"), Card("b", np.zeros(784), None, note="blank")], PLAIN
    )
    assert "not an image" in text
    assert "blank" in text
    assert "%" not in text


def test_what_is_not_certain_is_not_rounded_to_certain() -> None:
    text = terminal.cards([Card("a", np.zeros(784), 1, 0.99999, 2, 0.00001)], PLAIN)
    assert "99.9%" in text
    assert "<0.1%" in text
    assert "100" in terminal.cards([Card("a", np.zeros(784), 1, 1.0, None)], PLAIN)
    assert " 57.0%" in terminal.cards([Card("a", np.zeros(784), 1, 0.57, None)], PLAIN)


def test_the_signs_of_weights_are_told_without_colour() -> None:
    row = np.zeros((1, 28, 28))
    row[0, :14], row[0, 14:] = 1, -1
    network = initialise((784, 1, 2), rng=np.random.default_rng(0)).with_row(0, 0, row)
    lines = terminal.weights(network, PLAIN, layer=0).split("\n")[4:]
    assert lines[:7] == ["#" * 28] * 7
    assert lines[7:14] == ["=" * 28] * 7


def test_a_weight_of_zero_has_the_colour_of_the_paper_in_the_terminal_too() -> None:
    network = initialise((784, 1, 2), scheme="zero", rng=np.random.default_rng(0))
    paper = "48;2;{};{};{}m".format(*colours.paper(dark=True))
    picture = terminal.weights(network, COLOUR, layer=0).split("\n")[4]
    assert set(re.findall(r"48;2;\d+;\d+;\d+m", picture)) == {paper}


def test_an_activation_looks_the_same_in_every_layer() -> None:
    network = initialise((784, 4, 4), scheme="zero", rng=np.random.default_rng(0))
    text = terminal.activations(network, network.trace(np.zeros(784)), PLAIN)
    assert text.count("▒▒▒▒ ▒▒▒▒ ▒▒▒▒ ▒▒▒▒") == 4
    assert text.count("0.50 0.50 0.50 0.50") == 2


def test_of_a_wide_layer_the_first_64_are_shown() -> None:
    network = initialise((784, 100, 10), rng=np.random.default_rng(0))
    assert "the first 64 are shown" in terminal.activations(network, network.trace(np.zeros(784)), PLAIN)
    shown = terminal.weights(network, PLAIN)
    assert "the first 64 are shown" in shown
    assert "63  bias" in shown
    assert "64  bias" not in shown


@given(seed=st.integers(0, 1000), neuron=st.integers(0, 4), layer=st.integers(0, 2))
def test_the_column_of_an_equation_adds_up_to_z(seed: int, neuron: int, layer: int) -> None:
    rng = np.random.default_rng(seed)
    network = initialise((20, 7, 6, 5), rng=rng)
    lines = terminal.equation(network, network.trace(rng.random(20)), layer, neuron, PLAIN, top=3).split("\n")
    ruled = next(i for i, line in enumerate(lines) if line.startswith("─"))
    terms = [float(line.split("=")[0]) for line in lines[2:ruled]]
    z = float(lines[ruled + 1].split("=")[0])
    assert sum(terms) == pytest.approx(z, abs=0.005 * (len(terms) + 1) + 1e-9)


def test_an_equation_of_a_missing_neuron_is_refused() -> None:
    network = initialise((4, 2), rng=np.random.default_rng(0))
    with pytest.raises(MissingError, match="count from 0"):
        terminal.equation(network, network.trace(np.zeros(4)), 0, 2, PLAIN)


def test_the_most_frequent_errors_are_set_off_and_listed() -> None:
    matrix = 100 * np.eye(10, dtype=int)
    matrix[4, 9] = 12
    assert "4 read as 9: 12 times" in terminal.confusion(matrix, PLAIN)
    assert f"\x1b[1;38;2;{';'.join(map(str, terminal.ORANGE))}m   12" in terminal.confusion(matrix, COLOUR)
    assert "0 of 0 right" in terminal.confusion(np.zeros((10, 10), int), PLAIN)


@given(part=st.floats(-1, 2), width=st.integers(1, 40))
def test_a_bar_has_its_width(part: float, width: int) -> None:
    assert len(terminal.bar(part, width)) == width


def test_a_curve_runs_from_its_lowest_to_its_highest() -> None:
    assert terminal.curve([0, 7, None, 3.5]) == "▁█ ▅"
    assert terminal.curve([2, 2, 2]) == "▁▁▁"
    assert terminal.curve([]) == ""
    assert len(terminal.curve(range(1000), width=30)) == 30
    assert len(terminal.curve(range(3), width=1)) == 1


def test_a_table_is_aligned_for_wide_letters_too() -> None:
    text = terminal.table([("七.png", "7", "99.8%"), ("a.png", "12", "")], ("file", "digit", "confidence"))
    lines = text.split("\n")
    assert lines[2].startswith("七.png      7")
    assert lines[3] == "a.png      12"
    assert terminal.table([], ("file", "digit")) == "file  digit\n────  ─────"


@given(text=st.text(max_size=40), width=st.integers(3, 30))
def test_a_shortened_name_fits(text: str, width: int) -> None:
    assert blocks.columns(blocks.shortened(text, width)) <= width


def padded_is_whole(text: str, width: int, **how: Any) -> bool:
    return blocks.columns(blocks.padded(text, width, **how)) == max(width, blocks.columns(text))


@given(text=st.text(max_size=20), width=st.integers(0, 30), right=st.booleans())
def test_padding_fills_to_the_width(text: str, width: int, right: bool) -> None:
    assert padded_is_whole(text, width, right=right)


def test_thumbnails_are_half_as_wide_and_as_high_as_the_pictures() -> None:
    network = initialise((784, 20, 10), rng=np.random.default_rng(0))
    lines = terminal.thumbnails(network, Ink(width=80)).splitlines()
    assert len(lines) == 4 * 8 + 3, "sixteen neurons, four in a row, seven lines and a name each"
    assert max(map(len, lines)) <= 80
    with pytest.raises(ShapeError, match="even sides"):
        terminal.thumbnails(initialise((25, 3), rng=np.random.default_rng(0)), Ink())
