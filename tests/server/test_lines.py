"""A sweep's lines come out whole, one after the other, from parts of any length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitscope.messages import Knob, Sweep, SweepLine, to_wire
from digitscope.server.lines import Lines
from server.asking import change, numbers

KNOBS = Knob(0, 0, None, 0, 1, 3), Knob(1, 0, None, 0, 1, 7)
ASKED = Sweep(5, "plain", KNOBS, (change(0, {0: 1.0}),))


def head(cost: float | None = None) -> bytes:
    return to_wire(SweepLine(0, "", 0, 3, "quadratic", "", "", cost, (0.0, 0.0), None))


@given(st.lists(st.integers(1, 7), min_size=1, max_size=30))
def test_every_value_is_asked_for_once_and_in_order(sizes: list[int]) -> None:
    lines, asked = Lines(ASKED), list[int]()
    found: list[SweepLine] = []
    while not lines.over:
        question = lines.question(b"digest")
        assert (question.digest, question.knobs, question.changes) == (b"digest", KNOBS, ASKED.changes)
        count = min(sizes[len(asked) % len(sizes)], 7 - question.start)
        part = [10 * question.line + value for value in range(question.start, question.start + count)]
        asked += part
        lines.add(head(0.5 if not found else None), *(_bytes(part) for _ in range(2)))
        if line := lines.take():
            found.append(line)
    assert asked == [10 * line + value for line in range(3) for value in range(7)]
    assert [numbers(line.correct, "<u4").tolist() for line in found] == [asked[:7], asked[7:14], asked[14:]]
    assert [(line.id, line.network, line.line, line.cost) for line in found] == [(5, "plain", i, 0.5) for i in range(3)]


def test_half_a_line_is_none() -> None:
    lines = Lines(ASKED)
    assert lines.take() is None
    lines.add(head(), _bytes([1, 2, 3]), _bytes([1, 2, 3]))
    assert lines.take() is None
    assert not lines.over


def _bytes(part: list[int]) -> bytes:
    return b"".join(value.to_bytes(4, "little") for value in part)
