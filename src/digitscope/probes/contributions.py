"""Why a neuron is as bright as it is, in exact numbers: the ASK walk's first probe.

In: a network and its Trace of one image. Out: the terms of one weighted sum, of the difference between two answers,
and the slopes of a weighted sum along the pixels.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitscope.arrays import frozen
from digitscope.engine.activations import activation
from digitscope.engine.blas import one_thread
from digitscope.engine.forward import Trace
from digitscope.errors import MissingError, ShapeError
from digitscope.text import shown

if TYPE_CHECKING:
    from digitscope.arrays import Floats, Labels
    from digitscope.engine.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """z = sum of the terms + bias of one neuron for one image, to the rounding of the network's own numbers.

    layer: counted from 0.  terms: (n_in,) float64, w_i a_i of each source i, a pixel in layer 0, else a neuron of
    the layer before.  bias, z: as the network has them.
    """

    layer: int
    neuron: int
    terms: Floats
    bias: float
    z: float

    @property
    def order(self) -> Labels:
        """(n_in,) every source, the largest |term| first; of equal ones the lower number first."""
        return _largest_first(self.terms)


@dataclass(frozen=True, slots=True, eq=False)
class Rather:
    """difference = z_this - z_than = sum of the terms + bias, to the rounding of the network's own numbers.

    terms: (n_in,) float64, (w_this,i - w_than,i) a_i of each neuron i of the last hidden layer.
    bias: b_this - b_than.
    """

    this: int
    than: int
    terms: Floats
    bias: float
    difference: float

    @property
    def order(self) -> Labels:
        """(n_in,) every source, the largest |term| first; of equal ones the lower number first."""
        return _largest_first(self.terms)


@np.errstate(over="ignore", invalid="ignore")
def contributions(network: Network, trace: Trace, layer: int, neuron: int) -> Contributions:
    """The exact terms of one neuron's weighted sum for one image.

    trace: of one image.  layer: 0 is the first hidden layer, -1 the output.
    Raises MissingError for a layer or neuron that is not there, ShapeError for a trace of several images or of
    another network.
    Source: Nielsen, Neural Networks and Deep Learning (2015), equation 25, before the function is applied.
    >>> from digitscope.engine.network import Layer, Network
    >>> network = Network((Layer(np.array([[2.0, -1.0]]), np.array([0.5]), "sigmoid"),))
    >>> found = contributions(network, network.trace([0.5, 1.0]), 0, 0)
    >>> found.terms.tolist(), found.bias, found.z
    ([1.0, -1.0], 0.5, 0.5)
    """
    trace, layer = _fitting(network, trace, layer, neuron)
    row = network.layers[layer]
    return Contributions(
        layer,
        neuron,
        frozen(_wide(row.weights[neuron]) * _sources(trace, layer)),
        float(row.bias[neuron]),
        float(trace.pre_activations[layer][neuron]),
    )


@np.errstate(over="ignore", invalid="ignore")
def rather(network: Network, trace: Trace, this: int, than: int) -> Rather:
    """Why the answer is `this` rather than `than`, exactly: the terms of z_this - z_than.

    What both get alike cancels, so the list shows only what tells the two apart; where `than` wins, the difference
    is negative.  Raises MissingError, ShapeError, as `contributions`.
    >>> from digitscope.engine.network import Layer, Network
    >>> network = Network((Layer(np.array([[2.0, 1.0], [2.0, -1.0]]), np.array([0.0, 0.5]), "softmax"),))
    >>> found = rather(network, network.trace([1.0, 1.0]), 0, 1)
    >>> found.terms.tolist(), found.bias, found.difference
    ([0.0, 2.0], -0.5, 1.5)
    """
    trace, last = _fitting(network, trace, -1, this, than)
    output = network.layers[last]
    z = _wide(trace.pre_activations[last])
    return Rather(
        this,
        than,
        frozen((_wide(output.weights[this]) - _wide(output.weights[than])) * _sources(trace, last)),
        float(output.bias[this]) - float(output.bias[than]),
        float(z[this] - z[than]),
    )


@np.errstate(over="ignore", invalid="ignore")
def slopes(network: Network, trace: Trace, layer: int, neuron: int) -> Floats:
    """dz/dpixels of one neuron at this image, (n_in,) float64: how z moves as each pixel does.

    Exact as a gradient. As a picture of what the neuron looks for it is a linear approximation around this image;
    only in layer 0, where it is the weights themselves, does it hold everywhere.
    Raises MissingError, ShapeError, as `contributions`.
    Source: Simonyan, Vedaldi and Zisserman (2014), section 3, with z in place of the class score.
    >>> from digitscope.engine.network import Layer, Network
    >>> network = Network((Layer(np.array([[2.0, -1.0]]), np.array([0.5]), "sigmoid"),))
    >>> slopes(network, network.trace([0.5, 1.0]), 0, 0).tolist()
    [2.0, -1.0]
    """
    trace, layer = _fitting(network, trace, layer, neuron)
    upstream = _wide(network.layers[layer].weights[neuron])
    with one_thread():
        for index in reversed(range(layer)):
            before = network.layers[index]
            delta = activation(before.activation).pull(_wide(trace.activations[index]), upstream)
            upstream = delta @ _wide(before.weights)  # (n_in,), dz / da of the layer before
    return frozen(upstream)


def one_image(trace: Trace) -> Trace:
    """The trace of one image without the axis of images. Raises ShapeError if it holds several.

    >>> from digitscope.engine.initialise import initialise
    >>> one_image(initialise((4, 2), rng=0).trace(np.zeros((1, 4)))).output.shape
    (2,)
    """
    if trace.pixels.ndim == 1:
        return trace
    if len(trace.pixels) != 1:
        raise ShapeError(
            "this takes the trace of one image",
            came=f"{len(trace.pixels)} images",
            hint="trace one of them",
        )
    return Trace(trace.pixels[0], tuple(z[0] for z in trace.pre_activations), tuple(a[0] for a in trace.activations))


def layer_index(network: Network, layer: int) -> int:
    """`layer` counted from the front. Raises MissingError.

    >>> from digitscope.engine.initialise import initialise
    >>> layer_index(initialise((4, 3, 2), rng=0), -1)
    1
    """
    count = len(network.layers)
    if not hasattr(layer, "__index__") or not -count <= layer < count:
        came, hint = shown(repr(layer)), "0 is the first hidden layer, -1 the output"
        raise MissingError(f"layers are 0 to {count - 1}", came=came, hint=hint)
    return operator.index(layer) % count


def _fitting(network: Network, trace: Trace, layer: int, *neurons: int) -> tuple[Trace, int]:
    """The trace of one image and the layer from the front, once all that was asked for is there."""
    trace, layer = one_image(trace), layer_index(network, layer)
    traced = len(trace.pixels), *(len(z) for z in trace.pre_activations)
    if traced != network.widths:
        raise ShapeError(f"the trace must be of this network, {network.widths}", came=str(traced), hint="trace it anew")
    count = network.widths[layer + 1]
    for neuron in neurons:
        if not 0 <= neuron < count:
            raise MissingError(f"neurons of layer {layer} are 0 to {count - 1}", came=str(neuron), hint="count from 0")
    return trace, layer


def _sources(trace: Trace, layer: int) -> Floats:
    return _wide(trace.pixels if layer == 0 else trace.activations[layer - 1])


def _wide(numbers: Floats) -> Floats:
    """In float64, where the product of two float32 is exact."""
    return numbers.astype(np.float64)


def _largest_first(terms: Floats) -> Labels:
    return np.argsort(-np.abs(terms), kind="stable")
