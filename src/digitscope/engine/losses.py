"""What an answer costs: in go z of the output layer, its activation's name and labels, out come cost and slope.

Losses are functions of z, not of the activations, so that they stay exact where the activations have saturated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import as_floats, as_labels
from digitscope.engine.activations import ACTIVATIONS, activation, log_softmax, softplus
from digitscope.errors import SettingError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Floats, Labels


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss with its slope.

    costs: (z (n, n_out), labels (n,), activation name) -> (n,), the cost of each image.
    slope: the same -> (n, n_out), d cost / d z of each image (not yet divided by n).
    default_output: the output activation that goes with it.  outputs: all that it takes.
    """

    name: str
    costs: Callable[[Floats, Labels, str], Floats]
    slope: Callable[[Floats, Labels, str], Floats]
    default_output: str
    outputs: tuple[str, ...] = tuple(ACTIVATIONS)

    def check(self, output: str) -> None:
        """Raises SettingError where this loss means nothing for outputs of that activation."""
        if output not in self.outputs:
            raise SettingError(
                f"{self.name} needs {' or '.join(self.outputs)} outputs",
                came=f"{output} outputs",
                hint="use them, or the quadratic loss",
            )


def _wanted(z: Floats, labels: Labels) -> Floats:
    """One-hot answers: 1 for the labelled neuron, 0 for the others, (n, n_out)."""
    wanted = np.zeros_like(z)
    wanted[np.arange(len(labels)), labels] = 1
    return wanted


def _quadratic_costs(z: Floats, labels: Labels, output: str) -> Floats:
    costs: Floats = np.square(activation(output).value(z) - _wanted(z, labels)).sum(axis=1)
    return costs


def _quadratic_slope(z: Floats, labels: Labels, output: str) -> Floats:
    a = activation(output).value(z)
    return activation(output).pull(a, 2 * (a - _wanted(z, labels)))


def _cross_entropy_costs(z: Floats, labels: Labels, output: str) -> Floats:
    if output == "softmax":
        return -log_softmax(z)[np.arange(len(labels)), labels]
    costs: Floats = softplus(np.where(_wanted(z, labels) == 1, -z, z)).sum(axis=1)
    return costs


def _cross_entropy_slope(z: Floats, labels: Labels, output: str) -> Floats:
    return activation(output).value(z) - _wanted(z, labels)


LOSSES: Final = {
    known.name: known
    for known in (
        Loss("quadratic", _quadratic_costs, _quadratic_slope, "sigmoid"),
        Loss("cross-entropy", _cross_entropy_costs, _cross_entropy_slope, "softmax", ("softmax", "sigmoid")),
    )
}


def loss(name: str) -> Loss:
    """The loss of that name. Raises SettingError that lists the names.

    >>> loss("cross-entropy").default_output
    'softmax'
    """
    if name not in LOSSES:
        raise SettingError("a loss must be known", came=repr(name), hint=f"use one of {', '.join(LOSSES)}")
    return LOSSES[name]


def loss_of(output: str) -> str:
    """Name of the loss that goes with outputs of that activation: cross-entropy for softmax, else quadratic.

    Raises SettingError for an activation that is not known.
    >>> loss_of("softmax"), loss_of("sigmoid"), loss_of("identity")
    ('cross-entropy', 'quadratic', 'quadratic')
    """
    activation(output)
    return next((known.name for known in LOSSES.values() if known.default_output == output), "quadratic")


def quadratic(z: Any, labels: Any, *, output: str = "sigmoid") -> float:
    """The lesson's cost: squared differences from the wanted outputs, summed over the outputs, mean over images.

    z: (n, n_out) float.  labels: (n,) int.  0 is perfect, 2.5 is ten outputs at a half.
    Raises ShapeError where n is 0, LabelError where labels do not fit.
    >>> quadratic(np.zeros((1, 10)), np.array([3]))
    2.5
    """
    return _mean(LOSSES["quadratic"], z, labels, output)


def cross_entropy(z: Any, labels: Any, *, output: str = "softmax") -> float:
    """Mean cost of the answers in nats per image; 0 is perfect, ln 10 is a blind guess.

    z: (n, n_out) float.  labels: (n,) int.  With sigmoid outputs, the sum of n_out binary cross-entropies.
    Raises ShapeError where n is 0, LabelError where labels do not fit, SettingError for any other output.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4.
    >>> round(cross_entropy(np.zeros((1, 10)), np.array([3])), 3)
    2.303
    """
    return _mean(LOSSES["cross-entropy"], z, labels, output)


def _mean(kind: Loss, z: Any, labels: Any, output: str) -> float:
    kind.check(output)
    sums = as_floats(z, what="z", dtype=np.float64)
    if sums.ndim != 2 or not len(sums):
        raise ShapeError(
            "z must be (n, n_out) with n at least 1",
            came=str(sums.shape),
            hint="see trace.pre_activations[-1]",
        )
    return float(kind.costs(sums, as_labels(labels, count=len(sums), classes=sums.shape[1]), output).mean())
