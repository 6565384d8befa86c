"""One neuron as a figure: its weighted sum term by term with real numbers, and its activation function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.engine.activations import activation
from digitscope.pictures import canvas, colours
from digitscope.pictures.canvas import Theme, number, settings
from digitscope.pictures.terms import (
    MINUS,
    TIMES,
    Equation,
    equation_of,
    layer_name,
    picture_shape,
    source_name,
)
from digitscope.probes.contributions import layer_index, one_image

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from digitscope.arrays import Floats
    from digitscope.engine.forward import Trace
    from digitscope.engine.network import Network


def equation(network: Network, trace: Trace, layer: int, neuron: int, *, top: int = 8, dark: bool = False) -> Figure:
    """z = w a + w a + ... + b of one neuron with the real numbers, and its point on the activation function.

    The largest terms first, the rest as one; bars show how the sum moves with each.  For the first layer of
    a picture network also the image, the weights and their product.  Raises MissingError, ShapeError.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 4, 10), rng=0)
    >>> len(equation(network, network.trace(np.ones(784)), 0, 3).axes) > 0
    True
    """
    theme = Theme(dark=dark)
    trace = one_image(trace)
    layer = layer_index(network, layer)
    written = equation_of(network, trace, layer, neuron, top=top)
    shape = picture_shape(network.widths[0]) if layer == 0 else None
    with settings():
        tall = 4.6 if shape is None else 7.7
        figure = canvas.sheet(10.4, tall, theme)
        head = f"{layer_name(network, layer)}, neuron {neuron}".capitalize()
        a = f"{written.a:.3f}".replace("-", MINUS)
        said = f"z = w a + w a + … + b = {number(written.z)},   a = {written.function}(z) = {a}"
        canvas.title(figure, 0.04, 1 - 0.4 / tall, head, said, theme, size=13)
        if shape is not None:
            _draw_product(figure, network, trace, neuron, shape, theme)
        _draw_sum(
            figure,
            written,
            [source_name(network, layer, term.source) for term in written.terms],
            theme,
            (0.33, 0.55 / tall, 0.26, 3.3 / tall),
        )
        _draw_curve(
            figure,
            trace.pre_activations[layer],
            neuron,
            written,
            theme,
            (0.70, 0.75 / tall, 0.265, 2.9 / tall),
        )
    return figure


def _draw_product(
    figure: Figure, network: Network, trace: Trace, neuron: int, shape: tuple[int, int], theme: Theme
) -> None:
    row = network.layers[0].weights[neuron].reshape(shape)
    image = trace.pixels.reshape(shape)
    scale = colours.scale_of(network.layers[0].weights)
    drawn = [
        ("pixels a", colours.brightness(image)),
        (f"weights w, full colour at ±{scale:.2f}", canvas.scaled(row, scale, theme)),
        (f"terms w {TIMES} a, same scale", canvas.scaled(row * image, scale, theme)),
    ]
    for place, ((name, levels), sign) in enumerate(zip(drawn, (TIMES, "=", ""), strict=True)):
        where = canvas.axes(figure, (0.04 + 0.3455 * place, 4.4 / 7.7, 0.235, 0.235 * 10.4 / 7.7), theme, bare=True)
        canvas.image(where, levels, theme)
        where.set_title(name, loc="left", fontsize=8.5, color=theme.faint, pad=4)
        figure.text(0.33 + 0.3455 * place, 5.62 / 7.7, sign, fontsize=20, ha="center", va="center", color=theme.faint)


def _draw_sum(
    figure: Figure, written: Equation, names: list[str], theme: Theme, box: tuple[float, float, float, float]
) -> None:
    """The sum as a stair: every bar starts where the one above ended; the last one is z."""
    where = canvas.axes(figure, box, theme, bare=True)
    steps = [
        (f"{number(term.weight)} {TIMES} {term.activation:.2f}", name, term.product)
        for term, name in zip(written.terms, names, strict=True)
    ]
    if written.others:
        steps.append((f"{written.others} others", "", written.rest))
    steps.append(("b", "bias", written.bias))
    reached = 0.0
    for row, (text, name, value) in enumerate(steps):
        where.barh(row, value, left=reached, height=0.62, color=theme.signed(value), zorder=2)
        reached += value
        where.plot([reached, reached], [row - 0.31, row + 1.31], color=theme.line, linewidth=0.6, zorder=1)
        _write_step(where, row, name, text, value, theme)
    where.barh(len(steps), written.z, height=0.62, color=theme.ink, zorder=2)
    _write_step(where, len(steps), "sum", "z", written.z, theme, bold=True)
    where.axvline(0, color=theme.faint, linewidth=0.7, zorder=1)
    where.set_ylim(len(steps) + 0.6, -0.6)
    where.margins(x=0.04)


def _write_step(where: Axes, row: int, name: str, text: str, value: float, theme: Theme, *, bold: bool = False) -> None:
    weight = "bold" if bold else "normal"
    written = [
        where.text(-1.12, row, name, color=theme.faint, ha="left"),
        where.text(-0.33, row, text, color=theme.ink, ha="right", fontweight=weight),
        where.text(-0.05, row, number(value), color=theme.ink, ha="right", fontweight="bold"),
    ]
    for words in written:
        words.set(transform=where.get_yaxis_transform(), verticalalignment="center", fontsize=8.5)


def _draw_curve(
    figure: Figure,
    z: Floats,
    neuron: int,
    written: Equation,
    theme: Theme,
    box: tuple[float, float, float, float],
) -> None:
    """a over z of this neuron; where a depends on the others too (softmax), they are held where they are."""
    where = canvas.axes(figure, box, theme)
    reach = max(6.0, 1.25 * abs(written.z))
    line = np.linspace(-reach, reach, 201)
    held = np.repeat(np.asarray(z, dtype=float)[None], len(line), axis=0)
    held[:, neuron] = line
    where.plot(line, activation(written.function).value(held)[:, neuron], color=theme.positive, linewidth=1.8)
    low, high = where.get_ylim()
    where.plot(
        [written.z, written.z, -reach],
        [low, written.a, written.a],
        color=theme.faint,
        linewidth=0.7,
        linestyle=(0, (3, 3)),
    )
    where.plot(
        [written.z],
        [written.a],
        "o",
        markersize=9,
        color=theme.paper,
        markeredgecolor=theme.ink,
        markeredgewidth=1.6,
        zorder=4,
    )
    where.set(xlim=(-reach, reach), ylim=(low, high))
    where.set_xlabel("z", color=theme.faint)
    others = ", the other z held" if activation(written.function).output_only else ""
    where.set_title(f"a = {written.function}(z){others}", loc="left", fontsize=8.5, color=theme.faint)
