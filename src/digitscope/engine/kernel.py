"""The fused kernel's face for learning: in go a network and a range of batches, out come its numbers after them.

Everything is checked here, so that the compiled code (kernel.c) is handed nothing that it could read or write beyond.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.arrays import frozen
from digitscope.engine.library import Settings, Totals, checked, loaded, path_number
from digitscope.engine.optimizers import PLAIN, Adam, Momentum, WithDecay
from digitscope.engine.rows import from_rows, structure, to_rows
from digitscope.engine.stretch import Trained, fits, remembers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.images import Ink
    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Memory, Optimizer


def train(
    network: Network,
    memory: Memory,
    ink: Ink,
    labels: Labels,
    order: Labels,
    rates: Floats,
    *,
    batch: int,
    optimizer: Optimizer,
    loss: str,
    path: str,
) -> Trained:
    """One update for each batch of images, see engine.descent. Whoever calls has asked choice.path_for and takes.

    Raises ShapeError, LabelError or NotFiniteError for what does not fit, before anything is computed.
    """
    fits(network, (len(ink), ink.inputs), labels, order, rates, batch=batch)
    remembers(memory, network.parameter_count)
    layers = [to_rows(layer.weights, layer.bias) for layer in network.layers]
    known, images = labels.astype(np.uint8), np.ascontiguousarray(order, np.int32)
    steps, totals = np.ascontiguousarray(rates, np.float64), Totals()
    settings, kept = _settings(optimizer, memory, network)
    made, inked = structure(network, layers, loss=loss), ink.structure()
    checked(
        loaded().code.kernel_train(
            path_number(path), ctypes.addressof(made), ctypes.addressof(inked), known.ctypes.data, images.ctypes.data,
            len(images), min(batch, max(1, len(images))), steps.ctypes.data, ctypes.addressof(settings),
            ctypes.addressof(totals),
        )
    )  # fmt: skip
    remembered = {name: from_rows(parts, network.widths) for name, parts in kept.items()}
    if isinstance(_plain(optimizer), Adam):
        remembered["count"] = frozen(np.array([settings.count], np.float32))
    return Trained(from_rows(layers, network.widths), remembered, totals.cost, totals.correct)


def _plain(optimizer: Optimizer) -> Optimizer:
    return optimizer.optimizer if isinstance(optimizer, WithDecay) else optimizer


def _settings(optimizer: Optimizer, memory: Memory, network: Network) -> tuple[Settings, dict[str, list[Floats]]]:
    """For the kernel: the optimizer, and its memory by name as rows of each layer, which the settings point to."""
    plain = _plain(optimizer)
    decay = optimizer.decay if isinstance(optimizer, WithDecay) else 0.0
    made = Settings(kind=PLAIN.index(type(plain)), weight_decay=decay)
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


def row_traffic(network: Network, ink: Ink, order: Labels, *, path: str) -> None:
    """The floor under an epoch, to be timed: each inked pixel's row is read once, then read and written once.

    The rows are a copy; nothing comes out.  Raises ShapeError as `train`.
    """
    layers = [to_rows(layer.weights, layer.bias) for layer in network.layers]
    fits(network, (len(ink), ink.inputs), np.zeros(len(ink), np.int64), order, np.zeros(len(order)), batch=1)
    made, inked, images = structure(network, layers), ink.structure(), np.ascontiguousarray(order, np.int32)
    where = ctypes.addressof(made), ctypes.addressof(inked), images.ctypes.data
    checked(loaded().code.kernel_row_traffic(path_number(path), *where, len(images)))
