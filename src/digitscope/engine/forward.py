"""The forward pass: pixels in, every number on the way through the layers out.

In blocks of one size for answers that must be the same bits however many images come at once; all at once where a
batch is learned from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.engine.activations import activation
from digitscope.engine.blas import one_thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digitscope.arrays import Floats
    from digitscope.engine.network import Layer

BLOCK: Final = 64
"""Images in one matrix product. An image alone and in a batch give the same bits because both fill a block."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Every number of one pass through a network; all arrays read-only.

    pixels: (n_in,) or (n, n_in).  pre_activations: z of each layer, (n_out,) or (n, n_out).
    activations: a = f(z) of each layer, the same shapes. Index 0 is the first hidden layer, -1 the output.
    >>> from digitscope.engine.initialise import initialise
    >>> trace = initialise((784, 16, 16, 10), rng=0).trace(np.zeros((3, 784)))
    >>> [a.shape for a in trace.activations]
    [(3, 16), (3, 16), (3, 10)]
    """

    pixels: Floats
    pre_activations: tuple[Floats, ...]
    activations: tuple[Floats, ...]

    @property
    def output(self) -> Floats:
        return self.activations[-1]


def in_blocks(layers: Sequence[Layer], images: Floats) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """z and a of each layer, (n, n_out), for (n, n_in) images: the same bits for an image alone and among others."""
    kept = tuple(np.empty((len(images), len(layer.bias)), images.dtype) for layer in layers)
    lit = tuple(np.empty_like(z) for z in kept)
    with one_thread():
        for start in range(0, len(images), BLOCK):
            rows = images[start : start + BLOCK]
            passed = forward(layers, _filled(rows))
            for whole, part in zip((*kept, *lit), (*passed.pre_activations, *passed.activations), strict=True):
                whole[start : start + BLOCK] = part[: len(rows)]
    return kept, lit


def _filled(rows: Floats) -> Floats:
    """Images (n, n_in) as a whole block, what is missing filled with 0."""
    if len(rows) == BLOCK:
        return rows
    return np.concatenate([rows, np.zeros((BLOCK - len(rows), rows.shape[1]), rows.dtype)])


def forward(layers: Iterable[Layer], pixels: Floats) -> Trace:
    """One pass of (n, n_in) pixels through the layers, all at once and unchecked: a' = f(W a + b), again and again.

    Numbers that overflow become infinite or NaN in silence: whoever may meet them looks for them.
    >>> from digitscope.engine.network import Layer
    >>> layer = Layer(np.array([[2.0, 1.0]]), np.array([-1.0]), "identity")
    >>> forward([layer], np.array([[1.0, 3.0]])).output.tolist()
    [[4.0]]
    """
    kept, lit, a = [], [], pixels
    with np.errstate(over="ignore", invalid="ignore"):
        for layer in layers:
            z = a @ layer.weights.T + layer.bias  # (n, n_out)
            a = activation(layer.activation).value(z)
            kept.append(z)
            lit.append(a)
    return Trace(pixels, tuple(kept), tuple(lit))
