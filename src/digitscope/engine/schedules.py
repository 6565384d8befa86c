"""Learning-rate schedules: in goes how much of the training is done (0 to 1), out comes the factor on the rate."""

from __future__ import annotations

from math import cos, pi
from typing import TYPE_CHECKING, Final

from digitscope.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEDULES: Final[dict[str, Callable[[float], float]]] = {
    "constant": lambda _: 1.0,
    "linear": lambda done: 1 - done,
    "cosine": lambda done: (1 + cos(pi * done)) / 2,  # Loshchilov and Hutter 2017, one cycle to 0
    "steps": lambda done: 0.1 ** int(3 * done),  # a tenth after each third
}


def schedule(name: str, done: float, *, warmup: float = 0.0) -> float:
    """The factor on the learning rate when the part `done` (0..1) of all batches is behind.

    warmup: the part (0..1) over which the factor first climbs linearly from 0.  Raises SettingError for a name
    that is not known.
    >>> schedule("cosine", 0.5), schedule("constant", 0.05, warmup=0.1)
    (0.5, 0.5)
    """
    if name not in SCHEDULES:
        raise SettingError("a schedule must be known", came=repr(name), hint=f"use one of {', '.join(SCHEDULES)}")
    return SCHEDULES[name](done) * (min(1.0, done / warmup) if warmup else 1.0)
