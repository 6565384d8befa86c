"""Pictures for a terminal: in go readings, networks and traces, out come strings; nothing is printed here.

Longer than most rooms, for each picture is a few lines and all share the same means. Every function takes an `Ink`,
which says whether there is colour and how many columns there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.errors import ShapeError
from digitscope.pictures import colours
from digitscope.pictures.blocks import (
    SHADES,
    Ink,
    bar,
    curve,
    half_blocks,
    padded,
    picture,
    signs,
    table,
)
from digitscope.pictures.cards import Card, cards
from digitscope.pictures.colours import BLUE, GREY, ORANGE
from digitscope.pictures.terms import (
    FIRST,
    TIMES,
    equation_of,
    layer_name,
    one_image,
    picture_shape,
    source_name,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.forward import Trace
    from digitscope.engine.network import Network

__all__ = [
    "BLUE",
    "GREY",
    "ORANGE",
    "Card",
    "Ink",
    "activations",
    "bar",
    "cards",
    "confusion",
    "curve",
    "equation",
    "picture",
    "table",
    "thumbnails",
    "weights",
]

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


def activations(network: Network, trace: Trace, ink: Ink) -> str:
    """The image, then every layer: each neuron with its number, its brightness and its activation.

    Brightness is the activation itself, 0 to 1, in every layer alike.  Raises ShapeError for several images.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 4, 10), rng=0)
    >>> "layer 1, output" in activations(network, network.trace(np.zeros(784)), Ink())
    True
    """
    trace = one_image(trace)
    shape = picture_shape(network.widths[0])
    parts = [] if shape is None else ["\n".join(line.rstrip() for line in picture(trace.pixels.reshape(shape), ink))]
    for index, lit in enumerate(trace.activations):
        last = index == len(trace.activations) - 1
        title = f"{layer_name(network, index)}: {len(lit)} neurons, {network.layers[index].activation}"
        title += f"; the first {FIRST} are shown" if len(lit) > FIRST else ""
        title += f"; the answer is {int(np.argmax(lit))}" if last else ""
        parts.append(f"{title}\n{_lamps(lit[:FIRST], ink, answer=int(np.argmax(lit)) if last else None)}")
    return "\n\n".join(parts)


def _lamps(lit: Floats, ink: Ink, *, answer: int | None) -> str:
    across = max(1, (ink.width + 1) // 5)
    groups = []
    for start in range(0, len(lit), across):
        part = range(start, min(start + across, len(lit)))
        shown = [_lamp(float(lit[i]), ink) for i in part]
        names = [ink(f"{i:^4}", bold=True) if i == answer else f"{i:^4}" for i in part]
        values = [ink(f"{lit[i]:^4.2f}", bold=True) if i == answer else f"{lit[i]:^4.2f}" for i in part]
        rows = [names, shown, shown, values]
        if answer in part:
            rows.append(["▀▀▀▀" if i == answer else "    " for i in part])
        groups.append("\n".join(" ".join(row).rstrip() for row in rows))
    return "\n".join(groups)


def _lamp(activation: float, ink: Ink) -> str:
    if ink.colour:
        return ink("    ", ground=colours.brightness(np.array(activation)).tolist())
    return SHADES[round(4 * min(max(activation, 0.0), 1.0))] * 4


def equation(network: Network, trace: Trace, layer: int, neuron: int, ink: Ink, *, top: int = 8) -> str:
    """z of one neuron as a column of terms that adds up, the largest first, then a = f(z).

    Raises MissingError for a layer or neuron that is not there, ShapeError for a trace of several images.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 4, 10), rng=0)
    >>> equation(network, network.trace(np.zeros(784)), -1, 3, Ink()).splitlines()[-1].strip()[-14:]
    'a = sigmoid(z)'
    """
    written = equation_of(network, trace, layer, neuron, top=top)
    layer = range(len(network.layers))[layer]
    largest = max([abs(term.product) for term in written.terms], default=1.0)
    lines = [
        f"{layer_name(network, layer)}, neuron {neuron}: z = w a + w a + ... + b, a = {written.function}(z)",
        "",
    ]
    for term in written.terms:
        said = f"{term.weight:+7.2f} {TIMES} {term.activation:4.2f}   {source_name(network, layer, term.source)}"
        length = bar(abs(term.product) / largest, 16).rstrip()
        lines.append(f"{term.product:+9.2f}  =  {padded(said, 38)} {ink(length, BLUE if term.product > 0 else ORANGE)}")
    if written.others:
        lines.append(f"{written.rest:+9.2f}  =  the {written.others} other terms that are not 0")
    lines += [f"{written.bias:+9.2f}  =  bias", "─" * 9, ink(f"{written.z:+9.2f}  =  z", bold=True)]
    lines.append(ink(f"{written.a:9.3f}  =  a = {written.function}(z)", bold=True))
    return "\n".join(line.rstrip() for line in lines)


def confusion(matrix: Labels, ink: Ink, *, most: int = 5) -> str:
    """Counts (n, n), labels as rows, answers as columns; the most frequent errors are set off and listed.

    >>> confusion(np.eye(10, dtype=int), Ink()).splitlines()[-1]
    '10 of 10 right (100.00%)'
    """
    counts = np.asarray(matrix)
    size = range(len(counts))
    errors = counts * ~np.eye(len(counts), dtype=bool)
    order = np.argsort(-errors, axis=None, kind="stable")[:most]
    worst = [(int(i) // len(counts), int(i) % len(counts)) for i in order if errors.flat[i]]
    width = max(5, len(str(counts.max())) + 2)
    lines = [f"{'answer':>{6 + width}}", "label" + "".join(f"{i:>{width}}" for i in size) + "     right"]
    for label in size:
        cells = ""
        for answer in size:
            count = int(counts[label, answer])
            text = f"{count or '·':>{width}}"
            if (label, answer) in worst:
                cells += ink(text, ORANGE, bold=True)
            else:
                cells += text if label == answer else ink(text, GREY)
        total = int(counts[label].sum())
        share = f"{counts[label, label] / total:9.1%}" if total else ""
        lines.append(f"{label:>5}{cells} {share}")
    total = int(counts.sum())
    right = int(np.trace(counts))
    lines += ["", f"{right:,} of {total:,} right" + (f" ({right / total:.2%})" if total else "")]
    lines += [f"{label} read as {answer}: {counts[label, answer]} times" for label, answer in worst]
    return "\n".join(line.rstrip() for line in lines)
