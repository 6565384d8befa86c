"""NumPy as one writes it for speed: float32, whole batches, every array made once and filled in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.experiments.speed.material import network_of, ways

if TYPE_CHECKING:
    from digitscope.arrays import Bytes, Floats
    from digitscope.experiments.speed.material import Answers, Epoch, Exam, Lesson


def epoch(lesson: Lesson) -> Epoch:
    """Weights lie as (n_in, n_out), so that no product needs a transposed copy."""
    case, start = lesson.case, lesson.start
    pixels, wanted = lesson.pixels, lesson.wanted
    quadratic = case.loss == "quadratic"
    size = min(case.batch, lesson.count)
    lit = [np.empty((size, width), np.float32) for width in case.widths[1:]]
    slopes = [np.empty_like(a) for a in lit]
    scratch = [np.empty_like(a) for a in lit]
    changes = [np.empty(layer.weights.shape[::-1], np.float32) for layer in start.layers]

    def run() -> list[tuple[Floats, Floats]]:
        parts = [(layer.weights.T.copy(), layer.bias.copy()) for layer in start.layers]
        for begin in range(0, lesson.count, size):
            update(parts, pixels[begin : begin + size], wanted[begin : begin + size])
        return parts

    def update(parts: list[tuple[Floats, Floats]], x: Floats, y: Floats) -> None:
        n = len(x)
        a = [x, *(buffer[:n] for buffer in lit)]
        for (weights, bias), name, before, z in zip(parts, start.activations, a, a[1:], strict=False):
            np.matmul(before, weights, out=z)
            z += bias
            _activate(z, name)
        slope = slopes[-1][:n]
        np.subtract(a[-1], y, out=slope)
        if quadratic:
            _times_slope(slope, a[-1], "sigmoid", scratch[-1][:n])
            slope *= np.float32(2)
        slope *= np.float32(case.rate / n)
        for index in range(len(parts) - 1, -1, -1):
            weights, bias = parts[index]
            if index:
                before = slopes[index - 1][:n]
                np.matmul(slope, weights.T, out=before)
                _times_slope(before, a[index], start.activations[index - 1], scratch[index - 1][:n])
            np.matmul(a[index].T, slope, out=changes[index])
            weights -= changes[index]
            bias -= slope.sum(axis=0)
            if index:
                slope = before

    return run, lambda parts: network_of([(weights.T, bias) for weights, bias in parts], start)


def answers(exam: Exam) -> Answers:
    """The forward pass alone."""
    network, images = exam.dense
    parts = [(np.ascontiguousarray(layer.weights.T), layer.bias) for layer in network.layers]
    names = network.activations

    def answer(some: Bytes | Floats) -> Floats:
        a = some.astype(np.float32, copy=False)
        for (weights, bias), name in zip(parts, names, strict=True):
            a = a @ weights
            a += bias
            _activate(a, name)
        return a

    return ways(exam, answer, images, joined=np.concatenate)


def _activate(z: Floats, name: str) -> None:
    """z becomes a, in place."""
    if name == "relu":
        np.maximum(z, 0, out=z)
    elif name == "softmax":
        z -= z.max(axis=1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(axis=1, keepdims=True)
    elif name == "sigmoid":
        np.negative(z, out=z)
        np.exp(z, out=z)
        z += np.float32(1)
        np.reciprocal(z, out=z)


def _times_slope(upstream: Floats, a: Floats, name: str, scratch: Floats) -> None:
    """upstream times da/dz, in place."""
    if name == "relu":
        upstream *= a > 0
    else:
        np.subtract(np.float32(1), a, out=scratch)
        scratch *= a
        upstream *= scratch
