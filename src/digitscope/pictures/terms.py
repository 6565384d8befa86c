"""One weighted sum, term by term: in goes a network with the Trace of one image, out come the terms of one z.

Also here is what every drawing of a network asks: which rows make a picture, what a layer is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.engine.forward import Trace
from digitscope.errors import MissingError, ShapeError

if TYPE_CHECKING:
    from digitscope.engine.network import Network

MINUS: Final = "\N{MINUS SIGN}"
TIMES: Final = "\N{MULTIPLICATION SIGN}"
FIRST: Final = 64
"""Neurons of a wide layer that are drawn; the rest is mentioned."""


@dataclass(frozen=True, slots=True)
class Term:
    """One w a of the sum. source: index of the pixel or neuron that `activation` belongs to."""

    source: int
    weight: float
    activation: float

    @property
    def product(self) -> float:
        return self.weight * self.activation


@dataclass(frozen=True, slots=True)
class Equation:
    """z = terms + rest + bias, a = f(z), for one neuron and one image, as the network computed z and a.

    terms: the largest first.  rest: sum of the `others` further terms that are not 0.  n_in: terms in all.
    """

    terms: tuple[Term, ...]
    rest: float
    others: int
    n_in: int
    bias: float
    z: float
    a: float
    function: str


def equation_of(network: Network, trace: Trace, layer: int, neuron: int, *, top: int = 8) -> Equation:
    """The weighted sum of one neuron written out, with its `top` largest terms.

    trace: of one image.  layer: 0 is the first hidden layer, -1 the output.
    Raises MissingError for a layer or neuron that is not there, ShapeError for a trace of several images.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((4, 2), rng=np.random.default_rng(0))
    >>> written = equation_of(network, network.trace([0, 1, 0, 0.5]), 0, 1, top=1)
    >>> len(written.terms), written.others
    (1, 1)
    """
    trace = one_image(trace)
    layer = layer_index(network, layer)
    row = network.layers[layer]
    if not 0 <= neuron < len(row.bias):
        raise MissingError(
            f"neurons of layer {layer} are 0 to {len(row.bias) - 1}", came=str(neuron), hint="count from 0"
        )
    before = trace.pixels if layer == 0 else trace.activations[layer - 1]
    products = row.weights[neuron].astype(np.float64) * before
    order = np.argsort(-np.abs(products), kind="stable")
    order = order[products[order] != 0]
    chosen, left = order[: max(0, top)], order[max(0, top) :]
    return Equation(
        terms=tuple(Term(int(i), float(row.weights[neuron, i]), float(before[i])) for i in chosen),
        rest=float(products[left].sum()),
        others=len(left),
        n_in=len(products),
        bias=float(row.bias[neuron]),
        z=float(trace.pre_activations[layer][neuron]),
        a=float(trace.activations[layer][neuron]),
        function=row.activation,
    )


def one_image(trace: Trace) -> Trace:
    """The trace of one image without the axis of images. Raises ShapeError if it holds several."""
    if trace.pixels.ndim == 1:
        return trace
    if len(trace.pixels) != 1:
        raise ShapeError(
            "a picture shows the trace of one image",
            came=f"{len(trace.pixels)} images",
            hint="trace one of them",
        )
    return Trace(trace.pixels[0], tuple(z[0] for z in trace.pre_activations), tuple(a[0] for a in trace.activations))


def layer_index(network: Network, layer: int) -> int:
    """`layer` counted from the front. Raises MissingError."""
    count = len(network.layers)
    if not -count <= layer < count:
        raise MissingError(
            f"layers are 0 to {count - 1}", came=str(layer), hint="0 is the first hidden layer, -1 the output"
        )
    return layer % count


def layer_name(network: Network, layer: int) -> str:
    """`layer 0, hidden` or `layer 2, output`: the number is the one that functions and commands take."""
    return f"layer {layer}, {'output' if layer == len(network.layers) - 1 else 'hidden'}"


def source_name(network: Network, layer: int, source: int) -> str:
    """Where a term comes from: `row 12, column 7` of the picture, or `neuron 3` of the layer before."""
    shape = picture_shape(network.widths[0])
    if layer or shape is None:
        return f"{'neuron' if layer else 'input'} {source}"
    return f"row {source // shape[1]}, column {source % shape[1]}"


def picture_shape(n_in: int) -> tuple[int, int] | None:
    """Rows and columns of the most nearly square picture of n_in pixels; None where it would be a mere strip.

    >>> picture_shape(784), picture_shape(12), picture_shape(13)
    ((28, 28), (3, 4), None)
    """
    rows = next(rows for rows in range(isqrt(n_in), 0, -1) if n_in % rows == 0)
    return (rows, n_in // rows) if n_in <= 3 * rows * rows else None
