"""scikit-learn's MLPClassifier: plain SGD, one `partial_fit` an epoch. It has cross-entropy only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.errors import SettingError
from digitscope.experiments.speed.material import network_of

if TYPE_CHECKING:
    from digitscope.experiments.speed.material import Epoch, Lesson


def epoch(lesson: Lesson) -> Epoch:
    """From our start: the first partial_fit makes the arrays, which then are filled with it. No shuffling."""
    from sklearn.neural_network import MLPClassifier

    case, start, pixels, labels = lesson.case, lesson.start, lesson.pixels, lesson.labels
    if case.loss != "cross-entropy":
        raise SettingError("MLPClassifier learns by cross-entropy", came=case.loss, hint="leave it out here")
    model = MLPClassifier(
        case.widths[1:-1],
        activation={"sigmoid": "logistic"}.get(case.activation, case.activation),
        solver="sgd",
        learning_rate_init=case.rate,
        momentum=0.0,
        nesterovs_momentum=False,
        alpha=0.0,
        batch_size=min(case.batch, lesson.count),
        shuffle=False,
    )
    model.partial_fit(pixels[: case.batch], labels[: case.batch], classes=np.arange(10))

    def run() -> Any:
        for layer, weights, bias in zip(start.layers, model.coefs_, model.intercepts_, strict=True):
            weights[...] = layer.weights.T
            bias[...] = layer.bias
        return model.partial_fit(pixels, labels)

    return run, lambda _: network_of(
        [(weights.T, bias) for weights, bias in zip(model.coefs_, model.intercepts_, strict=True)], start
    )
