"""Somebody else's model, piece by piece: in go its weights and activations in their order, out comes a Network."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.engine.network import Layer, Network
from digitscope.errors import MissingError, SettingError
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitscope.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A layer's numbers: weights (n_out, n_in), bias (n_out,) or None for none."""

    weights: Floats
    bias: Floats | None

    def layer(self, activation: str) -> Layer:
        """The same with an activation: float64 stays, half precision becomes float32, which changes no number."""
        bias = np.zeros(len(self.weights), self.weights.dtype) if self.bias is None else self.bias
        return Layer(self.weights, bias, activation)


@dataclass(frozen=True, slots=True)
class Shape:
    """An activation by our name, and what it was called where it came from."""

    activation: str
    called: str


def network_of(pieces: Iterable[Weights | Shape]) -> Network:
    """The pieces as a Network; weights with no activation after them have the identity.

    Raises SettingError where an activation follows no weights, and whatever Network raises.
    >>> network_of([Weights(np.ones((2, 3)), None), Shape("relu", "ReLU"), Weights(np.ones((1, 2)), None)]).activations
    ('relu', 'identity')
    """
    layers: list[Layer] = []
    waiting: Weights | None = None
    for piece in pieces:
        if isinstance(piece, Weights):
            if waiting is not None:
                layers.append(waiting.layer("identity"))
            waiting = piece
        elif waiting is None:
            raise SettingError(
                "an activation must follow a layer of weights", came=shown(piece.called), hint="take it out"
            )
        else:
            layers.append(waiting.layer(piece.activation))
            waiting = None
    if waiting is not None:
        layers.append(waiting.layer("identity"))
    return Network(tuple(layers))


def unknown(called: str, *, hint: str = "a Network is layers of weights, each with one activation") -> SettingError:
    """The error for a layer that no Network has, not raised yet."""
    return SettingError("this layer cannot be a Network's", came=shown(called), hint=hint)


def needed(package: str, install: str) -> Any:
    """A package, imported now. Raises MissingError that says how to get it.

    >>> needed("nobody", "nobody")
    Traceback (most recent call last):
    digitscope.errors.MissingError: this needs nobody; got No module named 'nobody': pip install nobody
    """
    try:
        return import_module(package)
    except ImportError as error:
        raise MissingError(
            f"this needs {package}",
            came=shown(str(error)),
            hint=f"pip install {install}",
            code="EXTRA_MISSING",
        ) from None
