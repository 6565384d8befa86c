"""A benchmark's Report as a figure: epochs over the size of their batches, and answers, on scales of powers of ten."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.experiments.speed.contenders import OURS
from digitscope.experiments.speed.markdown import amount
from digitscope.pictures import canvas
from digitscope.pictures.canvas import Theme, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from digitscope.arrays import Floats
    from digitscope.experiments.speed.report import Report, Row, Table

CURVES: Final = {"cross-entropy": "Cross-entropy", "quadratic": "The lesson's cost"}
MARKERS: Final = "sD^vPXphd*"
SHORT: Final = {"floor-products": "all pixels' multiply-adds", "floor-inked": "floor: inked multiply-adds"}
"""Names of floors that would reach beyond the sheet."""
PANEL: Final = 6.0
"""Inches that one panel is wide."""
LETTERS: Final = 0.026
"""Height of a line of letters, as a part of the height of a panel."""


def speed(report: Report, *, dark: bool = False) -> Figure:
    """CPU time of an epoch over images an update for each loss, and below it that of answers, one mark a contender.

    Ours is blue, what is no contender is orange; a star says that a time was scaled up from a part of the images.
    What the report has not is left out.
    """
    theme = Theme(dark=dark)
    curves = [(title, report.group(key)) for key, title in CURVES.items() if report.group(key)]
    answers = report.group("answers")
    width, above, below = PANEL * max(1, len(curves)), 4.9 * bool(curves), 2.7 * bool(answers)
    height = 0.7 + above + below
    with settings():
        figure = canvas.sheet(width, height, theme)
        more = f"CPU time on one core, {report.machine['processor']}; medians"
        canvas.title(figure, 0.36 / width, 1 - 0.42 / height, "How fast", more, theme, size=13)
        for place, (title, tables) in enumerate(curves):
            left = (0.95 + PANEL * place) / width
            box = (left, (below + 0.55) / height, (PANEL - 2.95) / width, (above - 1.0) / height)
            _draw_curves(canvas.axes(figure, box, theme), title, tables, theme)
        for place, table in enumerate(answers):
            part = width / len(answers)
            left = (1.55 + part * place) / width
            box = (left, 0.45 / height, (part - 1.8) / width, (below - 0.95) / height)
            _draw_answers(canvas.axes(figure, box, theme), table, theme)
    return figure


def _draw_curves(where: Axes, title: str, tables: Sequence[Table], theme: Theme) -> None:
    names = list(dict.fromkeys(row.name for table in tables for row in table.rows))
    ends: list[tuple[float, Row]] = []
    for name in names:
        found = [(float(table.column), row) for table in tables if (row := table.row(name))]
        batches, seconds = [batch for batch, _ in found], [row.cpu.median for _, row in found]
        row = replace(found[-1][1], title=_name([row for _, row in found]))
        where.plot(batches, seconds, **_style(row, names.index(name), theme, alone=len(found) == 1))
        ends.append((seconds[-1], row))
    where.set(xscale="log", yscale="log")
    where.set_xticks([float(table.column) for table in tables], labels=[table.column for table in tables], minor=False)
    where.minorticks_off()
    where.yaxis.set_major_formatter(_power)
    where.yaxis.grid(visible=True, color=theme.line, linewidth=0.4, alpha=0.6)
    in_part = any(row.in_part for table in tables for row in table.rows)
    star = "\n* scaled up from a part of the images" if in_part else ""
    where.set_xlabel(f"images an update{star}", color=theme.faint)
    where.set_ylabel("CPU time of one epoch", color=theme.faint)
    where.set_title(title, loc="left", fontsize=11, fontweight="bold", color=theme.ink, pad=10)
    _name_ends(where, max(float(table.column) for table in tables), ends, theme)


def _name(rows: Sequence[Row]) -> str:
    """Of the one whose these are, with the star of what was scaled up."""
    return SHORT.get(rows[0].name, rows[0].title) + ("*" if any(row.in_part for row in rows) else "")


def _name_ends(where: Axes, x: float, ends: Sequence[tuple[float, Row]], theme: Theme) -> None:
    """Names at the right, pushed apart where lines end close together, each with a thin line to its own."""
    low, high = np.log10(where.get_ylim())
    heights = (np.log10([seconds for seconds, _ in ends]) - low) / (high - low)
    for (seconds, row), height in zip(ends, apart(heights, LETTERS * 1.5), strict=True):
        where.annotate(
            row.title,
            xy=(x, seconds),
            xytext=(1.07, height),
            textcoords="axes fraction",
            fontsize=8,
            fontweight="bold" if row.name == OURS else "normal",
            color=_colour(row, theme) if row.floor or row.name == OURS else theme.ink,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": theme.line, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 3},
        )


def apart(heights: Floats, gap: float) -> Floats:
    """The same heights (n,) in the same order, moved as little as it takes to be `gap` apart.

    >>> apart(np.array([0.5, 0.5, 0.9]), 0.2).round(2).tolist()
    [0.4, 0.6, 0.9]
    """
    order = np.argsort(heights, kind="stable")
    level = heights[order] - gap * np.arange(len(heights))  # apart by `gap` where these do not fall
    blocks: list[tuple[float, int]] = []
    for height in level.tolist():
        blocks.append((height, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (left, n), (right, m) = blocks[-2], blocks[-1]
            blocks[-2:] = [((n * left + m * right) / (n + m), n + m)]
    settled = np.concatenate([np.full(count, mean) for mean, count in blocks]) if blocks else level
    moved = np.empty_like(heights)
    moved[order] = settled + gap * np.arange(len(heights))
    return moved


def _draw_answers(where: Axes, table: Table, theme: Theme) -> None:
    rows = sorted(table.rows, key=lambda row: -row.cpu.median)
    for place, row in enumerate(rows):
        style = _style(row, 0, theme) | {"marker": "o", "markersize": 6 if row.name == OURS else 4, "linestyle": "none"}
        where.plot([row.cpu.median], [place], **style)
        where.annotate(
            amount(row.cpu.median), (row.cpu.median, place), xytext=(0, 5), textcoords="offset points",
            ha="center", fontsize=7.5, color=theme.ink,
        )  # fmt: skip
    where.set_xscale("log")
    low, high = (edge([row.cpu.median for row in rows]) for edge in (min, max))
    where.set_xlim(low / 2.5, high * 2.5)
    where.set_ylim(-0.6, len(rows) - 0.2)
    where.minorticks_off()
    where.set_yticks(range(len(rows)), labels=[row.title for row in rows])
    where.tick_params(axis="y", labelcolor=theme.ink, length=0, labelsize=8)
    where.xaxis.set_major_formatter(_power)
    where.yaxis.grid(visible=True, color=theme.line, linewidth=0.4, alpha=0.6)
    where.set_title(table.title.capitalize(), loc="left", fontsize=10, fontweight="bold", color=theme.ink, pad=8)


def _power(value: float, _: object) -> str:
    return amount(value).replace(".00", "").replace(".0", "")


def _colour(row: Row, theme: Theme) -> canvas.Colour:
    if row.floor:
        return theme.negative
    return theme.positive if row.name.startswith(OURS) else theme.mixed(0.45)


def _style(row: Row, number: int, theme: Theme, *, alone: bool = False) -> dict[str, Any]:
    """alone: a single time, of which no line is seen."""
    ours = row.name == OURS
    floor = "_" if alone else ""
    return {
        "color": _colour(row, theme),
        "linewidth": 2.4 if ours else 1.1,
        "linestyle": ":" if row.floor else "-",
        "marker": "o" if ours else floor if row.floor else MARKERS[number % len(MARKERS)],
        "markersize": 9 if row.floor else 6 if ours else 4,
        "zorder": 5 if ours else 3,
    }
