"""The wire: strict in, strict out."""

from __future__ import annotations

import json
from contextlib import suppress

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.errors import DigitscopeError
from digitscope.messages import (
    Change,
    Evaluate,
    Evaluation,
    Failure,
    Hello,
    Knob,
    Measure,
    Measurement,
    MessageError,
    Sweep,
    SweepLine,
    TimedWay,
    as_text,
    read_message,
    to_wire,
)

SINGLE = st.floats(width=32, allow_nan=False, allow_infinity=False)
INDEX = st.integers(0, 2**32 - 1)
TURNED = st.floats(-1e6, 1e6)
NUMBERS = st.dictionaries(INDEX, SINGLE, max_size=20)
CHANGES = st.dictionaries(INDEX, NUMBERS, max_size=4).map(
    lambda layers: tuple(change(layer, turned) for layer, turned in layers.items())
)
NAME = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,63}", fullmatch=True)


def change(layer: int, turned: dict[int, float]) -> Change:
    places = np.array(sorted(turned), "<u4")
    values = np.array([turned[place] for place in sorted(turned)], "<f4")
    return Change(layer, as_text(places.tobytes()), as_text(values.tobytes()))


@st.composite
def knobs(draw: st.DrawFn) -> tuple[Knob, ...]:
    names = draw(st.lists(st.tuples(INDEX, INDEX, st.none() | INDEX), min_size=1, max_size=2, unique=True))
    most = 101 if len(names) == 1 else 33
    ranges = st.tuples(TURNED, TURNED).filter(lambda ends: ends[0] < ends[1])
    return tuple(Knob(*name, *draw(ranges), draw(st.integers(2, most))) for name in names)


@given(st.integers(0, 2**53 - 1), NAME, CHANGES, knobs())
def test_a_message_comes_back_as_it_went(
    number: int, network: str, changes: tuple[Change, ...], turned: tuple[Knob, ...]
) -> None:
    for message in (Evaluate(number, network, changes), Sweep(number, network, turned, changes), Measure(number)):
        assert read_message(to_wire(message).decode()) == message


@given(NUMBERS)
def test_the_numbers_of_a_change_are_those_that_went_in(turned: dict[int, float]) -> None:
    places, values = change(0, turned).numbers()
    assert dict(zip(places.tolist(), values.tolist(), strict=True)) == turned


def test_changes_may_be_left_out() -> None:
    assert read_message('{"type":"evaluate","id":1,"network":"plain"}') == Evaluate(1, "plain")


@given(knobs())
def test_the_values_of_a_knob_go_from_low_to_high_in_equal_steps(turned: tuple[Knob, ...]) -> None:
    for knob in turned:
        values = knob.values()
        assert (len(values), values[0]) == (knob.count, knob.low)
        assert values[-1] == pytest.approx(knob.high, rel=1e-9, abs=1e-9)
        assert np.diff(values) == pytest.approx((knob.high - knob.low) / (knob.count - 1), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        ("{}", None),
        ('{"type":"evaluate","id":3}', 3),
        ('{"id":3,"network":"plain"}', 3),
        ('{"type":"evaluate","id":3,"network":"plain","x":1}', 3),
        ('{"type":"evaluate","id":true,"network":"plain"}', None),
        ('{"type":"evaluate","id":-1,"network":"plain"}', None),
        ('{"type":"evaluate","id":1,"network":"plain\\n"}', 1),
        ('{"type":"evaluate","id":1,"id":1,"network":"plain"}', None),
        ('{"type":"hello","version":"1"}', None),
        ('{"type":"sweep","id":3,"network":"plain"}', 3),
        ('{"type":"sweep","id":3,"network":"plain","knobs":[{"layer":0}]}', 3),
        ('{"type":"sweep","id":3,"network":"plain","line":0,"lines":1}', 3),
        ('{"type":"evaluate","id":4,"network":"plain","changes":[{"layer":0,"places":"","values":""},7]}', 4),
        ('{"type":"measure"}', None),
        ('{"type":"measure","id":5,"network":"plain"}', 5),
        ('{"type":"measurement","id":5}', 5),
    ],
)
def test_e67_what_is_no_message_is_refused_and_named_where_it_can_be(text: str, number: int | None) -> None:
    with pytest.raises(MessageError, match="a message must be") as caught:
        read_message(text)
    assert (caught.value.code, caught.value.id) == ("MESSAGE_INVALID", number)


@given(st.text(max_size=200))
def test_e67_any_text_is_a_message_or_a_refusal(text: str) -> None:
    with suppress(MessageError):
        assert isinstance(read_message(text), Evaluate | Sweep | Measure)


@pytest.mark.parametrize(
    ("places", "values", "words"),
    [
        ("AAAAAA==", "", "1 `places` for 0 `values`"),
        ("AAAA", "AAAA", "`places` must be base64 of numbers of 4 bytes each"),
        ("AAAAAA==", "AAAAAA", "`values` must be base64 of numbers of 4 bytes each"),
        ("AAAAAAAAAAA=", "AAAAAAAAAAA=", "`places` must ascend, none twice"),
        ("AAAAAA==", "AADAfw==", "`values` must be finite"),
    ],
)
def test_e67_the_refusal_of_a_change_says_what_is_wrong_with_it(places: str, values: str, words: str) -> None:
    text = json.dumps({"layer": 0, "places": places, "values": values})
    with pytest.raises(MessageError) as caught:
        read_message(f'{{"type":"evaluate","id":1,"network":"plain","changes":[{text}]}}')
    assert caught.value.came == f"{words} - at `$.changes[0]`"
    with pytest.raises(ValueError, match=words):
        Change(0, places, values)


def test_nothing_that_is_said_holds_nan() -> None:
    message = Evaluation(1, "plain", 1, 1, float("nan"), (0.0, float("inf")), "", "", "quadratic", float("nan"))
    assert json.loads(to_wire(message), parse_constant=pytest.fail)["accuracy"] is None


def test_a_failure_says_what_was_asked_what_came_and_what_to_do() -> None:
    error = DigitscopeError("a digit is 0 to 9", came="12", hint="check it", code="LABEL")
    wanted = {"type": "error", "id": 4, "code": "LABEL", "message": "a digit is 0 to 9; got 12", "hint": "check it"}
    assert json.loads(to_wire(Failure.of(error, id=4))) == wanted


def test_what_is_said_has_its_type_and_can_be_read_back() -> None:
    line = SweepLine(1, "plain", 0, 1, "quadratic", "AAAAAA==", "AAAAAA==", None, (0.5,), None)
    ways = (TimedWay("loop", 0.004, 10, 1e-5), TimedWay("matrix", 1e-5, 4_000, 7e-7))
    times = Measurement(1, 13_002, 10, "numpy", "", "it could not be compiled", ways)
    for message in (Hello("0.1.0"), Failure(None, "X", "m", "h"), line, times):
        assert msgspec.json.decode(to_wire(message), type=type(message)) == message
    assert as_text(b"\0\xff") == "AP8="
