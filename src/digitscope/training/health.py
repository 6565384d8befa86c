"""What is plainly wrong with a network while it learns: in go a network and images, out come warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.engine.answering import passed

if TYPE_CHECKING:
    from digitscope.arrays import Floats
    from digitscope.engine.network import Network

LOOKED_AT = 1000
"""Images are enough to call a neuron dead."""


def complaints(network: Network, pixels: Floats) -> tuple[str, ...]:
    """Warnings in the form CODE details; none for a healthy network.

    DEAD_UNITS k/n: k of n hidden ReLU neurons are dark for every image.
    SYMMETRIC_INIT layer k: all neurons of a hidden layer are the same, so gradient descent cannot tell them apart.
    >>> from digitscope.engine.initialise import initialise
    >>> complaints(initialise((4, 3, 2), scheme="zero", rng=np.random.default_rng(0)), np.ones((1, 4)))
    ('SYMMETRIC_INIT layer 0',)
    """
    found = []
    _, lit = passed(network, np.asarray(pixels[:LOOKED_AT], network.dtype))
    hidden = [a for a, name in zip(lit[:-1], network.activations, strict=False) if name == "relu"]
    dead, units = sum(int((a == 0).all(axis=0).sum()) for a in hidden), sum(a.shape[1] for a in hidden)
    if dead:
        found.append(f"DEAD_UNITS {dead}/{units}")
    for index, layer in enumerate(network.layers[:-1]):
        alike = (layer.weights == layer.weights[0]).all() and np.all(layer.bias == layer.bias[0])
        if len(layer.bias) > 1 and alike:
            found.append(f"SYMMETRIC_INIT layer {index}")
    return tuple(found)
