"""One weighted sum, term by term: in goes a network with the Trace of one image, out come the terms of one z.

Also here is what every drawing of a network asks: which rows make a picture, what a layer is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, Final

from digitscope.probes.contributions import contributions, one_image

if TYPE_CHECKING:
    from digitscope.engine.forward import Trace
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
    found = contributions(network, trace, layer, neuron)
    row = network.layers[found.layer]
    before = trace.pixels if found.layer == 0 else trace.activations[found.layer - 1]
    order = found.order[found.terms[found.order] != 0]
    chosen, left = order[: max(0, top)], order[max(0, top) :]
    return Equation(
        terms=tuple(Term(int(i), float(row.weights[neuron, i]), float(before[i])) for i in chosen),
        rest=float(found.terms[left].sum()),
        others=len(left),
        n_in=len(found.terms),
        bias=found.bias,
        z=found.z,
        a=float(trace.activations[found.layer][neuron]),
        function=row.activation,
    )


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
