"""The signal on its way through a network: the image, every activation, the terms between the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.pictures import canvas, colours
from digitscope.pictures.canvas import Theme, settings
from digitscope.pictures.terms import FIRST, MINUS, TIMES, layer_name, picture_shape
from digitscope.probes.contributions import one_image

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from digitscope.arrays import Floats
    from digitscope.engine.forward import Trace
    from digitscope.engine.network import Network

COLUMN: Final = 20
"""Neurons that stand in one column of the activations."""


def activations(network: Network, trace: Trace, answer: int | None = None, *, dark: bool = False) -> Figure:
    """The image, and the activations of every layer as discs from 0 (black) to 1 (white), never rescaled.

    Lines between layers are the terms w a: blue where they lift the next neuron, orange where they lower it.
    answer: the output to mark, the brightest if none is given.  Raises ShapeError for several images.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 4, 10), rng=0)
    >>> len(activations(network, network.trace(np.zeros(784))).axes) > 0
    True
    """
    theme = Theme(dark=dark)
    trace = one_image(trace)
    answer = int(np.argmax(trace.output)) if answer is None else answer
    with settings():
        figure = canvas.sheet(11.4, 6.4, theme)
        where = canvas.axes(figure, (0, 0, 1, 1), theme, bare=True)
        where.set(xlim=(0, 11.4), ylim=(0, 6.4))
        shape = picture_shape(network.widths[0])
        if shape is not None:
            inset = canvas.axes(figure, (0.035, 0.5 - 1.55 / 6.4, 3.1 / 11.4, 3.1 / 6.4), theme, bare=True)
            canvas.image(inset, colours.brightness(trace.pixels.reshape(shape)), theme)
            inset.set_title(f"{network.widths[0]:,} pixels", loc="left", fontsize=8.5, color=theme.faint, pad=4)
        across = np.linspace(5.0, 10.2, len(network.layers)) if network.layers[1:] else [7.0]
        places = [_places(len(lit), x) for lit, x in zip(trace.activations, across, strict=True)]
        _draw_rays(where, places[0], theme)
        discs = "Discs: the activation, 0 black to 1 white."
        said = f"{discs}\nLines: the terms w {TIMES} a, blue lifts, orange lowers."
        where.text(0.4, 0.3, said, fontsize=7.5, color=theme.faint, va="bottom", linespacing=1.5)
        for index in range(1, len(places)):
            _draw_terms(
                where,
                network.layers[index].weights,
                trace.activations[index - 1],
                places[index - 1],
                places[index],
                theme,
            )
        for index, place in enumerate(places):
            _draw_discs(where, network, index, trace.activations[index], place, theme, answer=answer)
    return figure


def _places(count: int, x: float) -> Floats:
    """Where the discs of a layer stand, (shown, 3): x, y, radius in inches; wide layers in four columns."""
    shown = min(count, FIRST)
    columns = 1 if shown <= COLUMN else 4
    rows = -(-shown // columns)
    step = min(5.5 / rows, 0.52)
    row, column = np.arange(shown) % rows, np.arange(shown) // rows
    y = 3.08 + step * ((rows - 1) / 2 - row)
    return np.stack(
        [
            x + 0.32 * (column - (columns - 1) / 2),
            y,
            np.full(shown, min(0.42 * step, 0.16 if columns == 1 else 0.14)),
        ],
        axis=1,
    )


def _draw_rays(where: Axes, places: Floats, theme: Theme) -> None:
    from matplotlib.collections import LineCollection

    lines = [[(3.58, 3.2 + 0.38 * (y - 3.08)), (x - radius, y)] for x, y, radius in places]
    where.add_collection(LineCollection(lines, colors=[theme.line], linewidths=0.4, alpha=0.55, zorder=1))


def _draw_terms(where: Axes, matrix: Floats, lit: Floats, left: Floats, right: Floats, theme: Theme) -> None:
    """Lines as thick and dense as their term w a is large; the largest of this layer is drawn full."""
    from matplotlib.collections import LineCollection

    products = (matrix * lit)[: len(right), : len(left)]
    parts = np.abs(products) / (np.abs(products).max() or 1)
    order = np.argsort(parts, axis=None, kind="stable")
    lines, inks, widths = [], [], []
    for place in order[np.sort(parts, axis=None) > (0.04 if parts.size <= COLUMN**2 else 0.3)]:
        to, source = divmod(int(place), products.shape[1])
        lines.append([left[source, :2], right[to, :2]])
        inks.append((*theme.signed(products[to, source]), 0.08 + 0.85 * float(parts[to, source])))
        widths.append(0.3 + 2.2 * float(parts[to, source]))
    where.add_collection(LineCollection(lines, colors=inks, linewidths=widths, zorder=1))


def _draw_discs(
    where: Axes, network: Network, index: int, lit: Floats, places: Floats, theme: Theme, *, answer: int
) -> None:
    from matplotlib.patches import Circle
    from matplotlib.patheffects import Normal, Stroke

    output = index == len(network.layers) - 1
    levels = colours.brightness(lit)
    for neuron, (x, y, radius) in enumerate(places):
        chosen = output and neuron == answer
        disc = Circle(
            (x, y),
            radius,
            facecolor=canvas.unit(levels[neuron]),
            edgecolor=theme.ink,
            linewidth=0.7,
            zorder=3,
        )
        where.add_patch(disc)
        size = 6.2 if radius > 0.14 else 5.2
        where.text(
            x,
            y,
            f"{lit[neuron]:.2f}".replace("-", MINUS),
            ha="center",
            va="center",
            fontsize=size,
            color=canvas.on(levels[neuron]),
            zorder=4,
        )
        if chosen:
            where.add_patch(
                Circle((x, y), radius + 0.06, fill=False, edgecolor=theme.positive, linewidth=2.4, zorder=3)
            )
        if output:
            weight = "bold" if chosen else "normal"
            where.text(
                x + 0.34,
                y,
                str(neuron),
                ha="center",
                va="center",
                fontsize=15 if chosen else 10,
                fontweight=weight,
                color=theme.ink if chosen else theme.faint,
            )
        elif x == places[0, 0]:
            name = where.text(
                x - radius - 0.06,
                y,
                str(neuron),
                ha="right",
                va="center",
                fontsize=6,
                color=theme.ink,
                zorder=4,
            )
            name.set_path_effects([Stroke(linewidth=2.2, foreground=theme.paper), Normal()])
    shown = (
        f", the first {len(places)} of {len(lit)}"
        if len(places) < len(lit)
        else f", {network.layers[index].activation}"
    )
    where.text(
        places[:, 0].mean(),
        6.08,
        layer_name(network, index).capitalize() + shown,
        ha="center",
        fontsize=8.5,
        color=theme.faint,
    )
