"""One of each message between the lab's page and its server, small, as it stands on the wire.

Part of the contract: make_contract.py writes them to contract/messages.json, which the front end's tests read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.messages import (
    Card,
    Cards,
    Change,
    Evaluate,
    Evaluation,
    Failure,
    Grey,
    Hello,
    Knob,
    Measure,
    Measurement,
    MessageError,
    Prepared,
    Problem,
    Refused,
    Sweep,
    SweepLine,
    Taken,
    TimedWay,
    as_text,
    to_wire,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgspec import Struct


def messages() -> Iterator[dict[str, Any]]:
    """Each with which way it goes ("to server", "to lab", or the "answer" to a request) and its name."""
    widths, activations = (784, 16, 16, 10), ("sigmoid",) * 3
    card = Card("plain", "The lesson's network.", widths, activations, 13_002, 10_000, 9_611, 0.9611, (0.957, 0.965))
    taken = Taken("0" * 64, widths, activations, 13_002, ("layers.0.bias was float64",))
    grey = Grey(2, 3, as_text(bytes(range(6))))
    levels = as_text(bytes(784))
    refusal = MessageError("a network must be known", came="another", hint="see the list")
    samples: list[tuple[str, str, Struct]] = [
        ("to server", "evaluate", Evaluate(1, "plain")),
        ("to server", "evaluate", Evaluate(2, "plain", (_change(),))),
        ("to server", "sweep", Sweep(3, "plain", (Knob(0, 3, 120, -3.0, 3.0, 41),))),
        ("to server", "sweep", Sweep(4, "plain", _two_knobs(), (_change(),))),
        ("to server", "measure", Measure(5)),
        ("to lab", "hello", Hello("0.1.0")),
        ("to lab", "evaluation", _evaluation(1, "quadratic", 0.25)),
        ("to lab", "evaluation", _evaluation(2, "cross-entropy", None)),
        ("to lab", "sweep", SweepLine(3, "plain", 0, 1, "quadratic", *_line(), 0.25, (0.5,), (-0.125,))),
        ("to lab", "sweep", SweepLine(4, "plain", 1, 2, "cross-entropy", *_line(), None, (0.5, -1.0), None)),
        ("to lab", "measurement", _measurement("kernel", "avx2", "it is the widest here")),
        ("to lab", "measurement", _measurement("numpy", "", "the kernel is not here")),
        ("to lab", "error", Failure.of(refusal, id=1)),
        ("to lab", "error", Failure.of(refusal)),
        ("answer", "networks", Cards("plain", (card,))),
        ("answer", "network", taken),
        ("answer", "image", Prepared(9, 8, True, False, (1, 2, 3, 4), grey, grey, grey, levels, ("TRUNCATED",))),
        ("answer", "image", Prepared(9, 8, False, True, None, grey, grey, Grey(0, 0, ""), levels, ())),
        ("answer", "refusal", Refused(Problem("NOT_FOUND", "there is nothing here", "look elsewhere", "0f3a"))),
    ]
    for way, name, message in samples:
        yield {"way": way, "name": name, "message": json.loads(to_wire(message))}


def _evaluation(number: int, loss: str, cost: float | None) -> Evaluation:
    sure = as_text(np.array([0.5, 0.25], "<f4").tobytes())
    return Evaluation(number, "plain", 2, 1, 0.5, (0.1, 0.9), as_text(b"\x07\x02"), sure, loss, cost)


def _measurement(engine: str, path: str, why: str) -> Measurement:
    ways = (
        TimedWay("loop", 0.004, 10, 1e-05),
        TimedWay("matrix", 1e-05, 5_000, 7e-07),
        TimedWay("kernel", 5e-07, 60_000, 6e-07),
    )
    return Measurement(5, 13_002, 10, engine, path, why, ways if engine == "kernel" else ways[:2])


def _change() -> Change:
    """Three weights of the output layer, and the bias of its last neuron."""
    places, values = np.array([0, 1, 159, 169], "<u4"), np.array([0.5, -2, 0, 1e-3], "<f4")
    return Change(2, as_text(places.tobytes()), as_text(values.tobytes()))


def _two_knobs() -> tuple[Knob, Knob]:
    return Knob(0, 3, 120, -3.0, 3.0, 2), Knob(2, 9, None, 0.0, 0.75, 3)


def _line() -> tuple[str, str]:
    """Costs, the second of them not finite, and right answers."""
    return as_text(np.array([0.5, np.nan, 0.25], "<f4").tobytes()), as_text(np.array([1, 0, 2], "<u4").tobytes())
