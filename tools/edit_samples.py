"""What edits of a network give, what they win and lose, and what a swept knob costs, in small numbers.

Part of the contract: make_contract.py writes them to contract/edits.json, which the front end's tests read. In float64;
every number that is put in can be held in float32.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import Floats, Labels, from_bytes
from digitscope.data.mnist import mnist
from digitscope.engine import structure
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.measures.paired import PairedChange
from digitscope.networks.catalogue import find
from digitscope.probes.sweep import Knob, sweep, sweep_map

if TYPE_CHECKING:
    from collections.abc import Iterator

Case = dict[str, Any]

IMAGE: Final = 4
"""Number of the MNIST test digit that the edited `plain` is shown."""
NUMBERS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("with_weight", {"layer": 0, "neuron": 2, "source": 4, "value": -1.75}),
    ("with_weight", {"layer": 2, "neuron": 0, "source": 1, "value": 0}),
    ("with_bias", {"layer": 1, "neuron": 2, "value": 2.5}),
    ("with_row", {"layer": 0, "neuron": 1, "weights": [0.5, -0.25, 0, 8, -1]}),
    ("muted", {"layer": 0, "neuron": 3}),
    ("muted", {"layer": 1, "neuron": 0}),
)
SHAPES: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("with_activation", {"layer": 0, "name": "relu"}),
    ("with_activation", {"layer": 2, "name": "softmax"}),
    ("without_neuron", {"layer": 0, "neuron": 0}),
    ("without_neuron", {"layer": 1, "neuron": 2}),
)
RANDOM: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("with_neurons", {"layer": 1, "count": 2}),
    ("with_hidden_layer", {"index": 0, "width": 6}),
    ("with_hidden_layer", {"index": 2, "width": 6}),
    ("without_hidden_layer", {"index": 0}),
)
"""Of these only the shape can be held to: the two sides draw other numbers."""
ON_PLAIN: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("with_weight", {"layer": 0, "neuron": 3, "source": 406, "value": 2.5}),
    ("with_bias", {"layer": 2, "neuron": 9, "value": -1.5}),
    ("with_row", {"layer": 1, "neuron": 7, "weights": [(-1) ** i * i / 4 for i in range(16)]}),
    ("muted", {"layer": 1, "neuron": 5}),
    ("with_activation", {"layer": 1, "name": "tanh"}),
    ("without_neuron", {"layer": 0, "neuron": 15}),
)
CHANGES: Final = (
    (0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 1, 2), (5, 0, 5), (0, 5, 5), (0, 0, 10_000), (1, 0, 10_000),
    (40, 10, 10_000), (10, 40, 10_000), (961, 903, 10_000), (0, 9611, 10_000), (5000, 5000, 10_000), (7, 3, 100),
)  # fmt: skip
"""Won, lost, images."""
KNOBS: Final = (Knob(0, 1, 2), Knob(0, 3), Knob(1, 2, 3), Knob(1, 0), Knob(2, 1, 2), Knob(2, 0))


def edits() -> Iterator[Case]:
    """Each says what it is in `what`: a network, an edit, a shape, a change, a sweep or a map."""
    small = _small()
    yield {"what": "network", "network": "small", "layers": _layers(small)}
    for edit, given in (*NUMBERS, *SHAPES):
        yield {
            "what": "edit",
            "network": "small",
            "edit": edit,
            **given,
            "layers": _layers(_edited(small, edit, given)),
        }
    for edit, given in RANDOM:
        widths = _edited(small, edit, {**given, "rng": 0}).widths
        yield {"what": "shape", "network": "small", "edit": edit, **given, "widths": widths}
    plain, pixels = find("plain").network.astype(np.float64), from_bytes(mnist("test").images[IMAGE].reshape(784))
    for edit, given in ON_PLAIN:
        z = _edited(plain, edit, given).trace(pixels).pre_activations
        case = {"image": IMAGE, "pre_activations": [one.tolist() for one in z]}
        yield {"what": "edit", "network": "plain", "edit": edit, **given, **case}
    yield from _changes()
    yield from _sweeps()


def _small() -> Network:
    """5-4-3-2, of numbers that float32 holds."""
    start, rng = initialise((5, 4, 3, 2), "tanh", output_activation="sigmoid", rng=0), np.random.default_rng(1)
    layers = (
        Layer(_exact(layer.weights * 2), _exact(rng.normal(size=len(layer.bias)) / 4), layer.activation)
        for layer in start.layers
    )
    return Network(tuple(layers)).astype(np.float64)


def _exact(numbers: Floats) -> Floats:
    held: Floats = np.round(numbers * 256) / 256
    return held


def _layers(network: Network) -> list[Case]:
    return [
        {"weights": layer.weights.tolist(), "bias": layer.bias.tolist(), "activation": layer.activation}
        for layer in network.layers
    ]


def _edited(network: Network, edit: str, given: dict[str, Any]) -> Network:
    how = getattr(network, edit, None)
    edited: Network = how(**given) if how else getattr(structure, edit)(network, **given)
    return edited


def _changes() -> Iterator[Case]:
    for won, lost, images in CHANGES:
        found = PairedChange(images, 0, np.arange(won), np.arange(lost))
        case = {"won": won, "lost": lost, "images": images}
        yield {"what": "change", **case, "change": found.change, "interval": found.interval}


def _digits() -> tuple[Floats, Labels]:
    """Ten images of five pixels, some of them 0, and their labels."""
    rng = np.random.default_rng(2)
    return _exact(rng.random((10, 5)) * (rng.random((10, 5)) < 0.7)), rng.integers(0, 2, 10)


def _sweeps() -> Iterator[Case]:
    pixels, labels = _digits()
    small = _small()
    asked = {"network": "small", "pixels": pixels.tolist(), "labels": labels.tolist()}
    for output, loss in (("sigmoid", "quadratic"), ("softmax", "cross-entropy"), ("sigmoid", "cross-entropy")):
        network = structure.with_activation(small, -1, output)
        for knob in KNOBS:
            found = sweep(network, pixels, labels, knob, np.linspace(-3, 3, 5), loss=loss)
            yield {
                "what": "sweep", **asked, "output_activation": output, "loss": loss, "knob": _knob(knob),
                "values": found.values.tolist(), "losses": found.losses.tolist(), "correct": found.correct.tolist(),
                "present": found.present, "cost": found.loss, "slope": found.slope,
            }  # fmt: skip
    both = sweep_map(small, pixels, labels, (KNOBS[0], KNOBS[5]), ([-2, 0, 2], [-1, 1]))
    yield {
        "what": "map", **asked, "output_activation": "sigmoid", "loss": "quadratic",
        "knobs": [_knob(knob) for knob in both.knobs], "values": [one.tolist() for one in both.values],
        "losses": both.losses.tolist(), "correct": both.correct.tolist(),
        "present": both.present, "cost": both.loss, "slopes": both.slopes,
    }  # fmt: skip


def _knob(knob: Knob) -> Case:
    return {"layer": knob.layer, "neuron": knob.neuron, "source": knob.source}
