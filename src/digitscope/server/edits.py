"""What a message wants turned, done to a network. In: the network, and changes or a knob as they were asked for.

Out: the edited network, or the knob as the probes know it. What does not fit the network is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from digitscope.engine.network import Layer, Network
from digitscope.errors import DigitscopeError, MissingError
from digitscope.probes.sweep import Knob

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitscope.messages import Change
    from digitscope.messages import Knob as Asked


class ChangeError(DigitscopeError, LookupError):
    """Changes, or knobs, that the network has no place for."""

    code = "CHANGE_INVALID"


def changed(network: Network, changes: Iterable[Change]) -> Network:
    """The network with these numbers instead of its own; the same one where nothing is changed. Raises ChangeError.

    >>> from digitscope.engine.initialise import initialise
    >>> changed(network := initialise((4, 2), rng=0), ()) is network
    True
    """
    layers = list(network.layers)
    for change in changes:
        if change.layer >= len(layers):
            raise ChangeError(
                f"layers are 0 to {len(layers) - 1}", came=f"changes in layer {change.layer}", hint="count from 0"
            )
        layers[change.layer] = _turned(layers[change.layer], change)
    return network if tuple(layers) == network.layers else Network(tuple(layers))


def _turned(layer: Layer, change: Change) -> Layer:
    places, values = change.numbers()
    numbers = np.concatenate([layer.weights.ravel(), layer.bias])
    if places.size and places[-1] >= len(numbers):
        raise ChangeError(
            f"layer {change.layer} has {len(numbers):,} numbers",
            came=f"place {places[-1]}",
            hint="its weights row by row come first, from place 0, then its bias",
        )
    numbers[places] = values
    weights, bias = np.split(numbers, [layer.weights.size])
    return replace(layer, weights=weights.reshape(layer.weights.shape), bias=bias)


def knob_of(network: Network, asked: Asked) -> Knob:
    """The knob of this network that is asked for. Raises ChangeError.

    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.messages import Knob as Asked
    >>> knob_of(initialise((4, 2), rng=0), Asked(0, 1, None, -1, 1, 3))
    Knob(layer=0, neuron=1, source=None)
    """
    try:
        return Knob(asked.layer, asked.neuron, asked.source).within(network)
    except MissingError as error:
        raise ChangeError(error.asked, came=error.came, hint=error.hint) from None
