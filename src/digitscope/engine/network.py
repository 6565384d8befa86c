"""The network itself: frozen layers in a row.

In: pixels, (n_in,) for one image or (n, n_in) for many. Out: the activations of the last layer, or all of them.
Nothing here can be changed in place; every edit gives a new network. Long because edits of its numbers are its methods;
those of its shape are functions, see structure.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.arrays import Floats, as_floats, as_pixels, frozen
from digitscope.engine.activations import activation
from digitscope.engine.answering import answered, passed
from digitscope.engine.forward import Trace
from digitscope.errors import MissingError, SettingError, ShapeError
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt


class Prepared:
    """A value with room for the same value as the kernel takes it: made once, by rows.py and answering.py, as a value
    never changes. No part of the value: neither compared, nor copied, nor shown.
    """

    __slots__ = ("prepared",)
    prepared: Any


@dataclass(frozen=True, slots=True, eq=False)
class Layer(Prepared):
    """One step a' = f(W a + b) of the network.

    weights: (n_out, n_in), row j belongs to neuron j.  bias: (n_out,).  activation: its name, as "sigmoid".
    Arrays are copied, made float32 (float64 stays) and read-only; all numbers are finite.
    Raises ShapeError, NotFiniteError, ArrayTypeError, SettingError.
    >>> Layer(np.zeros((16, 784)), np.zeros(16), "sigmoid").parameter_count
    12560
    """

    weights: Floats
    bias: Floats
    activation: str = "sigmoid"

    def __post_init__(self) -> None:
        object.__setattr__(self, "prepared", None)
        activation(self.activation)
        dtype = np.float64 if getattr(self.weights, "dtype", None) == np.float64 else np.float32
        weights = as_floats(self.weights, what="weights", dtype=dtype)
        bias = as_floats(self.bias, what="bias", dtype=dtype)
        if weights.ndim != 2 or bias.ndim != 1 or len(weights) != len(bias) or not weights.size:
            raise ShapeError(
                "a layer is weights (n_out, n_in) and bias (n_out,)",
                came=f"{weights.shape} and {bias.shape}",
                hint="one row of weights and one bias for each neuron",
            )
        object.__setattr__(self, "weights", frozen(weights.copy()))
        object.__setattr__(self, "bias", frozen(bias.copy()))

    @property
    def parameter_count(self) -> int:
        return self.weights.size + self.bias.size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Layer) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[object, ...]:
        return (
            self.activation,
            self.weights.dtype,
            self.weights.shape,
            self.weights.tobytes(),
            self.bias.tobytes(),
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Only what it is made of crosses to another process, and what comes out there is read-only again."""
        return Layer, (self.weights, self.bias, self.activation)

    def __repr__(self) -> str:
        n_out, n_in = self.weights.shape
        return f"Layer({n_in} -> {n_out}, {self.activation})"


