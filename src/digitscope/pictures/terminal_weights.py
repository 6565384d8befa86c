"""Weights for a terminal: a network in, text out; pictures where rows are pixels, matrices elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.errors import ShapeError
from digitscope.pictures import colours
from digitscope.pictures.blocks import (
    Ink,
    half_blocks,
    padded,
    signs,
)
from digitscope.pictures.colours import GREY
from digitscope.pictures.terms import (
    FIRST,
    layer_name,
    picture_shape,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.arrays import Floats
    from digitscope.engine.network import Network

GAP: Final = "   "


def weights(network: Network, ink: Ink, *, layer: int | None = None, neurons: Sequence[int] | None = None) -> str:
    """Weights of one layer or of all: rows of pixels as pictures, the other layers as matrices of numbers.

    neurons: which ones; all if not given, and of a wide layer the first 64.  Without colour `+` and `#` are
    positive, `-` and `=` negative, blank is near 0.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 4, 10), rng=0)
    >>> weights(network, Ink()).splitlines()[0]
    'Weights of layer 0, hidden: 4 neurons, sigmoid'
    """
    chosen = range(len(network.layers)) if layer is None else [range(len(network.layers))[layer]]
    parts = []
    for index in chosen:
        row = network.layers[index]
        shown = list(range(min(FIRST, len(row.bias)))) if neurons is None else list(neurons)
        scale = colours.scale_of(row.weights)
        shape = picture_shape(row.weights.shape[1]) if index == 0 else None
        title = f"Weights of {layer_name(network, index)}: {row.weights.shape[0]} neurons, {row.activation}"
        if len(shown) < len(row.bias) and neurons is None:
            title += f"; the first {len(shown)} are shown"
        body = (
            _matrix(row.weights[shown], row.bias[shown], shown, scale, ink)
            if shape is None
            else _pictures(row.weights[shown].reshape(-1, *shape), row.bias[shown], shown, scale, ink)
        )
        parts.append(f"{title}\n{_legend(scale, ink)}\n\n{body}")
    return "\n\n\n".join(parts)


def thumbnails(network: Network, ink: Ink, *, most: int = 16) -> str:
    """The first neurons' weight pictures at half their size, each point the mean of four weights.

    Raises ShapeError where pixels make no picture of even sides.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 4, 10), rng=0)
    >>> len(thumbnails(network, Ink()).splitlines())
    8
    """
    layer = network.layers[0]
    height, width = picture_shape(layer.weights.shape[1]) or (1, 1)
    if height % 2 or width % 2:
        raise ShapeError(
            "thumbnails need pictures of even sides", came=f"{layer.weights.shape[1]} pixels", hint="use weights"
        )
    shown = list(range(min(most, len(layer.bias))))
    halves = layer.weights[shown].reshape(-1, height // 2, 2, width // 2, 2).mean(axis=(2, 4))
    return _pictures(halves, layer.bias[shown], shown, colours.scale_of(halves), ink)


def _legend(scale: float, ink: Ink) -> str:
    if not ink.colour:
        return f"{-scale:+.2f}  = -   + #  {scale:+.2f}"
    ramp = "".join(ink(" ", ground=level) for level in colours.signed(np.linspace(-1, 1, 24), dark=True).tolist())
    return f"{-scale:+.2f} {ramp} {scale:+.2f}"


def _pictures(rows: Floats, biases: Floats, names: Sequence[int], scale: float, ink: Ink) -> str:
    drawn = [
        half_blocks(colours.signed(row / scale, dark=True), ink) if ink.colour else signs(row, scale=scale)
        for row in rows
    ]
    width = rows.shape[2]
    across = max(1, (ink.width + len(GAP)) // (width + len(GAP)))
    blocks = [
        [padded(f"{name:<3} bias {bias:+.2f}", width), *lines]
        for name, bias, lines in zip(names, biases, drawn, strict=True)
    ]
    grid = [blocks[start : start + across] for start in range(0, len(blocks), across)]
    return "\n\n".join("\n".join(GAP.join(line).rstrip() for line in zip(*row, strict=True)) for row in grid)


def _matrix(rows: Floats, biases: Floats, names: Sequence[int], scale: float, ink: Ink) -> str:
    """Numbers where they fit, signs where they do not, the first columns where even those are too many."""
    n_in = rows.shape[1]
    cell = next((cell for cell in (5, 4, 2, 1) if cell * n_in + 12 <= ink.width and (cell != 4 or ink.colour)), 1)
    fitting = min(n_in, (ink.width - 12) // cell)
    head = (
        "".join(f"{i:>{cell}}" for i in range(n_in)) + "    bias" if cell > 3 else f"from 0 to {fitting - 1} of {n_in}"
    )
    lines = [ink(f"    {head}", GREY)]
    for name, row, bias in zip(names, rows, biases, strict=True):
        if cell > 3:
            texts = [f"{weight:+{cell}.1f}" for weight in row]
        elif ink.colour:
            texts = [" " * cell] * fitting
        else:
            texts = [sign.ljust(cell) for sign in signs(np.repeat(row[None, :fitting], 2, axis=0), scale=scale)[0]]
        cells = "".join(_cell(text, weight / scale, ink) for text, weight in zip(texts, row[:fitting], strict=True))
        lines.append(f"{name:>3} {cells}  {bias:+6.2f}")
    return "\n".join(lines)


def _cell(text: str, part: float, ink: Ink) -> str:
    ground = colours.signed(np.array(part), dark=True)
    front = (0, 0, 0) if colours.lightness(ground) > 50 else (255, 255, 255)
    return ink(text, front, ground=ground.tolist())
