"""What turning one knob, or two, does to the loss: the gradient, seen.

In: a network, known digits and the values that a weight or bias takes in turn. Out: loss and right answers at each of
them, and the slope where the knob stands now. It stands on the ASK walk.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.arrays import Floats, Labels, as_floats, as_pixels, frozen
from digitscope.engine.losses import loss_of
from digitscope.errors import MissingError, SettingError, ShapeError
from digitscope.probes.baseline import Baseline
from digitscope.probes.contributions import layer_index
from digitscope.probes.turning import Turning
from digitscope.text import shown

if TYPE_CHECKING:
    from digitscope.engine.network import Network


@dataclass(frozen=True, slots=True)
class Knob:
    """One number of a network: a weight, or a bias where `source` is None.

    layer: 0 is the first hidden layer, -1 the output.  neuron: whose it is.  source: the pixel or the neuron of the
    layer before that the weight comes from.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((4, 3, 2), rng=0)
    >>> Knob(0, 2).of(network), Knob(0, 2, 3).of(Knob(0, 2, 3).turned(network, 0.5))
    (0.0, 0.5)
    """

    layer: int
    neuron: int
    source: int | None = None

    def of(self, network: Network) -> float:
        """Where the knob stands in this network. Raises MissingError where it has no such knob."""
        knob = self.within(network)
        layer = network.layers[knob.layer]
        return float(layer.bias[knob.neuron] if knob.source is None else layer.weights[knob.neuron, knob.source])

    def turned(self, network: Network, value: float) -> Network:
        """A new network in which the knob stands at `value`. Raises MissingError, NotFiniteError."""
        knob = self.within(network)
        if knob.source is None:
            return network.with_bias(knob.layer, knob.neuron, value)
        return network.with_weight(knob.layer, knob.neuron, knob.source, value)

    def within(self, network: Network) -> Knob:
        """The same knob with its layer counted from the front. Raises MissingError where there is no such knob."""
        layer = layer_index(network, self.layer)
        n_out, n_in = network.layers[layer].weights.shape
        source = 0 if self.source is None else self.source
        for what, number, count in (("neurons", self.neuron, n_out), ("sources", source, n_in)):
            if not hasattr(number, "__index__") or number not in range(count):
                came = shown(repr(number))
                raise MissingError(f"{what} of layer {layer} are 0 to {count - 1}", came=came, hint="count from 0")
        return Knob(layer, operator.index(self.neuron), None if self.source is None else operator.index(source))


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """The loss along one knob; all arrays read-only.

    values: (k,) float64, as the network can hold them.  losses: (k,) float64, mean over the images; NaN where an
    image's is not finite.  correct: (k,) int64, right answers of `images`.
    present: where the knob stands.  loss: there.  slope: d loss / d knob there; both NaN where not finite.
    """

    knob: Knob
    values: Floats
    losses: Floats
    correct: Labels
    images: int
    present: float
    loss: float
    slope: float


@dataclass(frozen=True, slots=True, eq=False)
class SweepMap:
    """The loss over two knobs: in row i the first is at values[0][i], in column j the second at values[1][j].

    losses, correct: (k1, k2).  present, slopes: of each knob.  The rest as in Sweep.
    """

    knobs: tuple[Knob, Knob]
    values: tuple[Floats, Floats]
    losses: Floats
    correct: Labels
    images: int
    present: tuple[float, float]
    loss: float
    slopes: tuple[float, float]


def sweep(
    network: Network,
    pixels: Any,
    labels: Any,
    knob: Knob,
    values: Any,
    *,
    loss: str | None = None,
    baseline: Baseline | None = None,
) -> Sweep:
    """The mean loss and the right answers for each value that `knob` takes, all else as it is in `network`.

    pixels: (n, n_in).  labels: (n,).  values: (k,), in any order.  loss: quadratic or cross-entropy; None is the one
    that goes with the outputs.  baseline: of these pixels, and of this or a like network, if there is one: what the
    two have in common is not computed again.  Of each value only the images that it reaches are, from the layer after
    the knob on.  It is the loss of these images and no others, and of this knob alone.
    Raises MissingError for a knob that is not there, ShapeError, LabelError, NotFiniteError, SettingError.
    >>> from digitscope.engine.network import Layer, Network
    >>> network = Network((Layer(np.array([[1.0], [0.0]]), np.zeros(2), "identity"),))
    >>> found = sweep(network, [[1.0]], [0], Knob(0, 0, 0), [0, 1, 3])
    >>> found.losses.tolist(), found.correct.tolist(), found.loss, found.slope
    ([1.0, 0.0, 4.0], [1, 1, 1], 0.0, 0.0)
    """
    held, knob = _values(network, values), knob.within(network)
    turning = _turning(network, pixels, labels, loss, baseline)
    losses, correct = turning.along(network, knob, held)
    now, slope = turning.loss(network), turning.slope(network, knob)
    return Sweep(knob, held, losses, correct, len(turning.labels), knob.of(network), now, slope)


def sweep_map(
    network: Network,
    pixels: Any,
    labels: Any,
    knobs: tuple[Knob, Knob],
    values: tuple[Any, Any],
    *,
    loss: str | None = None,
    baseline: Baseline | None = None,
) -> SweepMap:
    """The same for two knobs at once: every value of the first with every value of the second, see `sweep`.

    values: (k1,) of the first knob, (k2,) of the second; it takes as long as k1 sweeps.
    Raises as `sweep`, and SettingError for other than two knobs or one twice, ShapeError for other than two values.
    >>> from digitscope.engine.network import Layer, Network
    >>> network = Network((Layer(np.array([[1.0], [0.0]]), np.zeros(2), "identity"),))
    >>> sweep_map(network, [[1.0]], [0], (Knob(0, 0, 0), Knob(0, 1)), ([1, 3], [0, 1])).losses.tolist()
    [[0.0, 1.0], [4.0, 5.0]]
    """
    if not isinstance(knobs, Sequence) or len(knobs) != 2 or not all(isinstance(knob, Knob) for knob in knobs):
        raise SettingError("a map needs two knobs", came=shown(repr(knobs)), hint="sweep() takes one")
    first, second = (knob.within(network) for knob in knobs)
    if first == second:
        raise SettingError("a map needs two knobs", came=f"{first} twice", hint="sweep() takes one")
    if not isinstance(values, Sequence | np.ndarray) or len(values) != 2:
        raise ShapeError("a map needs the values of two knobs", came=shown(repr(values)), hint="give (k1,) and (k2,)")
    down, across = (_values(network, one) for one in values)
    turning = _turning(network, pixels, labels, loss, baseline)
    lines = [turning.along(first.turned(network, value), second, across) for value in down]
    now, slopes = turning.loss(network), (turning.slope(network, first), turning.slope(network, second))
    losses, correct = (frozen(np.stack(parts)) for parts in zip(*lines, strict=True))
    present = first.of(network), second.of(network)
    return SweepMap((first, second), (down, across), losses, correct, len(turning.labels), present, now, slopes)


def _turning(network: Network, pixels: Any, labels: Any, loss: str | None, baseline: Baseline | None) -> Turning:
    if baseline is not None and pixels is not baseline.pixels:
        known = baseline.pixels
        given = as_pixels(pixels, inputs=known.shape[1], dtype=known.dtype)
        if not np.array_equal(np.atleast_2d(given), known):
            raise ShapeError("a baseline must be of these pixels", came="one of others", hint="give baseline.pixels")
    here = Baseline(network, pixels) if baseline is None else baseline.of(network)
    return Turning(here, labels, loss_of(network.activations[-1]) if loss is None else loss)


def _values(network: Network, values: Any) -> Floats:
    """(k,) float64, as the network can hold them."""
    held = as_floats(values, what="values", dtype=network.dtype).astype(np.float64)
    if held.ndim != 1 or not held.size:
        raise ShapeError("values must be (k,), k at least 1", came=str(held.shape), hint="see numpy.linspace")
    return frozen(held)
