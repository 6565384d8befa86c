"""The shape of a network as a knob: in goes a network, out comes one with another activation, neuron or layer.

Every function gives a new network. What is random is drawn as `initialise` draws it: normal weights with Glorot's
spread, biases 0. Layers are counted from 0, the first hidden layer; -1 is the output. An rng that is none, or a layer
too large to be made, is a SettingError.
"""

from __future__ import annotations

import operator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.initialise import SPREADS
from digitscope.engine.network import Layer, Network
from digitscope.errors import MissingError, SettingError
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.arrays import Floats

Source = np.random.Generator | int
"""Where random numbers come from: a generator, or a seed for one."""
MOST_WEIGHTS: Final = 2**26
"""Of one layer: half a GB while they are drawn."""


def with_activation(network: Network, layer: int, name: str) -> Network:
    """A new network in which layer `layer` has the activation function `name`; every number stays.

    Raises MissingError for a layer that is not there, SettingError for an unknown name or softmax in a hidden layer.
    >>> from digitscope.engine.initialise import initialise
    >>> with_activation(initialise((4, 3, 2), rng=0), 0, "relu").activations
    ('relu', 'sigmoid')
    """
    index = _index(network, layer)
    return network.with_layer(index, replace(network.layers[index], activation=name))


def in_sigmoids(network: Network) -> Network:
    """A new network of sigmoids alone that answers as this one of tanh does: z of its outputs is the same, to rounding.

    tanh(z) = 2 sigmoid(2 z) - 1: each weight and bias of a tanh layer doubles, and the layer after it takes 2 W for W
    and b - W 1 for b.  Sigmoid layers stay; of the outputs only the activation changes.
    Raises SettingError for a hidden layer of another kind, NotFiniteError for weights that are too large for it.
    >>> from digitscope.engine.initialise import initialise
    >>> in_sigmoids(initialise((784, 16, 16, 10), "tanh", output_activation="softmax", rng=0)).activations
    ('sigmoid', 'sigmoid', 'sigmoid')
    """
    layers, before = [], ""
    for place, layer in enumerate(network.layers):
        hidden = place < len(network.layers) - 1
        if hidden and layer.activation not in ("tanh", "sigmoid"):
            hint = "only tanh is a sigmoid in other units"
            raise SettingError("hidden layers must be tanh or sigmoid", came=layer.activation, hint=hint)
        weights, bias = layer.weights.astype(np.float64), layer.bias.astype(np.float64)
        if before == "tanh":
            weights, bias = 2 * weights, bias - weights.sum(axis=1)
        if hidden and layer.activation == "tanh":
            weights, bias = 2 * weights, 2 * bias
        before = layer.activation
        with np.errstate(over="ignore"):  # what is beyond float32 is refused by Layer
            layers.append(Layer(weights.astype(network.dtype), bias.astype(network.dtype), "sigmoid"))
    return Network(tuple(layers))


def side_by_side(networks: Sequence[Network]) -> Network:
    """One network that holds several: z of its outputs is the mean of theirs, to rounding.

    Their hidden layers lie beside each other, and no weight leads from one network to another.
    Raises SettingError unless there is one at least, and all share activations, pixels and outputs.
    >>> from digitscope.engine.initialise import initialise
    >>> side_by_side([initialise((784, 16, 16, 10), rng=seed) for seed in (0, 1)]).widths
    (784, 32, 32, 10)
    """
    shapes = {(network.activations, network.widths[0], network.widths[-1]) for network in networks}
    if len(shapes) != 1:
        came = "none" if not networks else "networks that differ in them"
        raise SettingError("networks side by side share activations, pixels and outputs", came=came, hint="take others")
    last, joined = len(networks[0].layers) - 1, []
    for place, layers in enumerate(zip(*(network.layers for network in networks), strict=True)):
        weights = [layer.weights / len(networks) if place == last else layer.weights for layer in layers]
        if last == 0:
            together = np.sum(weights, axis=0)
        elif place == 0:
            together = np.vstack(weights)
        else:
            together = np.hstack(weights) if place == last else _block_diagonal(weights)
        biases = [layer.bias for layer in layers]
        bias = np.mean(biases, axis=0) if place == last else np.concatenate(biases)
        kind = networks[0].dtype
        joined.append(Layer(together.astype(kind), bias.astype(kind), layers[0].activation))
    return Network(tuple(joined))


def with_neurons(network: Network, layer: int, count: int, *, rng: Source, scale: float | None = None) -> Network:
    """A new network with `count` more neurons at the end of a hidden layer; the answers stay, to rounding.

    Their incoming weights are random, with standard deviation `scale` or else Glorot's; their biases are 0, and so
    are the weights that leave them, until somebody turns them or training does.
    Raises MissingError, SettingError for the output layer, a count below 1 or a scale that is not finite from 0.
    >>> from digitscope.engine.initialise import initialise
    >>> with_neurons(initialise((784, 16, 16, 10), rng=0), 0, 4, rng=1).widths
    (784, 20, 16, 10)
    """
    index = _hidden(network, layer, "neurons can be added to a hidden layer only")
    here, after = network.layers[index : index + 2]
    new = _positive("how many neurons are added", count)
    n_out, n_in = here.weights.shape
    _affordable(n_out + new, n_in)
    _affordable(len(after.bias), n_out + new)
    spread = SPREADS["glorot"](n_in, n_out + new) if scale is None else scale
    if not isinstance(spread, float | int | np.floating) or not 0 <= spread < np.inf:
        came, hint = shown(repr(scale)), "leave it out for that of initialise"
        raise SettingError("a scale is finite, from 0", came=came, hint=hint)
    incoming = _drawn(network, (new, n_in), spread, rng)
    grown = Layer(np.vstack([here.weights, incoming]), _with_zeros(here.bias, new), here.activation)
    return _spliced(network, index, grown, replace(after, weights=_with_zeros(after.weights, new)))


