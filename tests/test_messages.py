"""The wire: strict in, strict out."""

from __future__ import annotations

import json
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.errors import DigitscopeError
from digitscope.messages import Evaluate, Evaluation, Failure, Hello, MessageError, as_text, read_message, to_wire


@given(st.integers(0, 2**53 - 1), st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,63}", fullmatch=True))
def test_a_message_comes_back_as_it_went(number: int, network: str) -> None:
    message = Evaluate(number, network)
    assert read_message(to_wire(message).decode()) == message


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
    ],
)
def test_e67_what_is_no_message_is_refused_and_named_where_it_can_be(text: str, number: int | None) -> None:
    with pytest.raises(MessageError, match="a message must be") as caught:
        read_message(text)
    assert (caught.value.code, caught.value.id) == ("MESSAGE_INVALID", number)


@given(st.text(max_size=200))
def test_e67_any_text_is_a_message_or_a_refusal(text: str) -> None:
    with suppress(MessageError):
        assert isinstance(read_message(text), Evaluate)


def test_nothing_that_is_said_holds_nan() -> None:
    message = Evaluation(1, "plain", 1, 1, float("nan"), (0.0, float("inf")), "", "")
    assert json.loads(to_wire(message), parse_constant=pytest.fail)["accuracy"] is None


def test_a_failure_says_what_was_asked_what_came_and_what_to_do() -> None:
    error = DigitscopeError("a digit is 0 to 9", came="12", hint="check it", code="LABEL")
    wanted = {"type": "error", "id": 4, "code": "LABEL", "message": "a digit is 0 to 9; got 12", "hint": "check it"}
    assert json.loads(to_wire(Failure.of(error, id=4))) == wanted


def test_what_is_said_has_its_type_and_can_be_read_back() -> None:
    for message in (Hello("0.1.0"), Failure(None, "X", "m", "h")):
        assert msgspec.json.decode(to_wire(message), type=type(message)) == message
    assert as_text(b"\0\xff") == "AP8="
