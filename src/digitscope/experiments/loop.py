"""One step of learning as one would first write it: in go plain lists of numbers, which it changes weight by weight.

It is the slowest way there is, and the plainest: every other engine does the same arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import tanh
from typing import TYPE_CHECKING, TypeAlias

from digitscope.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digitscope.engine.network import Network

Row: TypeAlias = list[float]


@dataclass(frozen=True, slots=True)
class Lists:
    """The numbers of a network of sigmoids as plain lists, for the loop: weights[layer][neuron][source]."""

    weights: list[list[Row]]
    bias: list[Row]

    @classmethod
    def of(cls, network: Network) -> Lists:
        """Raises SettingError where a neuron is no sigmoid."""
        if set(network.activations) != {"sigmoid"}:
            came = ", ".join(network.activations)
            raise SettingError("the loop is written for sigmoids", came=came, hint="take a network of these alone")
        return cls(
            [layer.weights.tolist() for layer in network.layers], [layer.bias.tolist() for layer in network.layers]
        )

    def zeros(self) -> Lists:
        """As many numbers, all of them 0."""
        return Lists([[[0.0] * len(row) for row in rows] for rows in self.weights], [[0.0] * len(b) for b in self.bias])


def step_as_a_loop(lists: Lists, images: Sequence[Row], labels: Sequence[int], *, rate: float) -> None:
    """One update from a batch of images, as one would first write it: weight by weight, in `lists` itself.

    images: pixels 0..1, one list an image.  labels: as many.  rate: of the mean gradient.
    >>> lists = Lists([[[1.0, -1.0]]], [[0.0]])
    >>> step_as_a_loop(lists, [[1.0, 1.0]], [0], rate=4.0)
    >>> lists
    Lists(weights=[[[2.0, 0.0]]], bias=[[1.0]])
    """
    found = lists.zeros()
    for pixels, label in zip(images, labels, strict=True):
        _backward(lists, found, _forward(lists, pixels), label)
    step = rate / len(images)
    for row, slopes in [*zip(lists.bias, found.bias, strict=True), *_rows(lists, found)]:
        for source, slope in enumerate(slopes):
            row[source] -= step * slope


def _rows(lists: Lists, found: Lists) -> Iterator[tuple[Row, Row]]:
    """The weights into each neuron, and their slopes."""
    for weights, slopes in zip(lists.weights, found.weights, strict=True):
        yield from zip(weights, slopes, strict=True)


def _forward(lists: Lists, pixels: Row) -> list[Row]:
    """The pixels, then the activations of each layer."""
    activations = [pixels]
    for rows, bias in zip(lists.weights, lists.bias, strict=True):
        before, here = activations[-1], []
        for neuron, row in enumerate(rows):
            z = bias[neuron]
            for source, weight in enumerate(row):
                z += weight * before[source]
            here.append(_sigmoid(z))
        activations.append(here)
    return activations


def _sigmoid(z: float) -> float:
    return (1 + tanh(z / 2)) / 2  # the same function as 1 / (1 + exp(-z)), which overflows far below 0


def _backward(lists: Lists, found: Lists, activations: list[Row], label: int) -> None:
    """Adds how this image's cost changes with every weight and bias."""
    wanted = [float(neuron == label) for neuron in range(len(activations[-1]))]
    delta = [2 * (a - y) * a * (1 - a) for a, y in zip(activations[-1], wanted, strict=True)]  # d cost / d z
    for layer in reversed(range(len(lists.weights))):
        before = activations[layer]
        for neuron, slope in enumerate(delta):
            found.bias[layer][neuron] += slope
            row = found.weights[layer][neuron]
            for source, a in enumerate(before):
                row[source] += slope * a
        if layer:  # nothing comes before the pixels
            delta = _pulled(lists.weights[layer], delta, before)


def _pulled(rows: list[Row], delta: Row, before: Row) -> Row:
    """delta of the layer before: through the weights, and through the slope of its sigmoid."""
    upstream = [0.0] * len(before)
    for neuron, row in enumerate(rows):
        for source, weight in enumerate(row):
            upstream[source] += weight * delta[neuron]
    return [u * a * (1 - a) for u, a in zip(upstream, before, strict=True)]
