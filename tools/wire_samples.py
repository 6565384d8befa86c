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
    Evaluate,
    Evaluation,
    Failure,
    Grey,
    Hello,
    MessageError,
    Prepared,
    Problem,
    Refused,
    Taken,
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
        ("to lab", "hello", Hello("0.1.0")),
        ("to lab", "evaluation", Evaluation(1, "plain", 2, 1, 0.5, (0.1, 0.9), as_text(b"\x07\x02"), _confidences())),
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


def _confidences() -> str:
    return as_text(np.array([0.5, 0.25], "<f4").tobytes())
