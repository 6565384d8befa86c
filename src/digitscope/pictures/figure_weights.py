"""All weights of a network as one figure: rows of pixels as pictures, the other layers as matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.pictures import canvas, colours
from digitscope.pictures.canvas import Theme, number, settings
from digitscope.pictures.terms import FIRST, layer_name, picture_shape

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, FigureBase

    from digitscope.arrays import Floats
    from digitscope.engine.network import Network

NUMBERS_UP_TO: Final = 20
"""Columns of a matrix whose cells still have room for a number."""
SIGNS_UP_TO: Final = 64
SHEET: Final = 7.4
"""Inches from top to bottom of the weights."""
HEADING: Final = 0.092
"""Room above a matrix, as a part of the sheet."""


def weights(network: Network, *, dark: bool = False) -> Figure:
    """The first layer's rows as pictures, each with its neuron and bias, and the other layers as matrices.

    One scale for all pictures: blue positive, orange negative, paper zero; of wide layers 64 neurons.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 4, 10), rng=0)
    >>> len(weights(network).axes) > 4
    True
    """
    theme = Theme(dark=dark)
    wide, tall = 11.2, SHEET
    if len(network.layers) == 1:
        rows, columns = canvas.grid(min(FIRST, network.widths[1]))
        wide, tall = 7.0, 9.4 * rows / columns if picture_shape(network.widths[0]) else 4.0
    with settings():
        figure = canvas.sheet(wide, tall, theme)
        draw_weights(figure, network, theme, aspect=wide / tall)
    return figure


def draw_weights(parent: FigureBase, network: Network, theme: Theme, *, aspect: float) -> None:
    """The content of `weights` on a given part of a figure. aspect: its width over its height."""
    widths = "\N{EN DASH}".join(f"{width:,}" for width in network.widths)
    canvas.title(parent, 0.035, 0.94, widths, f"{network.parameter_count:,} weights and biases", theme, size=13)
    right = _draw_first(
        parent, network, theme, left=0.035, width=0.86 / aspect if network.layers[1:] else 0.93, aspect=aspect
    )
    others = network.layers[1:]
    if not others:
        return
    left = right + 0.065
    heights = [min(len(layer.bias), FIRST) for layer in others]
    room = min(HEADING, 0.5 / len(others))
    cell = min(0.07, (0.9 - room * len(others)) / sum(heights))
    if (widest := max(layer.weights.shape[1] for layer in others)) <= SIGNS_UP_TO:
        cell = min(cell, (0.98 - left) * aspect / (widest + 2))
    top = 0.865
    for index, height in enumerate(heights, start=1):
        _draw_matrix(parent, network, index, theme, left=left, top=top, width=0.975 - left, height=cell * height)
        top -= cell * height + room


def _draw_first(
    parent: FigureBase, network: Network, theme: Theme, *, left: float, width: float, aspect: float
) -> float:
    """The pictures of the first layer, or its matrix where pixels make none; gives its right end."""
    layer = network.layers[0]
    shape = picture_shape(layer.weights.shape[1])
    if shape is None:
        _draw_matrix(
            parent,
            network,
            0,
            theme,
            left=left,
            top=0.865,
            width=width,
            height=min(0.78, 0.07 * len(layer.bias)),
        )
        return left + width
    shown = min(FIRST, len(layer.bias))
    rows, columns = canvas.grid(shown)
    scale = colours.scale_of(layer.weights)
    more = f"{layer.activation}, what each of {len(layer.bias)} neurons looks for"
    more += f"; the first {shown}" if shown < len(layer.bias) else ""
    _heading(parent, left, 0.865, layer_name(network, 0), more, theme)
    step = min(width / columns, 0.785 / rows / aspect)
    side = 0.86 * step
    size = 7.5 if rows <= 5 else 5.5
    for neuron in range(shown):
        row, column = divmod(neuron, columns)
        box = (left + step * column, 0.828 - step * aspect * row - side * aspect, side, side * aspect)
        where = canvas.axes(parent, box, theme, bare=True)
        where.set_anchor("SW")
        canvas.image(where, canvas.scaled(layer.weights[neuron].reshape(shape), scale, theme), theme)
        where.set_title(str(neuron), loc="left", fontsize=size, color=theme.ink, fontweight="bold", pad=2)
        where.set_title(f"b {number(layer.bias[neuron])}", loc="right", fontsize=size - 0.5, color=theme.faint, pad=2)
    right = left + step * (columns - 1) + side
    bottom = 0.828 - step * aspect * (rows - 1) - side * aspect - 0.032
    bar = canvas.axes(parent, (left, bottom, right - left, 0.014), theme)
    canvas.colour_bar(bar, scale, theme, beyond=bool(np.abs(layer.weights).max() > scale))
    return right


def _heading(parent: FigureBase, x: float, y: float, text: str, more: str, theme: Theme) -> None:
    canvas.title(parent, x, y, text.capitalize(), more, theme, size=9.5)


def _draw_matrix(
    parent: FigureBase,
    network: Network,
    index: int,
    theme: Theme,
    *,
    left: float,
    top: float,
    width: float,
    height: float,
) -> None:
    """Weights and, in a column of its own, the bias; numbers or signs where there is room for them.

    top: of the heading.  height: of the matrix below it.
    """
    layer = network.layers[index]
    shown = min(FIRST, len(layer.bias))
    matrix, bias = layer.weights[:shown], layer.bias[:shown]
    scale = colours.scale_of(matrix)
    more = f"{layer.activation}, full colour at ±{scale:.1f}"
    more += f"; the first {shown} of {len(layer.bias)} neurons" if shown < len(layer.bias) else ""
    _heading(parent, left, top, layer_name(network, index), more, theme)
    where = canvas.axes(parent, (left, top - 0.035 - height, width, height), theme, bare=True)
    where.set_anchor("NW")
    n_in = matrix.shape[1]
    gap = np.zeros((shown, max(1, n_in // 40)))
    own = np.repeat(bias[:, None], max(1, n_in // 40), axis=1)
    whole = np.concatenate([matrix, gap, own], axis=1)
    where.imshow(
        canvas.scaled(whole, scale, theme),
        interpolation="none",
        aspect="equal" if n_in <= SIGNS_UP_TO else "auto",
    )
    if n_in <= SIGNS_UP_TO and SHEET * height / shown > 0.07:
        _write_cells(where, matrix, scale, theme)
        _write_cells(where, bias[:, None], scale, theme, start=n_in + 1, wide=n_in > NUMBERS_UP_TO)
    every = 1 if n_in <= NUMBERS_UP_TO else next(8 * 2**i for i in range(32) if n_in <= 80 * 2**i)
    named = list(range(0, n_in, every))
    where.xaxis.set_ticks_position("top")
    where.set_xticks([*named, whole.shape[1] - (own.shape[1] + 1) / 2], labels=[*map(str, named), "bias"])
    where.set_yticks(range(0, shown, 1 if 0.11 * shown <= SHEET * height else 8))
    where.tick_params(length=0, labelsize=6.5, pad=1.5, top=False, labeltop=True)


def _write_cells(
    where: Axes, matrix: Floats, scale: float, theme: Theme, *, start: int = 0, wide: bool = False
) -> None:
    numbers = matrix.shape[1] <= NUMBERS_UP_TO and not wide
    levels = canvas.scaled(matrix, scale, theme)
    for (row, column), value in np.ndenumerate(matrix):
        text = number(value, 1) if numbers else number(value)[0]
        where.text(
            start + column,
            row,
            text,
            ha="center",
            va="center_baseline",
            fontsize=5.2,
            color=canvas.on(levels[row, column]),
        )
