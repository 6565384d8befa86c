"""What turning a knob does to the loss over the 10,000 test digits: in goes a task with its question, out comes some of
one line of the answer: as many values as one task should compute, so that others get their turn.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.engine.losses import loss_of
from digitscope.messages import SweepLine, to_wire
from digitscope.probes.baseline import Baseline
from digitscope.probes.turning import Turning
from digitscope.server.edits import ChangeError, changed, knob_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.network import Network
    from digitscope.probes.sweep import Knob
    from digitscope.server.bases import Base, Bases
    from digitscope.server.pipe import Question, Task

PART: Final = 40_000
"""What one task takes on beside a pass through the network. The unit is one number of a layer before all test digits,
about a microsecond."""
NEURON: Final = 50
"""What an activation function takes, in that unit."""
JUDGED: Final = 600
"""What the loss of ten outputs takes."""


def sweep(task: Task, bases: Bases) -> tuple[bytes, ...]:
    """Some of a line: a SweepLine (id 0, no name) as JSON but for its costs and right answers, and these, as bytes.

    Only the first part of the first line has cost and slopes. No parts where the network is not known and its file
    did not come along.  Raises ChangeError where changes or knobs do not fit.
    """
    base, question = bases.of(task), task.question
    if base is None or question is None:
        return ()
    network = changed(base.file.network, question.changes)
    knobs = [knob_of(network, knob) for knob in question.knobs]
    if network.widths[-1] <= bases.digits.labels.max():
        came, hint = f"{network.widths[-1]} outputs", "choose a network with ten outputs"
        raise ChangeError("a loss over the digits needs an output for each of them", came=came, hint=hint)
    among = _Among(base, bases, room=task.settings["known_bytes"])
    costs, correct = among.along(_there(network, knobs, question), knobs[-1], _values(question, network))
    cost, slopes = among.here(network, knobs) if question.line == question.start == 0 else (np.nan, [])
    line = SweepLine(
        id=0,
        network="",
        line=question.line,
        lines=question.knobs[0].count if len(knobs) > 1 else 1,
        loss=loss_of(network.activations[-1]),
        costs="",
        correct="",
        cost=cost if isfinite(cost) else None,
        present=tuple(knob.of(network) for knob in knobs),
        slopes=tuple(slopes) if slopes and all(map(isfinite, slopes)) else None,
    )
    return to_wire(line), _single(costs), correct.astype("<u4").tobytes()


def _there(network: Network, knobs: list[Knob], question: Question) -> Network:
    """The network of that line: with two knobs the first stands at the line's value."""
    return network if len(knobs) == 1 else knobs[0].turned(network, question.knobs[0].values()[question.line])


def _values(question: Question, network: Network) -> Floats:
    """Those of the last knob that this task is for, (k,)."""
    knob = question.knobs[-1]
    later = network.layers[knob.layer + 1 :]
    each = JUDGED + sum(layer.parameter_count + NEURON * len(layer.bias) for layer in later)
    count = max(1, (PART + network.parameter_count) // each)
    return knob.values()[question.start : question.start + count]


def _single(costs: Floats) -> bytes:
    with np.errstate(over="ignore"):
        single = costs.astype("<f4")
    return np.where(np.isfinite(single), single, np.nan).astype("<f4").tobytes()


class _Among:
    """All test digits at once where the network's activations for them are kept, else some at a time."""

    def __init__(self, base: Base, bases: Bases, *, room: int) -> None:
        self._digits = bases.digits
        self._slices = bases.slices
        self._baseline = bases.baseline(base, room=room)

    def along(self, network: Network, knob: Knob, values: Floats) -> tuple[Floats, Labels]:
        """Mean loss (k,) and right answers (k,) at each value of the knob."""
        costs, correct = np.zeros(len(values)), np.zeros(len(values), np.int64)
        for share, turning in self._turnings(network):
            some, right = turning.along(network, knob, values)
            costs += share * some
            correct += right
        return costs, correct

    def here(self, network: Network, knobs: list[Knob]) -> tuple[float, list[float]]:
        """The loss of the network as it is, and its slope along each knob."""
        loss, slopes = 0.0, np.zeros(len(knobs))
        for share, turning in self._turnings(network):
            loss += share * turning.loss(network)
            slopes += [share * turning.slope(network, knob) for knob in knobs]
        return loss, slopes.tolist()

    def _turnings(self, network: Network) -> Iterator[tuple[float, Turning]]:
        """What this network does with the digits, and which part of all digits that is."""
        labels, kind = self._digits.labels, loss_of(network.activations[-1])
        if self._baseline is not None:
            yield 1.0, Turning(self._baseline.of(network), labels, kind)
            return
        for rows in self._slices():
            some = labels[rows]
            yield len(some) / len(labels), Turning(Baseline(network, self._digits.pixels(rows)), some, kind)
