"""Activation functions: in go weighted sums z of one layer, out come its activations a, and back the slopes.

All are stable for |z| up to 1e4 and beyond: nothing overflows, nothing underflows, no warning is raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Floats

LEAK: Final = 0.01


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation function with its way back.

    value: z (..., n) -> a (..., n).
    pull: (a, upstream) -> upstream pulled back from a to z, both (..., n): upstream times the slope where the
    function works on each neuron alone, the whole Jacobian for softmax. The slope is a function of a for all.
    """

    name: str
    value: Callable[[Floats], Floats]
    pull: Callable[[Floats, Floats], Floats]
    output_only: bool = False

    def slope(self, z: Floats) -> Floats:
        """da/dz of each neuron by itself, the same shape as z (for softmax the diagonal, a (1 - a)).

        >>> float(activation("sigmoid").slope(np.array(0.0)))
        0.25
        """
        a = self.value(z)
        return a * (1 - a) if self.output_only else self.pull(a, np.ones_like(a))


def _exp(z: Floats) -> Floats:
    """exp(z) for z <= 0, held where a product of two such values is still a normal number (1e-19 in float32)."""
    raised: Floats = np.exp(np.maximum(z, np.log(np.finfo(z.dtype).tiny) / 2))
    return raised


def sigmoid(z: Floats) -> Floats:
    """1 / (1 + exp(-z)): squashes any number into 0..1; shape and dtype as z.

    >>> sigmoid(np.array([-1e4, 0.0, 1e4])).round(3)
    array([0. , 0.5, 1. ])
    """
    small = _exp(-np.abs(z))
    squashed: Floats = np.where(z >= 0, 1, small) / (1 + small)
    return squashed


def relu(z: Floats) -> Floats:
    """max(0, z); its slope at 0 is taken as 0.

    >>> relu(np.array([-2.0, 3.0])).tolist()
    [0.0, 3.0]
    """
    return np.maximum(z, 0)


def leaky_relu(z: Floats) -> Floats:
    """z where positive, else z / 100 (Maas, Hannun and Ng 2013).

    >>> leaky_relu(np.array([-2.0, 3.0])).tolist()
    [-0.02, 3.0]
    """
    return np.where(z > 0, z, z * z.dtype.type(LEAK))


def softmax(z: Floats) -> Floats:
    """exp(z_j) / sum of exp(z_k) over the last axis: non-negative, sums to 1.

    >>> softmax(np.array([1e4, 1e4])).tolist()
    [0.5, 0.5]
    """
    raised = _exp(z - z.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised


def log_softmax(z: Floats) -> Floats:
    """Logarithm of softmax over the last axis, exact where softmax itself has run out of digits.

    >>> log_softmax(np.array([0.0, -1e4])).tolist()
    [0.0, -10000.0]
    """
    shifted: Floats = z - z.max(axis=-1, keepdims=True)
    shifted -= np.log(_exp(shifted).sum(axis=-1, keepdims=True))
    return shifted


def softplus(z: Floats) -> Floats:
    """log(1 + exp(z)), stable; it is -log(1 - sigmoid(z)), the price of a neuron that should be dark.

    >>> softplus(np.array([-1e4, 1e4])).round(6).tolist()
    [0.0, 10000.0]
    """
    price: Floats = np.maximum(z, 0) + np.log1p(_exp(-np.abs(z)))
    return price


def _softmax_pull(a: Floats, upstream: Floats) -> Floats:
    pulled: Floats = a * (upstream - (a * upstream).sum(axis=-1, keepdims=True))
    return pulled


ACTIVATIONS: Final = {
    known.name: known
    for known in (
        Activation("sigmoid", sigmoid, lambda a, upstream: upstream * a * (1 - a)),
        Activation("relu", relu, lambda a, upstream: upstream * (a > 0)),
        Activation("leaky_relu", leaky_relu, lambda a, upstream: upstream * np.where(a > 0, 1, a.dtype.type(LEAK))),
        Activation("tanh", np.tanh, lambda a, upstream: upstream * (1 - a * a)),
        Activation("identity", np.positive, lambda a, upstream: np.positive(upstream)),
        Activation("softmax", softmax, _softmax_pull, output_only=True),
    )
}


def activation(name: str) -> Activation:
    """The activation function of that name. Raises SettingError that lists the names.

    >>> activation("relu").value(np.array([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """
    if name not in ACTIVATIONS:
        raise SettingError("an activation must be known", came=repr(name), hint=f"use one of {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]
