"""Keras: in goes a Sequential of Dense layers, out comes a Network; and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.activations import LEAK
from digitscope.networks.exchange.chain import Shape, Weights, needed, network_of, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitscope.engine.network import Network

FUNCTIONS: Final = {"linear": None, "sigmoid": "sigmoid", "relu": "relu", "tanh": "tanh", "softmax": "softmax"}
"""Their activations by ours; None changes nothing. Their `leaky_relu` has another slope than ours."""
LAYERS: Final = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "Softmax": "softmax"}
PASSED: Final = ("InputLayer", "Flatten", "Dropout")
"""Layers that change nothing when a network answers."""
USUAL: Final[dict[str, dict[str, tuple[Any, ...]]]] = {
    "ReLU": {"max_value": (None,), "negative_slope": (0, None), "threshold": (0, None)},
    "LeakyReLU": {"negative_slope": (LEAK,)},
    "Softmax": {"axis": (-1, 1)},
}
"""What these must be set to, to be what we call by their name."""


def from_keras(model: Any) -> Network:
    """The network that a Keras model is; float64 stays float64, all else becomes float32.

    model: a keras.Sequential of Dense layers, with activations in them or after them.
    Raises SettingError that names the layer that no Network has.
    """
    return network_of(_pieces(model, ""))


def to_keras(network: Network) -> Any:
    """The network as a keras.Sequential of Dense layers with the same numbers. Needs Keras. Raises MissingError."""
    keras = needed("keras", "keras, and a backend for it")
    steps = [keras.Input((network.widths[0],), dtype=str(network.dtype))]
    names = {ours: theirs for theirs, ours in FUNCTIONS.items() if ours} | {"identity": "linear", "leaky_relu": None}
    for layer in network.layers:
        how = {"dtype": str(network.dtype)}
        steps.append(keras.layers.Dense(len(layer.bias), names[layer.activation], **how))
        if layer.activation == "leaky_relu":
            steps.append(keras.layers.LeakyReLU(negative_slope=LEAK, **how))
    model = keras.Sequential(steps)
    model.set_weights([part for layer in network.layers for part in (layer.weights.T, layer.bias)])
    return model


def _pieces(layer: Any, place: str) -> Iterator[Weights | Shape]:
    kind, name = type(layer).__name__, str(getattr(layer, "name", ""))
    called = f"{kind} {name!r} at {place}" if place else kind
    if kind == "Sequential":
        for number, part in enumerate(layer.layers):
            yield from _pieces(part, f"{place}.{number}" if place else str(number))
    elif kind == "Dense":
        numbers = [_array(part) for part in layer.get_weights()]
        if not numbers:
            raise unknown(f"{called} without weights", hint="build or train the model first")
        yield Weights(numbers[0].T, numbers[1] if len(numbers) > 1 else None)
        yield from _function(layer, called)
    elif kind == "Activation":
        yield from _function(layer, called)
    elif kind in LAYERS:
        yield _shape(layer, called)
    elif kind not in PASSED:
        raise unknown(called, hint="give a keras.Sequential of Dense layers and activations: see docs/exchange.md")


def _function(layer: Any, called: str) -> Iterator[Shape]:
    """The activation that a Dense or Activation layer has: a function, or a layer."""
    given = layer.activation
    name = getattr(given, "__name__", "")
    if name in FUNCTIONS:
        if (ours := FUNCTIONS[name]) is not None:
            yield Shape(ours, called)
    elif type(given).__name__ in LAYERS:
        yield _shape(given, f"{type(given).__name__} in {called}")
    else:
        raise unknown(f"{called} with activation {name or type(given).__name__}", hint=f"known: {', '.join(FUNCTIONS)}")


def _shape(layer: Any, called: str) -> Shape:
    kind = type(layer).__name__
    for setting, usual in USUAL[kind].items():
        if (value := getattr(layer, setting, usual[0])) not in usual:
            raise unknown(f"{called} with {setting} {value}", hint=f"ours has {setting} {usual[0]}")
    return Shape(LAYERS[kind], called)


def _array(numbers: Any) -> Any:
    found = np.asarray(numbers)
    return found if found.dtype.kind == "f" else found.astype(np.float32)  # bfloat16 has a kind of its own
