"""Results as figures: in go a confusion matrix or the history of a training, out come matplotlib figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.pictures import canvas
from digitscope.pictures.blocks import shortened
from digitscope.pictures.canvas import Theme, settings
from digitscope.pictures.figure_weights import draw_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, FigureBase

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.network import Network

LEGIBLE = 20
"""Labels whose counts can be written in letters of full size."""
CALLED = 8
"""Columns of a label's name beside a matrix."""


def confusion(matrix: Labels, title: str = "", *, names: Sequence[str] = (), dark: bool = False) -> Figure:
    """Counts (n, n) with labels as rows and answers as columns; errors in orange on a scale of their own.

    names: what the labels are called, 0, 1, ... if nothing else.
    The diagonal has no colour, or it would outshine the errors; the last column is the part read right.
    >>> len(confusion(np.eye(10, dtype=int)).axes)
    1
    """
    theme = Theme(dark=dark)
    counts = np.asarray(matrix)
    size = len(counts)
    total, right = int(counts.sum()), int(np.trace(counts))
    with settings():
        figure = canvas.sheet(7.0, 6.7, theme)
        said = f"{right:,} of {total:,} right" + (f", {right / total:.2%}" if total else "")
        canvas.title(figure, 0.05, 0.935, title or "Confusion", said, theme, size=13)
        where = canvas.axes(figure, (0.09, 0.03, 0.80, 0.80), theme, bare=True)
        errors = counts * ~np.eye(size, dtype=bool)
        parts = -0.85 * np.sqrt(errors / max(1, errors.max()))
        levels = canvas.scaled(parts, 1.0, theme)
        levels[np.eye(size, dtype=bool)] = np.round(255 * np.array(theme.mixed(0.88)))
        canvas.image(where, levels, theme)
        _write_counts(where, counts, levels, theme)
        where.xaxis.set_ticks_position("top")
        where.xaxis.set_label_position("top")
        called = [shortened(name, CALLED) for name in names] if names else list(map(str, range(size)))
        where.set_xticks(range(size), called)
        where.set_yticks(range(size), called)
        where.tick_params(length=0, labelsize=10 * _smaller(size), labelcolor=theme.ink)
        where.set_xlabel("answer", color=theme.faint, labelpad=6)
        where.set_ylabel("label", color=theme.faint, labelpad=6)
    return figure


def _write_counts(where: Axes, counts: Labels, levels: Any, theme: Theme) -> None:
    for (label, answer), count in np.ndenumerate(counts):
        own = label == answer
        if count or own:
            where.text(
                answer, label, f"{count:,}", ha="center", va="center_baseline", fontsize=9.5 * _smaller(len(counts)),
                fontweight="bold" if own else "normal",
                color=theme.ink if own else canvas.on(levels[label, answer]),
            )  # fmt: skip
    for label, row in enumerate(counts):
        share = f"{row[label] / row.sum():.1%}" if row.sum() else ""
        right, size = 1.02 * len(counts) - 0.5, 8.5 * _smaller(len(counts))
        where.text(right, label, share, ha="left", va="center_baseline", fontsize=size, color=theme.faint)


def _smaller(labels: int) -> float:
    """Part of their size that letters keep, so that many labels find room."""
    return min(1.0, LEGIBLE / labels)


def curves(rows: Sequence[Mapping[str, float | None]], *, dark: bool = False) -> Figure:
    """Loss and accuracy over the epochs of a training, on training and validation images, the best marked.

    rows: mappings with epoch, loss, accuracy, validation_loss, validation_accuracy; what is None is left out.
    >>> len(curves([{"epoch": 1.0, "loss": 0.5, "accuracy": 0.9}]).axes)
    2
    """
    theme = Theme(dark=dark)
    with settings():
        figure = canvas.sheet(9.6, 4.0, theme)
        _draw_curves(figure, rows, theme)
    return figure


def training(rows: Sequence[Mapping[str, float | None]], network: Network, *, dark: bool = False) -> Figure:
    """A whole training on one sheet: its curves, and below them the weights it has ended with."""
    theme = Theme(dark=dark)
    with settings():
        figure = canvas.sheet(11.2, 11.0, theme)
        parts = figure.add_gridspec(2, 1, height_ratios=[3.6, 7.4], hspace=0)
        above, below = (figure.add_subfigure(parts[i], facecolor=theme.paper) for i in range(2))
        _draw_curves(above, rows, theme)
        draw_weights(below, network, theme, aspect=11.2 / 7.4)
    return figure


def _draw_curves(parent: FigureBase, rows: Sequence[Mapping[str, float | None]], theme: Theme) -> None:
    epochs = np.array([row["epoch"] for row in rows], dtype=float)
    for place, name in enumerate(("loss", "accuracy")):
        where = canvas.axes(parent, (0.075 + 0.485 * place, 0.15, 0.40, 0.66), theme)
        training, validation = _column(rows, name), _column(rows, f"validation_{name}")
        alone = "." if len(rows) == 1 else ""
        if np.isfinite(training).any():
            where.plot(epochs, training, color=theme.faint, linewidth=1.2, marker=alone, label="training")
        if np.isfinite(validation).any():
            where.plot(epochs, validation, color=theme.positive, linewidth=2.0, marker=alone, label="validation")
        _mark_best(
            where,
            epochs,
            validation if np.isfinite(validation).any() else training,
            theme,
            accuracy=place == 1,
        )
        where.set_title(name.capitalize(), loc="left", fontsize=11, fontweight="bold", color=theme.ink, pad=10)
        where.set_xlabel("epoch", color=theme.faint)
        where.yaxis.grid(visible=True, color=theme.line, linewidth=0.4, alpha=0.6)
        if place == 1:
            where.yaxis.set_major_formatter(lambda value, _: f"{100 * value:g}%")
        if where.lines:
            drawn = where.legend(frameon=False, fontsize=8.5, loc="lower right" if place else "upper right")
            for text in drawn.get_texts():
                text.set_color(theme.ink)


def _column(rows: Sequence[Mapping[str, float | None]], name: str) -> Floats:
    values = (row.get(name) for row in rows)
    return np.array([np.nan if value is None or not np.isfinite(value) else value for value in values], dtype=float)


def _mark_best(where: Axes, epochs: Floats, values: Floats, theme: Theme, *, accuracy: bool) -> None:
    """A ring around the best epoch, and its number beside the heading, where no curve runs through it."""
    if not np.isfinite(values).any():
        return
    best = int(np.nanargmax(values) if accuracy else np.nanargmin(values))
    where.plot(
        epochs[best], values[best], "o", markersize=9, color=theme.paper, markeredgecolor=theme.ink,
        markeredgewidth=1.5, zorder=4,
    )  # fmt: skip
    said = f"{values[best]:.2%}" if accuracy else f"{values[best]:.4g}"
    where.set_title(f"best {said} at epoch {epochs[best]:g}", loc="right", fontsize=8.5, color=theme.faint, pad=10)
