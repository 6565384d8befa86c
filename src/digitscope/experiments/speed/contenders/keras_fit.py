"""Keras with JAX behind it: `fit` for one epoch, compiled before the clock runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from digitscope.experiments.speed.material import network_of

if TYPE_CHECKING:
    from digitscope.experiments.speed.material import Epoch, Lesson


def epoch(lesson: Lesson) -> Epoch:
    os.environ["KERAS_BACKEND"] = "jax"
    import keras

    case, start, pixels = lesson.case, lesson.start, lesson.pixels
    softmax = case.output == "softmax"
    wanted = lesson.labels if softmax else lesson.wanted
    names = [*start.activations[:-1], None if softmax else "sigmoid"]
    dense = [keras.layers.Dense(width, name) for width, name in zip(case.widths[1:], names, strict=True)]
    model = keras.Sequential([keras.Input((case.widths[0],)), *dense])
    model.compile(
        optimizer=keras.optimizers.SGD(case.rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True) if softmax else _squares,
    )
    first = [part for layer in start.layers for part in (layer.weights.T, layer.bias)]

    def run() -> Any:
        model.set_weights(first)
        return model.fit(pixels, wanted, batch_size=case.batch, epochs=1, shuffle=False, verbose=0)

    return run, lambda _: network_of(
        [(weights.T, bias) for weights, bias in zip(*[iter(model.get_weights())] * 2, strict=True)], start
    )


def _squares(y: Any, a: Any) -> Any:
    from keras import ops

    return ops.sum(ops.square(a - y), axis=-1)
