"""A layer as the kernel takes it: in go weights (n_out, n_in) and bias, out come rows, one for each input, and back.

A row is what leaves one pixel or neuron: a weight for each neuron of the layer, padded with zeros to blocks of 16. The
biases are the last row, as if they left an input that is always 1. The first row begins on a line of the cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.arrays import frozen
from digitscope.engine.library import Layers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.arrays import Floats
    from digitscope.engine.network import Layer, Network

BLOCK: Final = 16
LINE: Final = 64
ACTIVATIONS: Final = ("sigmoid", "relu", "leaky_relu", "tanh", "identity", "softmax")
LOSSES: Final = ("quadratic", "cross-entropy")


def to_rows(weights: Floats, bias: Floats) -> Floats:
    """(n_in + 1, padded n_out) float32, to be changed by whoever asked.

    >>> to_rows(np.ones((10, 784)), np.zeros(10)).shape
    (785, 16)
    """
    outs, inputs = weights.shape
    stride = -(-outs // BLOCK) * BLOCK
    room = np.zeros((inputs + 1) * stride + LINE // 4, np.float32)
    start = -room.ctypes.data % LINE // 4
    rows = room[start : start + (inputs + 1) * stride].reshape(-1, stride)
    rows[:-1, :outs] = weights.T
    rows[-1, :outs] = bias
    return rows


def rows_of(layer: Layer) -> Floats:
    """The rows of a layer, read-only; made once, as a layer never changes."""
    if layer.prepared is None:
        object.__setattr__(layer, "prepared", frozen(to_rows(layer.weights, layer.bias)))
    rows: Floats = layer.prepared
    return rows


def from_rows(layers: Sequence[Floats], widths: Sequence[int]) -> Floats:
    """All numbers of these layers in the order of network.parameters(), read-only.

    >>> from_rows([to_rows(np.array([[1.0, 2.0]]), np.array([3.0]))], (2, 1)).tolist()
    [1.0, 2.0, 3.0]
    """
    parts = ((rows[:-1, :outs].T.ravel(), rows[-1, :outs]) for rows, outs in zip(layers, widths[1:], strict=True))
    return frozen(np.concatenate([part for pair in parts for part in pair]))


def structure(network: Network, rows: Sequence[Floats], *, loss: str = "quadratic") -> Layers:
    """Where these rows of the network lie, for the kernel: good as long as they are."""
    made, depth = Layers(depth=len(rows), loss=LOSSES.index(loss)), len(rows)
    made.widths[: depth + 1] = network.widths
    made.activations[:depth] = [ACTIVATIONS.index(name) for name in network.activations]
    made.layers[:depth] = [part.ctypes.data for part in rows]
    return made
