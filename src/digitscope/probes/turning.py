"""How known digits fare while a knob is turned: what is computed of it once, and what for each value.

In: a Baseline, labels and a loss. Out: losses, right answers and slopes of the network and of its edits. It stands on
the ASK walk, below `sweep`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import TYPE_CHECKING

import numpy as np

from digitscope.arrays import as_labels, frozen
from digitscope.engine.activations import activation
from digitscope.engine.blas import one_thread
from digitscope.engine.forward import Trace, forward
from digitscope.engine.gradient import gradient
from digitscope.engine.losses import loss as loss_named
from digitscope.engine.network import Network
from digitscope.errors import ShapeError
from digitscope.measures.accuracy import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.losses import Loss
    from digitscope.probes.baseline import Baseline
    from digitscope.probes.sweep import Knob


@dataclass(frozen=True, slots=True, eq=False)
class Turning:
    """Known digits, what is computed of them already, and the loss that they are judged by.

    baseline: of a network that those asked about are edits of.  labels: (n,), one for each of its images.
    kind: quadratic or cross-entropy.  Raises ShapeError for no images, LabelError, SettingError.
    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.probes.baseline import Baseline
    >>> network = initialise((4, 3, 2), scheme="zero", rng=0)
    >>> Turning(Baseline(network, np.ones((5, 4))), [0, 1, 0, 1, 0], "quadratic").loss(network)
    0.5
    """

    baseline: Baseline
    labels: Labels
    kind: str

    def __post_init__(self) -> None:
        if not len(self.baseline.pixels):
            raise ShapeError("a sweep needs at least one image", came="none", hint="give some")
        network = self.baseline.network
        known = as_labels(self.labels, count=len(self.baseline.pixels), classes=network.widths[-1])
        object.__setattr__(self, "labels", frozen(known.copy()))
        loss_named(self.kind).check(network.activations[-1])

    def loss(self, network: Network) -> float:
        """Mean loss over the images; NaN where it is not finite."""
        costs, _ = self._judged(network, self.baseline.pre_activations(network), self.labels)
        return _finite(costs.sum(dtype=np.float64) / len(costs))

    def along(self, network: Network, knob: Knob, values: Floats) -> tuple[Floats, Labels]:
        """Mean loss (k,) float64, NaN where not finite, and right answers (k,) int64 for each value of a knob.

        values: (k,) float64.  Only images that the knob reaches are computed, and only the layers after it.
        """
        trace, knob = self.baseline.traced(network), knob.within(network)
        costs, right = self._judged(network, trace.pre_activations[-1], self.labels)
        source = _source(trace, knob)
        rows = np.flatnonzero(source)  # of the other images the source is 0: whatever the weight is, it adds nothing
        others = np.delete(costs, rows).sum(dtype=np.float64), np.delete(right, rows).sum()
        losses, correct = np.full(len(values), costs.sum(dtype=np.float64)), np.full(len(values), right.sum(), np.int64)
        outputs = _outputs(network, trace, knob, rows)
        with one_thread():
            for index in np.flatnonzero(values != knob.of(network)):
                costs, right = self._judged(network, outputs(values[index]), self.labels[rows])
                losses[index], correct[index] = others[0] + costs.sum(dtype=np.float64), others[1] + right.sum()
        losses[~np.isfinite(losses)] = np.nan
        return frozen(losses / len(self.labels)), frozen(correct)

    @np.errstate(over="ignore", invalid="ignore")
    def slope(self, network: Network, knob: Knob) -> float:
        """d mean loss / d knob where it stands, by the gradient; NaN where it is not finite."""
        trace, knob = self.baseline.traced(network), knob.within(network)
        delta = self._delta(network, trace, knob).astype(np.float64)
        return _finite(np.dot(delta, _source(trace, knob)))

    @np.errstate(over="ignore", invalid="ignore")
    def _judged(self, network: Network, z: Floats, labels: Labels) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Cost (n,) and whether it is right (n,) of each image, from z of the outputs."""
        return self._loss.costs(z, labels, network.activations[-1]), answers(z) == labels

    @property
    def _loss(self) -> Loss:
        return loss_named(self.kind)

    def _delta(self, network: Network, trace: Trace, knob: Knob) -> Floats:
        """d mean loss / d z of the knob's neuron, (n,): the gradient of the later layers, pulled back to it."""
        after = knob.layer + 1
        if after == len(network.layers):
            slopes = self._loss.slope(trace.pre_activations[-1], self.labels, network.activations[-1])
            return slopes[:, knob.neuron] / len(slopes)
        a = trace.activations[knob.layer]
        later = Trace(a, trace.pre_activations[after:], trace.activations[after:])
        upstream = gradient(Network(network.layers[after:]), later, self.labels, loss=self.kind).pixels
        return activation(network.activations[knob.layer]).pull(a[:, knob.neuron], upstream[:, knob.neuron])


def _before(trace: Trace, layer: int) -> Floats:
    return trace.activations[layer - 1] if layer else trace.pixels


def _source(trace: Trace, knob: Knob) -> Floats:
    """dz / dknob of its neuron, (n,): the activation that a weight is multiplied with, 1 for a bias."""
    if knob.source is None:
        return np.ones(len(trace.pixels))
    return _before(trace, knob.layer)[:, knob.source].astype(np.float64)


@np.errstate(over="ignore", invalid="ignore")
def _outputs(network: Network, trace: Trace, knob: Knob, rows: Labels) -> Callable[[float], Floats]:
    """The function that gives z of the outputs for these rows, (len(rows), n_out), when the knob is at a value."""
    kind, later = activation(network.activations[knob.layer]), network.layers[knob.layer + 1 :]
    still = knob.turned(network, 0).layers[knob.layer]
    with one_thread():
        # Without the knob's part, not z less that part: beside a large one the rest would be lost to rounding.
        rest = _before(trace, knob.layer) @ still.weights[knob.neuron] + still.bias[knob.neuron]
    z, source = rest[rows].astype(np.float64), _source(trace, knob)[rows]
    reached = (trace.activations[knob.layer] if later else trace.pre_activations[-1])[rows]

    @np.errstate(over="ignore", invalid="ignore")
    def outputs(value: float) -> Floats:
        moved = (z + value * source).astype(network.dtype)
        reached[:, knob.neuron] = kind.value(moved) if later else moved
        return forward(later, reached).pre_activations[-1] if later else reached

    return outputs


def _finite(number: float) -> float:
    return float(number) if isfinite(number) else nan
