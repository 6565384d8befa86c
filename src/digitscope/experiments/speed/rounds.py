"""Measuring in turns: A, B, C, A, B, C ..., so that all meet the same machine, warm or throttled, quiet or busy."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from digitscope.errors import DigitscopeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = TypeVar("Value")


def interleaved(
    plays: Mapping[str, Callable[[], Value]], *, rounds: int
) -> tuple[dict[str, list[Value]], dict[str, str]]:
    """What each gave in each round, and why those that failed did; who fails has no further turn and no values.

    >>> turns = []
    >>> interleaved({"a": lambda: turns.append("a"), "b": lambda: turns.append("b")}, rounds=2)[0]
    {'a': [None, None], 'b': [None, None]}
    >>> turns
    ['a', 'b', 'a', 'b']
    """
    measured: dict[str, list[Value]] = {name: [] for name in plays}
    failed: dict[str, str] = {}
    for _ in range(rounds):
        for name, play in plays.items():
            if name not in failed:
                try:
                    measured[name].append(play())
                except DigitscopeError as error:
                    failed[name] = reason(error)
                    del measured[name]
    return measured, failed


def reason(error: DigitscopeError) -> str:
    """What was asked and what came; what to do about it is for whoever runs that alone.

    >>> reason(DigitscopeError("a floor is flat", came="a hill", hint="dig"))
    'a floor is flat; got a hill'
    """
    return f"{error.asked}; got {error.came}"
