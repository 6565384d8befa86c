"""Makes contract/*.json: numbers of the engine in Python that the lab's engine in the browser is held to.

    python tools/make_contract.py

tests/test_contract.py makes them again and compares, so that they cannot go stale; web/tests/engine reads them.
Long because most of it is the list of cases.
"""

from __future__ import annotations

import base64
import json
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import Bytes, Floats, from_bytes
from digitscope.data.mnist import mnist
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.ink import prepare_ink
from digitscope.networks.catalogue import find
from digitscope.probes.contributions import contributions, rather, slopes
from digitscope.reading.reader import Reader
from digitscope.storage import write_atomically
from edit_samples import edits
from wire_samples import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitscope.engine.forward import Trace

TARGET: Final = Path(__file__).resolve().parent.parent / "contract"
PAD: Final = 112
TEST_DIGITS: Final = (0, 1, 4, 8, 18, 247)
"""Numbers of MNIST test digits: a 7, a 2, clear and unclear ones, and mistakes."""

Case = dict[str, Any]


def documents() -> dict[str, list[Case]]:
    """The cases of every file by its name."""
    return {
        "traces": [*_plain_traces(), *_small_traces()],
        "preparation": list(_preparations()),
        "contributions": [*_plain_contributions(), *_small_contributions()],
        "reading": list(_readings()),
        "edits": list(edits()),
        "messages": list(messages()),
    }


def written(cases: list[Case]) -> str:
    """JSON with one case a line; every number with all its digits."""
    lines = (json.dumps(case, allow_nan=False, separators=(",", ":")) for case in cases)
    return "[\n" + ",\n".join(lines) + "\n]\n"


@cache
def _plain() -> Network:
    return find("plain").network


def _digit(index: int) -> Bytes:
    levels: Bytes = mnist("test").images[index].reshape(784)
    return levels


def _packed(levels: Bytes) -> str:
    return base64.b64encode(levels.tobytes()).decode()


def _traced(trace: Trace) -> Case:
    return {
        "pre_activations": [z.tolist() for z in trace.pre_activations],
        "activations": [a.tolist() for a in trace.activations],
    }


def _plain_traces() -> Iterator[Case]:
    """float64 is what the browser computes in; `single` is what the command answers with."""
    for index in TEST_DIGITS:
        pixels = from_bytes(_digit(index))
        yield {
            "network": "plain",
            "image": index,
            "label": int(mnist("test").labels[index]),
            "levels": _packed(_digit(index)),
            **_traced(_plain().astype(np.float64).trace(pixels)),
            "single": _traced(_plain().trace(pixels)),
        }


SMALL: Final = {
    "one layer": ((6, 4), ("sigmoid",), 1),
    "two layers": ((7, 5, 4), ("tanh", "softmax"), 1),
    "three layers": ((6, 5, 4, 3), ("relu", "leaky_relu", "identity"), 1),
    "four layers": ((5, 4, 6, 3, 4), ("sigmoid", "relu", "leaky_relu", "softmax"), 2),
    "saturated": ((6, 5, 4, 3), ("tanh", "sigmoid", "softmax"), 400),
    "saturated to the last": ((6, 4, 3), ("leaky_relu", "sigmoid"), 4000),
}
"""Widths, activations, and how much larger than usual the weights are."""


def _small(name: str) -> tuple[Network, Floats]:
    """A network and its pixels, some of them 0; the weights can be held exactly in float32."""
    widths, activations, factor = SMALL[name]
    rng = np.random.default_rng(list(SMALL).index(name))
    start = initialise(widths, rng=rng)
    layers = [
        Layer(
            np.round(layer.weights * factor * 256) / 256,
            np.round(rng.normal(size=len(layer.bias)) * 0.3 * factor * 256) / 256,
            activation,
        )
        for layer, activation in zip(start.layers, activations, strict=True)
    ]
    pixels = rng.integers(0, 256, widths[0]) * (rng.random(widths[0]) < 0.7) / 256
    return Network(tuple(layers)).astype(np.float64), pixels


def _small_traces() -> Iterator[Case]:
    for name in SMALL:
        network, pixels = _small(name)
        layers = [
            {"weights": layer.weights.tolist(), "bias": layer.bias.tolist(), "activation": layer.activation}
            for layer in network.layers
        ]
        yield {"network": name, "layers": layers, "pixels": pixels.tolist(), **_traced(network.trace(pixels))}


