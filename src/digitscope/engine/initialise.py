"""A network before its first lesson: in go widths, names and an rng, out comes a network of random weights."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.engine.network import Layer, Network
from digitscope.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SPREADS: Final[dict[str, Callable[[int, int], float]]] = {
    "glorot": lambda n_in, n_out: sqrt(2 / (n_in + n_out)),  # Glorot and Bengio 2010, eq. 12
    "he": lambda n_in, _: sqrt(2 / n_in),  # He et al. 2015, eq. 10
    "lecun": lambda n_in, _: sqrt(1 / n_in),  # LeCun et al. 1998, Efficient BackProp, eq. 16
    "normal": lambda *_: 1.0,
    "zero": lambda *_: 0.0,  # the symmetric start, to see why it does not learn
}
"""Standard deviation of the weights of a layer, from its n_in and n_out. Weights are normal, biases 0."""


def initialise(
    widths: Sequence[int],
    activation: str = "sigmoid",
    *,
    output_activation: str | None = None,
    scheme: str = "glorot",
    rng: np.random.Generator | int,
) -> Network:
    """An untrained network: normal weights with the scheme's spread, biases 0.

    widths: inputs, hidden layers, outputs, as (784, 16, 16, 10).  activation: of hidden layers, and of the output
    unless `output_activation` says otherwise.  scheme: glorot, he, lecun, normal or zero.  rng: or a seed for one.
    Raises SettingError for an unknown scheme or a width below 1.
    >>> initialise((4, 3, 2), "relu", output_activation="softmax", rng=np.random.default_rng(1)).activations
    ('relu', 'softmax')
    """
    if scheme not in SPREADS:
        raise SettingError(
            "an initialisation must be known", came=repr(scheme), hint=f"use one of {', '.join(SPREADS)}"
        )
    if len(widths) < 2 or any(width < 1 for width in widths):
        raise SettingError(
            "widths are inputs, hidden layers, outputs, each at least 1",
            came=",".join(map(str, widths)) or "none",
            hint="the lesson's are 784,16,16,10",
        )
    draw = np.random.default_rng(rng)  # a generator passes through as it is
    names = [activation] * (len(widths) - 2) + [output_activation or activation]
    return Network(
        tuple(
            Layer(
                (SPREADS[scheme](n_in, n_out) * draw.standard_normal((n_out, n_in))).astype(np.float32),
                np.zeros(n_out),
                name,
            )
            for (n_in, n_out), name in zip(pairwise(widths), names, strict=True)
        )
    )
