"""NumPy as textbooks teach backpropagation: image by image, vectors as columns, gradients summed over a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.experiments.speed.material import network_of

if TYPE_CHECKING:
    from digitscope.arrays import Floats
    from digitscope.experiments.speed.material import Epoch, Lesson


def epoch(lesson: Lesson) -> Epoch:
    """For sigmoid hidden layers only."""
    case, start = lesson.case, lesson.start
    pixels, wanted = lesson.pixels[:, :, None], lesson.wanted[:, :, None]  # (count, n, 1): columns
    softmax = case.output == "softmax"

    def run() -> tuple[list[Floats], list[Floats]]:
        weights = [layer.weights.copy() for layer in start.layers]
        biases = [layer.bias[:, None].copy() for layer in start.layers]
        for begin in range(0, lesson.count, case.batch):
            batch = range(begin, min(begin + case.batch, lesson.count))
            by_weights = [np.zeros_like(w) for w in weights]
            by_biases = [np.zeros_like(b) for b in biases]
            for image in batch:
                slopes = backwards(weights, biases, pixels[image], wanted[image])
                for index, (by_weight, by_bias) in enumerate(slopes):
                    by_weights[index] += by_weight
                    by_biases[index] += by_bias
            rate = np.float32(case.rate / len(batch))
            weights = [w - rate * g for w, g in zip(weights, by_weights, strict=True)]
            biases = [b - rate * g for b, g in zip(biases, by_biases, strict=True)]
        return weights, biases

    def backwards(weights: list[Floats], biases: list[Floats], x: Floats, y: Floats) -> list[tuple[Floats, Floats]]:
        activations = [x]
        for w, b in zip(weights[:-1], biases[:-1], strict=True):
            activations.append(_sigmoid(w @ activations[-1] + b))
        z = weights[-1] @ activations[-1] + biases[-1]
        if softmax:
            slope = _softmax(z) - y
        else:
            a = _sigmoid(z)
            slope = 2 * (a - y) * a * (1 - a)
        found = []
        for index in range(len(weights) - 1, -1, -1):
            found.append((slope @ activations[index].T, slope))
            if index:
                a = activations[index]
                slope = (weights[index].T @ slope) * a * (1 - a)
        return found[::-1]

    return run, lambda both: network_of([(w, b[:, 0]) for w, b in zip(*both, strict=True)], start)


def _sigmoid(z: Floats) -> Floats:
    squashed: Floats = 1 / (1 + np.exp(-z))
    return squashed


def _softmax(z: Floats) -> Floats:
    raised = np.exp(z - z.max())
    shares: Floats = raised / raised.sum()
    return shares
