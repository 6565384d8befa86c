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
    from collections.abc import Iterable, Iterator

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.network import Network
    from digitscope.probes.sweep import Knob
    from digitscope.server.known import Known, KnownNetwork
    from digitscope.server.pipe import Question, Task

PART: Final = 20_000
"""What one task takes on beside two passes through the network. The unit is one number of a layer before all digits."""
NEURON: Final = 50
"""What an activation function takes, in that unit."""
JUDGED: Final = 600
"""What the loss of ten outputs takes."""
SLOPE: Final = 3
"""What a slope takes, in values of the knob: the later layers backwards, with gradients that nobody asked for."""


def sweep(task: Task, known: Known) -> tuple[bytes, ...]:
    """Some of a line: a SweepLine (id 0, no name) as JSON but for its costs and right answers, and these, as bytes.

    Only the first part of the first line has cost and slopes. No parts where the network is not known and its file
    did not come along.  Raises ChangeError where changes or knobs do not fit.
    """
    origin, question = known.of(task), task.question
    if origin is None or question is None:
        return ()
    network = changed(origin.file.network, question.changes)
    knobs = [knob_of(network, knob) for knob in question.knobs]
    if network.widths[-1] <= known.digits.labels.max():
        came, hint = f"{network.widths[-1]} outputs", "choose a network with ten outputs"
        raise ChangeError("a loss over the digits needs an output for each of them", came=came, hint=hint)
    there, now = _there(network, knobs, question), network if _first(question) else None
    turnings = _turnings(network if now else there, origin, known, room=task.settings["known_bytes"])
    costs, correct, cost, slopes = _summed(turnings, there, _values(question, network), knobs, now=now)
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
        slopes=tuple(slopes) if all(map(isfinite, slopes)) else None,
    )
    return to_wire(line), _single(costs), correct.astype("<u4").tobytes()


def _there(network: Network, knobs: list[Knob], question: Question) -> Network:
    """The network of that line: with two knobs the first stands at the line's value."""
    return network if len(knobs) == 1 else knobs[0].turned(network, question.knobs[0].values()[question.line])


def _first(question: Question) -> bool:
    """Whether its task says of the network as it is, too, what it costs and which way that goes."""
    return question.line == question.start == 0


def _values(question: Question, network: Network) -> Floats:
    """Those of the last knob that this task is for, (k,)."""
    knob = question.knobs[-1]
    spare = PART + network.parameter_count
    if _first(question):
        spare -= sum(SLOPE * _each(network, one.layer) for one in question.knobs)
    count = max(1, spare // _each(network, knob.layer))
    return knob.values()[question.start : question.start + count]


def _each(network: Network, layer: int) -> int:
    """What one value of a knob of that layer takes."""
    return JUDGED + sum(later.parameter_count + NEURON * len(later.bias) for later in network.layers[layer + 1 :])


def _single(costs: Floats) -> bytes:
    with np.errstate(over="ignore"):
        single = costs.astype("<f4")
    return np.where(np.isfinite(single), single, np.nan).astype("<f4").tobytes()


def _summed(
    turnings: Iterable[tuple[float, Turning]], there: Network, values: Floats, knobs: list[Knob], *, now: Network | None
) -> tuple[Floats, Labels, float, list[float]]:
    """Mean loss and right answers (k,) along the last knob; the loss and all slopes of the network `now`, else NaN."""
    costs, correct = np.zeros(len(values)), np.zeros(len(values), np.int64)
    cost, slopes = (0.0 if now else np.nan), np.full(len(knobs), 0.0 if now else np.nan)
    for share, turning in turnings:
        some, right = turning.along(there, knobs[-1], values)
        costs += share * some
        correct += right
        if now:
            cost += share * turning.loss(now)
            slopes += [share * turning.slope(now, knob) for knob in knobs]
    return costs, correct, cost, slopes.tolist()


def _turnings(network: Network, origin: KnownNetwork, known: Known, *, room: int) -> Iterator[tuple[float, Turning]]:
    """What this network does with the digits, and which part of all digits that is, computed once.

    All digits at once where the activations of the network that it is an edit of are kept, else some at a time.
    """
    labels, kind, kept = known.digits.labels, loss_of(network.activations[-1]), known.baseline(origin, room=room)
    if kept is not None:
        yield 1.0, Turning(kept.of(network), labels, kind)
        return
    for rows in known.slices():
        some = labels[rows]
        yield len(some) / len(labels), Turning(Baseline(network, known.digits.pixels(rows)), some, kind)
