"""Pictures for a terminal: in go readings, networks and traces, out come strings; nothing is printed here.

Every function takes an `Ink`,
which says whether there is colour and how many columns there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.pictures import colours
from digitscope.pictures.blocks import (
    SHADES,
    Ink,
    bar,
    columns,
    curve,
    padded,
    picture,
    table,
)
from digitscope.pictures.cards import Card, cards
from digitscope.pictures.colours import BLUE, GREY, ORANGE
from digitscope.pictures.terminal_weights import thumbnails, weights
from digitscope.pictures.terms import (
    FIRST,
    TIMES,
    equation_of,
    layer_name,
    picture_shape,
    source_name,
)
from digitscope.probes.contributions import one_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.forward import Trace
    from digitscope.engine.network import Network

MATRIX_WIDTH = 80
"""Columns that a matrix may take in any terminal."""

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


def confusion(matrix: Labels, ink: Ink, *, names: Sequence[str] = (), most: int = 5) -> str:
    """Counts (n, n), labels as rows, answers as columns; the most frequent errors are set off and listed.

    names: what the labels are called, 0, 1, ... if nothing else. What is too wide for the terminal is a line a label.
    >>> confusion(np.eye(10, dtype=int), Ink()).splitlines()[-1]
    '10 of 10 right (100.00%)'
    """
    counts = np.asarray(matrix)
    names = names or tuple(map(str, range(len(counts))))
    errors = counts * ~np.eye(len(counts), dtype=bool)
    order = np.argsort(-errors, axis=None, kind="stable")[:most]
    worst = [(int(i) // len(counts), int(i) % len(counts)) for i in order if errors.flat[i]]
    total, right = int(counts.sum()), int(np.trace(counts))
    lines = _matrix(counts, worst, names, ink) or _label_lines(counts, names)
    lines += ["", f"{right:,} of {total:,} right" + (f" ({right / total:.2%})" if total else "")]
    for label, answer in worst:
        lines.append(f"{names[label]} read as {names[answer]}: {_times(counts[label, answer])}")
    return "\n".join(line.rstrip() for line in lines)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _matrix(counts: Labels, worst: list[tuple[int, int]], names: Sequence[str], ink: Ink) -> list[str]:
    """Nothing where it takes more columns than there are."""
    longest = max(map(columns, names))
    first, width = max(5, longest), max(5, len(str(counts.max())) + 2, longest + 2)
    if first + width * len(counts) + 10 > max(ink.width, MATRIX_WIDTH):
        return []
    head = "".join(padded(name, width, right=True) for name in names)
    lines = [f"{'answer':>{first + 1 + width}}", f"{'label':<{first}}{head}     right"]
    for label, name in enumerate(names):
        cells = ""
        for answer in range(len(counts)):
            count = int(counts[label, answer])
            text = f"{count or '·':>{width}}"
            if (label, answer) in worst:
                cells += ink(text, ORANGE, bold=True)
            else:
                cells += text if label == answer else ink(text, GREY)
        total = int(counts[label].sum())
        share = f"{counts[label, label] / total:9.1%}" if total else ""
        lines.append(f"{padded(name, first, right=True)}{cells} {share}")
    return lines


def _label_lines(counts: Labels, names: Sequence[str]) -> list[str]:
    """Of each label how many were asked and right, and what it was mostly taken for instead."""
    rows = []
    for label, name in enumerate(names):
        row, right = counts[label].copy(), int(counts[label, label])
        total, row[label] = int(row.sum()), 0
        if total:
            other = f"{names[int(row.argmax())]}, {_times(row.max())}" if row.any() else ""
            rows.append((name, f"{total:,}", f"{right / total:.1%}", other))
    return table(rows, ("label", "answered", "right", "else mostly")).splitlines()
