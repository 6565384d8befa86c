"""The figure of a benchmark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text

from digitscope.experiments.speed.report import Report, Row, Table
from digitscope.experiments.speed.seconds import Spread
from digitscope.pictures.canvas import render
from digitscope.pictures.figure_speed import apart, speed

NAMES = {"digitscope": 0.03, "digitscope-numpy": 0.2, "numpy": 0.12, "pytorch": 0.5, "floor-rows": 0.01}


def report(*tables: Table) -> Report:
    machine = {"processor": "A Processor", "cores": "2", "system": "Linux", "blas": "none"}
    return Report(tables, machine, {}, "the kernel", rounds=3, pinned=True, absent={})


def table(group: str, column: str, factor: float = 1.0) -> Table:
    rows = (Row(n, n.title(), Spread.of([factor * s]), floor=n.startswith("floor")) for n, s in NAMES.items())
    return Table(group, column, column, tuple(rows))


def letters(figure: Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def every_word(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]


@pytest.mark.parametrize("dark", [False, True])
def test_it_names_every_contender_beside_its_line_and_its_scales_are_logarithmic(dark: bool) -> None:
    figure = speed(
        report(
            *(table("cross-entropy", batch, 10 / (i + 1)) for i, batch in enumerate(("1", "32", "1000"))),
            table("quadratic", "32"),
            table("answers", "one image", 1e-4),
            table("memory", "memory"),
        ),
        dark=dark,
    )
    assert len(figure.axes) == 3
    left = figure.axes[0]
    assert (left.get_xscale(), left.get_yscale()) == ("log", "log")
    assert [np.asarray(line.get_xdata())[-1] for line in left.lines] == [1000.0] * len(NAMES)
    assert {name.title() for name in NAMES} <= set(letters(figure))
    assert render(figure, "png")[1:4] == b"PNG"


def test_the_axis_says_what_is_timed_and_what_was_scaled_has_a_star() -> None:
    one = table("cross-entropy", "32")
    rows = [replace(row, images=3_200, of=60_000) if row.name == "pytorch" else row for row in one.rows]
    figure = speed(report(replace(one, rows=tuple(rows))))
    assert figure.axes[0].get_ylabel() == "CPU time of one epoch"
    assert "Pytorch*" in letters(figure)
    assert "Numpy" in letters(figure)
    assert "* scaled up from a part" in " ".join(every_word(figure))
    assert "*" not in " ".join(every_word(speed(report(one))))


@pytest.mark.parametrize(("batches", "marker"), [(("32",), "_"), (("1", "32"), "")])
def test_a_floor_at_a_single_batch_has_a_mark_as_no_line_is_seen(batches: tuple[str, ...], marker: str) -> None:
    figure = speed(report(*(table("cross-entropy", batch) for batch in batches)))
    floor = list(NAMES).index("floor-rows")
    assert figure.axes[0].lines[floor].get_marker() == marker


def test_what_a_report_has_not_is_left_out() -> None:
    assert len(speed(report(table("answers", "one image"))).axes) == 1
    assert render(speed(report()), "svg")


@given(st.lists(st.floats(0, 1), max_size=12))
def test_names_are_apart_in_their_order_and_move_only_where_they_must(heights: list[float]) -> None:
    before = np.array(heights)
    after = apart(before, 0.05)
    order = np.argsort(before, kind="stable")
    assert (np.diff(after[order]) >= 0.05 - 1e-9).all()
    if len(heights) < 2 or np.diff(before[order]).min() > 0.05:
        np.testing.assert_allclose(after, before, atol=1e-12)