@dataclass(frozen=True, slots=True)
class Network(Prepared):
    """A plain, fully connected network: a function of n_in pixels to n_out activations.

    Two networks are equal when all their numbers are, bit for bit.
    Raises ShapeError where a layer does not fit the one before, SettingError for softmax in a hidden layer.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 16, 16, 10), rng=np.random.default_rng(0))
    >>> network.parameter_count, network(np.zeros((28, 28))).shape
    (13002, (10,))
    """

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "prepared", None)
        object.__setattr__(self, "layers", tuple(self.layers))
        if not self.layers:
            raise ShapeError("a network is made of layers", came="none", hint="give at least the output layer")
        for index, (left, right) in enumerate(pairwise(self.layers)):
            if len(left.bias) != right.weights.shape[1] or left.weights.dtype != right.weights.dtype:
                raise ShapeError(
                    f"layer {index + 1} must take the {len(left.bias)} activations of layer {index}",
                    came=f"weights {right.weights.shape} of {right.weights.dtype}",
                    hint="make its n_in the n_out before it, and all layers of one dtype",
                )
            if activation(left.activation).output_only:
                raise SettingError(
                    f"{left.activation} is for the output layer",
                    came=f"it in layer {index}",
                    hint="use sigmoid or relu",
                )

    def __reduce__(self) -> tuple[object, ...]:
        return Network, (self.layers,)

    @property
    def widths(self) -> tuple[int, ...]:
        """Neurons a layer, the inputs first: (784, 16, 16, 10)."""
        return self.layers[0].weights.shape[1], *(len(layer.bias) for layer in self.layers)

    @property
    def activations(self) -> tuple[str, ...]:
        """Name of the activation function of each layer."""
        return tuple(layer.activation for layer in self.layers)

    @property
    def dtype(self) -> npt.DTypeLike:
        return self.layers[0].weights.dtype

    @property
    def parameter_count(self) -> int:
        """Weights and biases together: 13,002 for the lesson's network."""
        return sum(layer.parameter_count for layer in self.layers)

    def __call__(self, pixels: Any) -> Floats:
        """Activations of the output layer, (n_out,) for one image, (n, n_out) for (n, n_in); errors as `trace`."""
        given = answered(self, pixels)
        return self.trace(pixels).output if given is None else given

    def trace(self, pixels: Any) -> Trace:
        """Every weighted sum and activation for these images, see Trace.

        pixels: (n_in,), (n, n_in), or (28, 28) where n_in is 784; 0 black to 1 white.
        Raises ShapeError, NotFiniteError, ArrayTypeError; warns PixelRangeWarning for 0..255.
        """
        given = as_pixels(pixels, inputs=self.widths[0], dtype=self.dtype)
        kept, lit = passed(self, np.atleast_2d(given))
        first = 0 if given.ndim == 1 else slice(None)
        return Trace(frozen(given.copy()), tuple(frozen(z[first]) for z in kept), tuple(frozen(a[first]) for a in lit))

    def parameters(self) -> Floats:
        """All weights and biases in one (parameter_count,) vector: layer by layer, weights row by row, then bias."""
        return frozen(np.concatenate([part.ravel() for layer in self.layers for part in (layer.weights, layer.bias)]))

    def with_parameters(self, vector: Any) -> Network:
        """The network of the same shape whose numbers are `vector`, (parameter_count,), as `parameters` gives them."""
        flat = as_floats(vector, what="parameters", dtype=self.dtype)
        return Network(
            tuple(
                Layer(weights, bias, layer.activation)
                for layer, (weights, bias) in zip(self.layers, self.split(flat), strict=True)
            )
        )

    def split(self, vector: Floats) -> Iterator[tuple[Floats, Floats]]:
        """Views of a (parameter_count,) vector as weights (n_out, n_in) and bias (n_out,) of each layer."""
        if vector.shape != (self.parameter_count,):
            raise ShapeError(
                f"this network has ({self.parameter_count},) parameters",
                came=str(vector.shape),
                hint="see network.parameters()",
            )
        start = 0
        for layer in self.layers:
            middle = start + layer.weights.size
            end = middle + layer.bias.size
            yield vector[start:middle].reshape(layer.weights.shape), vector[middle:end]
            start = end

    def with_weight(self, layer: int, neuron: int, source: int, value: float) -> Network:
        """A new network in which one weight, from `source` (a pixel or neuron before) to `neuron`, is `value`."""
        return self._edited(layer, "weights", (neuron, source), value)

    def with_bias(self, layer: int, neuron: int, value: float) -> Network:
        """A new network in which the bias of one neuron is `value`."""
        return self._edited(layer, "bias", (neuron,), value)

    def with_row(self, layer: int, neuron: int, weights: Any) -> Network:
        """A new network in which all weights into one neuron are `weights`, (n_in,) or a (28, 28) picture of 784."""
        row = as_floats(weights, what="weights", dtype=self.dtype)
        if row.size != (wanted := self._layer(layer).weights.shape[1]):
            raise ShapeError(
                f"a row of layer {layer} has ({wanted},) weights",
                came=str(row.shape),
                hint="give all of them",
            )
        return self._edited(layer, "weights", (neuron,), row.ravel())

    def muted(self, layer: int, neuron: int) -> Network:
        """A new network in which a hidden neuron sends nothing: every weight that leaves it is 0.

        What it computes itself stays, and is seen in a Trace; where that is infinite (a relu or identity that
        overflowed), infinity times 0 is NaN, and so is all that comes after.
        Raises MissingError, SettingError for an output.
        >>> network = Network((Layer(np.ones((3, 4)), np.zeros(3)), Layer(np.ones((2, 3)), np.zeros(2))))
        >>> network.muted(0, 1).layers[1].weights.tolist()
        [[1.0, 0.0, 1.0], [1.0, 0.0, 1.0]]
        """
        count = len(self._layer(layer).bias)
        after = operator.index(layer) % len(self.layers) + 1
        if after == len(self.layers):
            raise SettingError(
                "only a hidden neuron can be muted",
                came=f"neuron {neuron} of the output layer",
                hint="an output is an answer itself: with_row and with_bias can hold it down",
            )
        if not hasattr(neuron, "__index__") or neuron not in range(count):
            came = shown(repr(neuron))
            raise MissingError(f"neurons of layer {layer} are 0 to {count - 1}", came=came, hint="count from 0")
        weights = np.array(self.layers[after].weights)
        weights[:, neuron] = 0
        return self.with_layer(after, replace(self.layers[after], weights=weights))

    def with_layer(self, index: int, layer: Layer) -> Network:
        """A new network in which layer `index` is `layer`."""
        self._layer(index)
        layers = list(self.layers)
        layers[index] = layer
        return Network(tuple(layers))

    def astype(self, dtype: npt.DTypeLike) -> Network:
        """The same network in float32 or float64; float64 checks what float32 does."""
        return Network(
            tuple(
                replace(layer, weights=layer.weights.astype(dtype), bias=layer.bias.astype(dtype))
                for layer in self.layers
            )
        )

    def _layer(self, index: int) -> Layer:
        if not hasattr(index, "__index__") or not -len(self.layers) <= index < len(self.layers):
            raise MissingError(
                f"layers are 0 to {len(self.layers) - 1}",
                came=shown(repr(index)),
                hint="0 is the first hidden layer, -1 the output",
            )
        return self.layers[index]

    def _edited(self, index: int, field: str, where: tuple[int, ...], value: Any) -> Network:
        layer = self._layer(index)
        array: Any = np.array(getattr(layer, field))
        number = as_floats(value, what=field, dtype=array.dtype)
        try:
            place = tuple(operator.index(part) for part in where)
            if number.shape != array[place].shape:
                raise ShapeError(
                    f"this takes {array[place].shape}", came=str(number.shape), hint="give one number each"
                )
            array[place] = number
        except (IndexError, TypeError):
            raise MissingError(
                f"{field} of layer {index} is {array.shape}",
                came=f"index {where}",
                hint="count neurons and sources from 0",
            ) from None
        changed: dict[str, Any] = {field: array}
        return self.with_layer(index, replace(layer, **changed))