def without_neuron(network: Network, layer: int, neuron: int) -> Network:
    """A new network without one hidden neuron, its weights in and out gone; it answers as with it muted, to rounding.

    Raises MissingError, SettingError for the output layer or the last neuron of a layer.
    >>> from digitscope.engine.initialise import initialise
    >>> without_neuron(initialise((784, 16, 16, 10), rng=0), 1, 5).widths
    (784, 16, 15, 10)
    """
    index = _hidden(network, layer, "neurons can be taken from a hidden layer only")
    here, after = network.layers[index : index + 2]
    count = len(here.bias)
    if neuron not in range(count):
        raise MissingError(f"neurons of layer {index} are 0 to {count - 1}", came=str(neuron), hint="count from 0")
    if count == 1:
        raise SettingError("a layer keeps one neuron", came="the last one of it", hint="use without_hidden_layer")
    gone = int(neuron)
    left = replace(here, weights=np.delete(here.weights, gone, axis=0), bias=np.delete(here.bias, gone))
    return _spliced(network, index, left, replace(after, weights=np.delete(after.weights, gone, axis=1)))


def with_hidden_layer(network: Network, index: int, width: int, *, rng: Source, activation: str = "sigmoid") -> Network:
    """A new network with one more hidden layer, which becomes layer `index`; its weights in and out are random.

    index: 0 is right after the pixels, the number of hidden layers right before the output (negative ones count from
    the output: -1 is right before it).  width: its neurons.  The layer after it begins anew too, with other sources.
    Raises MissingError, SettingError for a width below 1 or an activation that no hidden layer can have.
    >>> from digitscope.engine.initialise import initialise
    >>> with_hidden_layer(initialise((784, 16, 10), rng=0), 1, 12, rng=1, activation="relu").widths
    (784, 16, 12, 10)
    """
    place, neurons, draw = _index(network, index), _positive("the width of a layer", width), _generator(rng)
    after = network.layers[place]
    n_out, n_in = after.weights.shape
    new = _fresh(network, n_in, neurons, activation, draw)
    again = _fresh(network, neurons, n_out, after.activation, draw)
    return Network((*network.layers[:place], new, again, *network.layers[place + 1 :]))


def without_hidden_layer(network: Network, index: int, *, rng: Source) -> Network:
    """A new network without hidden layer `index`; the layer after it begins anew, with weights from what lay before.

    Raises MissingError, SettingError for the output layer.
    >>> from digitscope.engine.initialise import initialise
    >>> without_hidden_layer(initialise((784, 16, 16, 10), rng=0), 0, rng=1).widths
    (784, 16, 10)
    """
    place = _hidden(network, index, "only a hidden layer can be taken out")
    after = network.layers[place + 1]
    again = _fresh(network, network.widths[place], len(after.bias), after.activation, rng)
    return _spliced(network, place, again)


def _index(network: Network, layer: int) -> int:
    count = len(network.layers)
    if layer not in range(-count, count):
        hint = "0 is the first hidden layer, -1 the output"
        raise MissingError(f"layers are 0 to {count - 1}", came=str(layer), hint=hint)
    return int(layer) % count


def _hidden(network: Network, layer: int, asked: str) -> int:
    index = _index(network, layer)
    if index == len(network.layers) - 1:
        raise SettingError(asked, came=f"layer {layer}, the output", hint="its neurons are the answers")
    return index


def _positive(what: str, number: Any) -> int:
    try:
        whole = operator.index(number)
    except TypeError:
        whole = 0
    if whole < 1:
        raise SettingError(f"{what} is a whole number from 1", came=shown(repr(number)), hint="give 1 or more")
    return whole


def _affordable(n_out: int, n_in: int) -> None:
    if n_out * n_in > MOST_WEIGHTS:
        asked = f"a layer that is made here has at most {MOST_WEIGHTS:,} weights"
        raise SettingError(asked, came="more", hint="ask for fewer neurons")


def _generator(rng: Any) -> np.random.Generator:
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError):
        hint = "give numpy.random.default_rng(1), or 1"
        raise SettingError("rng is a generator, or a seed from 0", came=shown(repr(rng)), hint=hint) from None


def _fresh(network: Network, n_in: int, n_out: int, activation: str, rng: Source) -> Layer:
    _affordable(n_out, n_in)
    weights = _drawn(network, (n_out, n_in), SPREADS["glorot"](n_in, n_out), rng)
    return Layer(weights, np.zeros(n_out, network.dtype), activation)


def _drawn(network: Network, shape: tuple[int, int], scale: float, rng: Source) -> Floats:
    """Normal weights, in the network's precision."""
    with np.errstate(over="ignore"):  # what is beyond it is refused by Layer
        return (scale * _generator(rng).standard_normal(shape)).astype(network.dtype)


def _block_diagonal(blocks: Sequence[Floats]) -> Floats:
    """Blocks from the upper left to the lower right, 0 elsewhere."""
    whole = np.zeros(np.sum([block.shape for block in blocks], axis=0), blocks[0].dtype)
    row = column = 0
    for block in blocks:
        whole[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return whole


def _with_zeros(numbers: Floats, count: int) -> Floats:
    """`count` more columns of 0."""
    return np.concatenate([numbers, np.zeros((*numbers.shape[:-1], count), numbers.dtype)], axis=-1)


def _spliced(network: Network, index: int, *instead: Layer) -> Network:
    """The network with these layers in place of layer `index` and the one after it."""
    return Network((*network.layers[:index], *instead, *network.layers[index + 2 :]))
