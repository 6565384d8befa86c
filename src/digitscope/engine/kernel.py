"""The fused kernel's face for learning: in go a network and a range of batches, out come its numbers after them.

Everything is checked here, so that the compiled code (kernel.c) is handed nothing that it could read or write beyond.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import frozen
from digitscope.engine.images import MOST_PIXELS
from digitscope.engine.library import DEPTH, Settings, Totals, checked, loaded, path_number
from digitscope.engine.optimizers import SGD, Adam, Momentum, WithDecay
from digitscope.engine.rows import ACTIVATIONS, from_rows, structure, to_rows
from digitscope.errors import LabelError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.images import Ink
    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Memory, Optimizer

WIDEST: Final = 128
"""Neurons a layer up to which the kernel is the faster one: see docs/speed.md."""
OPTIMIZERS: Final = (SGD, Momentum, Adam)


def refusal(network: Network) -> str | None:
    """Why the kernel does not take this network; None where it does, whether or not there is one here.

    >>> from digitscope.engine.initialise import initialise
    >>> refusal(initialise((784, 16, 16, 10), rng=0)) is None
    True
    >>> refusal(initialise((784, 800, 10), rng=0))
    'a layer of 800 is wider than 128: BLAS is the faster one there'
    """
    widest = max(network.widths[1:])
    if network.dtype != np.float32:
        return f"the kernel computes in float32, this network is {np.dtype(network.dtype).name}"
    if widest > WIDEST:
        return f"a layer of {widest} is wider than {WIDEST}: BLAS is the faster one there"
    if len(network.layers) > DEPTH:
        return f"the kernel takes {DEPTH} layers, this network has {len(network.layers)}"
    if network.widths[0] > MOST_PIXELS:
        return f"the kernel takes {MOST_PIXELS:,} inputs, this network has {network.widths[0]:,}"
    unknown = set(network.activations) - set(ACTIVATIONS)
    return f"the kernel does not know {', '.join(sorted(unknown))}" if unknown else None


def takes(optimizer: Optimizer, network: Network) -> bool:
    """Whether the kernel knows this optimizer: SGD, Momentum or Adam, alone or with decay of all weights and no bias.

    >>> from digitscope.engine.initialise import initialise
    >>> takes(Adam(), initialise((4, 2), rng=0))
    True
    """
    if isinstance(optimizer, WithDecay):
        parts = network.split(np.asarray(optimizer.shrinks))
        usual = all((weights == 1).all() and not bias.any() for weights, bias in parts)
        return usual and type(optimizer.optimizer) in OPTIMIZERS
    return type(optimizer) in OPTIMIZERS


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """After a range of batches: all parameters, (parameter_count,), the optimizer's memory, the sum of the costs and
    how many images were answered right, each before the update it took part in.
    """

    parameters: Floats
    memory: Memory
    cost: float
    correct: int


def train(
    network: Network,
    memory: Memory,
    ink: Ink,
    labels: Labels,
    rows: Labels,
    rates: Floats,
    *,
    batch: int,
    optimizer: Optimizer,
    loss: str,
    path: str,
) -> Trained:
    """One update for each batch of rows, see engine.descent. Whoever calls has asked `refusal` and `takes`.

    Raises ShapeError or LabelError for rows, labels or rates that do not fit, before anything is computed.
    """
    fits(network, (len(ink), ink.inputs), labels, rows, rates, batch=batch)
    layers = [to_rows(layer.weights, layer.bias) for layer in network.layers]
    known, order = labels.astype(np.uint8), np.ascontiguousarray(rows, np.int32)
    steps, totals = np.ascontiguousarray(rates, np.float64), Totals()
    settings, kept = _settings(optimizer, memory, network)
    made, inked = structure(network, layers, loss=loss), ink.structure()
    checked(
        loaded().code.kernel_train(
            path_number(path), ctypes.addressof(made), ctypes.addressof(inked), known.ctypes.data, order.ctypes.data,
            len(order), min(batch, max(1, len(order))), steps.ctypes.data, ctypes.addressof(settings),
            ctypes.addressof(totals),
        )
    )  # fmt: skip
    remembered = {name: from_rows(parts, network.widths) for name, parts in kept.items()}
    if isinstance(_plain(optimizer), Adam):
        remembered["count"] = frozen(np.array([settings.count], np.float32))
    return Trained(from_rows(layers, network.widths), remembered, totals.cost, totals.correct)


def fits(network: Network, shape: tuple[int, ...], labels: Labels, rows: Labels, rates: Floats, *, batch: int) -> None:
    """Raises ShapeError or LabelError unless images of that shape, (n, n_in), and the rest can be learned from.

    >>> from digitscope.engine.initialise import initialise
    >>> fits(initialise((4, 2), rng=0), (3, 4), np.array([0, 1, 1]), np.array([2, 0]), np.array([0.1]), batch=2)
    """
    (count, inputs), classes, hint = shape, network.widths[-1], "see engine.descent"
    if batch < 1 or len(rates) != -(-len(rows) // batch):
        raise ShapeError("one rate for each batch", came=f"{len(rates)} for {len(rows)} images by {batch}", hint=hint)
    if len(rows) and not 0 <= rows.min() <= rows.max() < count:
        raise ShapeError(f"rows must be 0 to {count - 1}", came=f"{rows.min()} to {rows.max()}", hint=hint)
    if len(labels) != count or (count and not 0 <= labels.min() <= labels.max() < classes):
        raise LabelError(f"{count} labels of 0 to {classes - 1}", came=f"{len(labels)}, or others", hint=hint)
    if inputs != network.widths[0]:
        raise ShapeError(f"images of {network.widths[0]} pixels", came=str(inputs), hint=hint)


def _plain(optimizer: Optimizer) -> Optimizer:
    return optimizer.optimizer if isinstance(optimizer, WithDecay) else optimizer


def _settings(optimizer: Optimizer, memory: Memory, network: Network) -> tuple[Settings, dict[str, list[Floats]]]:
    """For the kernel: the optimizer, and its memory by name as rows of each layer, which the settings point to."""
    plain = _plain(optimizer)
    decay = optimizer.decay if isinstance(optimizer, WithDecay) else 0.0
    made = Settings(kind=OPTIMIZERS.index(type(plain)), weight_decay=decay)
    kept: dict[str, list[Floats]] = {}
    if isinstance(plain, Momentum):
        made.mean_decay = plain.momentum
        kept = {"velocity": _recalled("velocity", memory, network)}
        _point(made.mean, kept["velocity"])
    elif isinstance(plain, Adam):
        made.mean_decay = made.mean_decay_exact = plain.mean_decay
        made.square_decay = made.square_decay_exact = plain.square_decay
        made.epsilon, made.count = plain.epsilon, int(memory["count"][0]) if "count" in memory else 0
        kept = {name: _recalled(name, memory, network) for name in ("mean", "square")}
        _point(made.mean, kept["mean"])
        _point(made.square, kept["square"])
    return made, kept


def _recalled(name: str, memory: Memory, network: Network) -> list[Floats]:
    vector = memory[name] if name in memory else np.zeros(network.parameter_count, np.float32)
    return [to_rows(weights, bias) for weights, bias in network.split(vector)]


def _point(pointers: Any, parts: Sequence[Floats]) -> None:
    pointers[: len(parts)] = [part.ctypes.data for part in parts]


def row_traffic(network: Network, ink: Ink, rows: Labels, *, path: str) -> None:
    """The floor under an epoch, to be timed: each inked pixel's row is read once, then read and written once.

    The rows are a copy; nothing comes out.  Raises ShapeError as `train`.
    """
    layers = [to_rows(layer.weights, layer.bias) for layer in network.layers]
    fits(network, (len(ink), ink.inputs), np.zeros(len(ink), np.int64), rows, np.zeros(len(rows)), batch=1)
    made, inked, order = structure(network, layers), ink.structure(), np.ascontiguousarray(rows, np.int32)
    where = ctypes.addressof(made), ctypes.addressof(inked), order.ctypes.data
    checked(loaded().code.kernel_row_traffic(path_number(path), *where, len(order)))