def _stroke(*points: tuple[float, float], pen: float = 9.0, dark: float = 1.0) -> Floats:
    """Ink of a round pen that passes the points, (112, 112) uint8."""
    y, x = np.mgrid[:PAD, :PAD] + 0.5
    strength = np.zeros((PAD, PAD))
    for (x0, y0), (x1, y1) in zip(points, points[1:] or points, strict=False):
        dx, dy = x1 - x0, y1 - y0
        along = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy or 1.0), 0, 1)
        distance = np.hypot(x - x0 - along * dx, y - y0 - along * dy)
        strength = np.maximum(strength, np.clip(pen / 2 + 0.5 - distance, 0, 1))
    return np.rint(strength * dark * 255).astype(np.uint8)


def _block(height: int, width: int, *, top: int = 30, left: int = 40, seed: int | None = None) -> Bytes:
    """A rectangle of full ink, or of random ink."""
    ink = np.zeros((PAD, PAD), np.uint8)
    rng = np.random.default_rng(seed)
    ink[top : top + height, left : left + width] = 255 if seed is None else rng.integers(30, 256, (height, width))
    return ink


def _dots(*places: tuple[int, int], level: int) -> Bytes:
    ink = np.zeros((PAD, PAD), np.uint8)
    for place in places:
        ink[place] = level
    return ink


def _edged() -> Bytes:
    """A block in two faint rims, of which the inner one counts, but for its lower side, where there is none."""
    ink = np.zeros((PAD, PAD), np.uint8)
    ink[20:90, 30:70], ink[21:90, 31:69], ink[22:90, 32:68] = 5, 20, 200
    return ink


def _inks() -> dict[str, Bytes]:
    circle = [(56 + 30 * math.cos(turn), 50 + 38 * math.sin(turn)) for turn in np.linspace(0, 2 * math.pi, 25)]
    seven = (24.0, 18.0), (86.0, 16.0), (52.0, 100.0)
    return {
        "blank": np.zeros((PAD, PAD), np.uint8),
        "too faint to count": _stroke((56, 20), (56, 90), dark=0.09),
        "a seven": _stroke(*seven),
        "a seven of faint ink": _stroke(*seven, dark=0.3),
        "a thin seven": _stroke(*seven, pen=1.5),
        "a nought": _stroke(*circle),
        "a one": _stroke((60, 10), (52, 102)),
        "a minus": _stroke((8, 60), (104, 57), pen=6),
        "tiny": _stroke((50, 50), (54, 56), (49, 60), pen=2),
        "huge": _stroke((0, 0), (112, 0), (112, 112), (0, 112), (0, 0), (112, 112), pen=14),
        "touching the border": _stroke((0, 30), (40, 0), (40, 70), pen=12),
        "heavy on one side": np.maximum(_block(80, 8, left=10, top=10), _block(4, 70, left=12, top=84)),
        "a single pixel": _dots((3, 108), level=255),
        "a single faint pixel": _dots((60, 60), level=26),
        "specks that are averaged away": _dots((0, 70), (60, 0), (111, 62), (104, 111), level=26),
        "faint edges": _edged(),
        "18 pixels": _block(18, 11, seed=18),
        "19 pixels": _block(19, 12, seed=19),
        "20 pixels": _block(13, 20, seed=20),
        "21 pixels": _block(21, 14, seed=21),
        "rough and tall": _block(61, 20, seed=61),
        "rough and wide": _block(20, 61, seed=62),
        "upscaled from 3 x 2": _block(2, 3, seed=3),
        "upscaled from 11 x 17": _block(17, 11, seed=5),
        "all ink": np.full((PAD, PAD), 255, np.uint8),
        "a row": _block(1, PAD, left=0),
        "a digit of MNIST": np.kron(_digit(1).reshape(28, 28), np.ones((4, 4), np.uint8)),
    }


def _runs(levels: Bytes) -> list[int]:
    """level, count, level, count, ... row by row."""
    flat = levels.ravel()
    starts = np.flatnonzero(np.diff(flat, prepend=-1))
    return [int(n) for pair in zip(flat[starts], np.diff(starts, append=len(flat)), strict=True) for n in pair]


def _preparations() -> Iterator[Case]:
    for name, ink in _inks().items():
        prepared = prepare_ink(from_bytes(ink))
        height, width = prepared.scaled.shape
        yield {
            "name": name,
            "runs": _runs(ink.astype(np.int16)),
            "box": prepared.box and list(prepared.box),
            "scaled": {"width": width, "height": height, "levels": _packed(prepared.scaled)},
            "levels": _packed(prepared.levels),
        }


