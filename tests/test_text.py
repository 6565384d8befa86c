"""Text from outside."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.errors import NetworkFileError, SettingError
from digitscope.text import DEPTH, from_json, frozen_value, shown, to_json

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.text(st.characters(), max_size=500))
def test_d52_what_is_shown_can_always_be_printed(text: str) -> None:
    safe = shown(text)
    safe.encode()
    assert len(safe) <= 200
    assert all(letter.isprintable() or letter.isspace() for letter in safe)
    assert not {"\x1b", "\n", "\r", "\t", "\u2028", "\u202e", "\0"} & set(safe)


def test_d52_names_stay_as_they_are_where_they_are_safe() -> None:
    assert shown("sieben ü 七 7\u202f.png") == "sieben ü 七 7\u202f.png"
    assert shown(b"caf\xe9.png") == "caf\ufffd.png"
    assert shown("\x1b]0;evil\x07\u202egnp.7") == "\ufffd]0;evil\ufffd\ufffdgnp.7"


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    safe = shown("begin" + "x" * 1_000_000 + "end.png")
    assert len(safe) == 200
    assert safe.startswith("begin")
    assert safe.endswith("xend.png")


@given(PLAIN)
def test_plain_values_come_back_from_json(value: Any) -> None:
    frozen = frozen_value(value, what="it")
    again = from_json(to_json(value), what="it", refusal=NetworkFileError)
    assert frozen_value(again, what="it") == frozen
    assert to_json(again) == to_json(frozen) == to_json(value)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"x": {"a": 1, "b": 2, "a": 3}}',
        "NaN",
        "[Infinity]",
        "-Infinity",
        "1e999",
        "9" * 400,
        "9" * 5000,
        "\ufeff{}",
        "[" * (DEPTH + 2) + "]" * (DEPTH + 2),
        "[" * 100_000,
        '{"a":' * 100_000,
        "{} {}",
        "{'a': 1}",
        "[1,]",
        "",
        b'{"a": "\xff"}',
        b"\xff\xfe{\x00}\x00",
    ],
)
def test_b26_json_that_is_not_strict_is_refused(text: str | bytes) -> None:
    with pytest.raises(NetworkFileError, match="the card must be strict JSON") as caught:
        from_json(text, what="the card", refusal=NetworkFileError, code="CARD_INVALID")
    assert caught.value.code == "CARD_INVALID"


def test_as_many_levels_as_may_be_written_can_be_read() -> None:
    value: Any = 1
    for _ in range(DEPTH):
        value = [value]
    assert json.loads(to_json(value)) == from_json(to_json(value), what="it", refusal=NetworkFileError) == value
    with pytest.raises(SettingError, match="levels"):
        to_json([value])
    with pytest.raises(NetworkFileError, match="levels"):
        from_json(f"[{json.dumps(value)}]", what="it", refusal=NetworkFileError)


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {1: 2}, {"a": object()}, b"x", {1, 2}, 2**1025, 1j])
def test_values_that_json_would_change_are_refused(value: Any) -> None:
    with pytest.raises(SettingError, match="the recipe must be plain"):
        frozen_value(value, what="the recipe")


def test_frozen_values_are_read_only_copies_in_python_numbers() -> None:
    source = {"widths": [784, np.int64(10)], "rate": np.float32(0.5), "on": np.bool_(True)}
    frozen = frozen_value(source, what="it")
    source["widths"] = []
    assert frozen == {"widths": (784, 10), "rate": 0.5, "on": True}
    assert isinstance(frozen, MappingProxyType)
    assert [type(frozen["rate"]), type(frozen["on"]), type(frozen["widths"][1])] == [float, bool, int]
