"""Turns of all, and what becomes of who fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digitscope.errors import MissingError
from digitscope.experiments.speed.rounds import interleaved


def player(name: str, turns: list[str], *, fails_at: int | None = None) -> Callable[[], float]:
    def play() -> float:
        turns.append(name)
        if turns.count(name) == fails_at:
            raise MissingError("a contender must answer", came="nothing", hint="look")
        return float(turns.count(name))

    return play


def test_contenders_take_turns_and_none_has_two_in_a_row() -> None:
    turns: list[str] = []
    measured, failed = interleaved({name: player(name, turns) for name in "abc"}, rounds=3)
    assert turns == [*"abcabcabc"]
    assert measured == {name: [1.0, 2.0, 3.0] for name in "abc"}
    assert failed == {}


def test_who_fails_has_no_further_turn_and_no_values_and_the_others_go_on() -> None:
    turns: list[str] = []
    plays = {"a": player("a", turns), "b": player("b", turns, fails_at=2), "c": player("c", turns)}
    measured, failed = interleaved(plays, rounds=3)
    assert turns == [*"abcabcac"]
    assert list(measured) == ["a", "c"]
    assert failed == {"b": "a contender must answer; got nothing"}


def test_an_interruption_is_no_failure_of_a_contender() -> None:
    def stopped() -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interleaved({"a": stopped}, rounds=1)