def _terms(network: Network, trace: Trace, layer: int, neuron: int) -> Case:
    found = contributions(network, trace, layer, neuron)
    return {
        "layer": layer,
        "neuron": neuron,
        "terms": found.terms.tolist(),
        "bias": found.bias,
        "z": found.z,
        "order": found.order[found.terms[found.order] != 0].tolist(),
        "slopes": slopes(network, trace, layer, neuron).tolist() if layer else None,
    }


def _rather(network: Network, trace: Trace, this: int, than: int) -> Case:
    found = rather(network, trace, this, than)
    return {
        "this": this,
        "than": than,
        "terms": found.terms.tolist(),
        "bias": found.bias,
        "difference": found.difference,
        "order": found.order[found.terms[found.order] != 0].tolist(),
    }


def _plain_contributions() -> Iterator[Case]:
    network = _plain().astype(np.float64)
    trace = network.trace(from_bytes(_digit(4)))
    yield {
        "network": "plain",
        "image": 4,
        "neurons": [_terms(network, trace, *place) for place in ((0, 3), (1, 5), (2, 4))],
        "rather": [_rather(network, trace, 4, 9), _rather(network, trace, 9, 4)],
    }


def _small_contributions() -> Iterator[Case]:
    for name in SMALL:
        network, pixels = _small(name)
        trace = network.trace(pixels)
        places = [(layer, neuron) for layer, width in enumerate(network.widths[1:]) for neuron in (0, width - 1)]
        yield {
            "network": name,
            "neurons": [_terms(network, trace, *place) for place in places],
            "rather": [_rather(network, trace, 0, 2), _rather(network, trace, 1, 1)],
        }


READINGS: Final[dict[str, tuple[float, list[float]]]] = {
    "one clear": (1.0, [-5, -4, -6, -3, 4.5, -7, -8, -2, -5, -1]),
    "hot": (1.666817871877865, [-5.25, -4, -6, -3, 1.5, -7, -8, -2, -5, 1]),
    "cold": (0.01, [0, 0.5, 0.25, 0, 0, 0, 0, 0, 0, 0.5078125]),
    "all alike": (1.0, [0] * 10),
    "first of two": (2.0, [0, 0, 3, 0, 0, 3, 0, 0, 0, 0]),
    "second of many": (1.0, [1, 1, 1, 1, 1, 1, 1, 2, 1, 1]),
    "large": (1.0, [1e4, -1e4, 1e4, 0, 0, 0, 0, 0, 9.999e3, 0]),
    "huge": (1.0, [3e38, -3e38, 0, 1, 2, 3, 4, 5, 6, 2.9e38]),
    "overflow": (1.0, [math.inf, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    "overflow downwards": (1.0, [-math.inf, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
    "overflow both ways": (1.0, [math.nan, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
}
"""Temperature and z."""
TEXTS: Final = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def _reader(temperature: float, z: list[float]) -> Reader:
    """A reader whose network has these z for every image with ink on it: by its biases, and where they are not
    finite by weights that overflow.
    """
    weights = np.zeros((10, 784))
    for row, one in zip(weights, z, strict=True):
        row[:] = 0 if math.isfinite(one) else -3e38 if one < 0 else 3e38
        if math.isnan(one):
            row[::2] = -3e38
    return Reader(Network((Layer(weights.astype(np.float32), np.nan_to_num(z, posinf=0, neginf=0)),)), temperature)


def _readings() -> Iterator[Case]:
    """Numbers that are not finite are written as texts, which JSON has no other way for."""
    for name, (temperature, z) in READINGS.items():
        (found,) = _reader(temperature, z).read(_digit(0).reshape(28, 28)).readings
        single = [float(one) for one in np.array(z, np.float32)]
        yield {
            "name": name,
            "temperature": temperature,
            "z": [one if math.isfinite(one) else TEXTS[str(one)] for one in single],
            "probabilities": None if found.probabilities is None else found.probabilities.tolist(),
            "digit": found.digit,
            "confidence": found.confidence,
            "runner_up": found.runner_up,
            "runner_up_confidence": found.runner_up_confidence,
            "reason": found.reason,
        }


def main() -> None:
    for name, cases in documents().items():
        text = written(cases)
        TARGET.mkdir(exist_ok=True)
        write_atomically(TARGET / f"{name}.json", text.encode())
        print(f"{name}.json: {len(cases)} cases, {len(text):,} bytes")


if __name__ == "__main__":
    main()
