"""Learning-rate schedules: in goes how much of the training is done (0 to 1), out comes the factor on the rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Floats


def _sine(x: Floats) -> Floats:
    """sin x for x in -pi/2..pi/2 by sums and products alone, which every machine rounds alike (a library's is not)."""
    square, total = x * x, np.zeros_like(x)
    for n in range(23, 1, -2):
        total = (1 + total) * square / -(n * (n - 1))
    sine: Floats = np.round(x * (1 + total), 15)
    return sine


SCHEDULES: Final[dict[str, Callable[[Floats], Floats]]] = {
    "constant": np.ones_like,
    "linear": lambda done: 1 - done,
    "cosine": lambda done: (1 - _sine(np.pi * (done - 0.5))) / 2,  # Loshchilov and Hutter 2017, one cycle to 0
    "steps": lambda done: 0.1 ** np.floor(3 * done),  # a tenth after each third
}


def schedule(name: str, done: Any, *, warmup: float = 0.0) -> Floats:
    """The factors on the learning rate when the parts `done` (0..1, of any shape) of all batches are behind.

    warmup: the part (0..1) over which the factor first climbs linearly from 0.  Raises SettingError for a name
    that is not known.
    >>> schedule("cosine", [0.0, 0.5, 1.0]).tolist(), schedule("constant", 0.05, warmup=0.1).tolist()
    ([1.0, 0.5, 0.0], 0.5)
    """
    if name not in SCHEDULES:
        raise SettingError("a schedule must be known", came=repr(name), hint=f"use one of {', '.join(SCHEDULES)}")
    parts = np.asarray(done, np.float64)
    return np.asarray(SCHEDULES[name](parts) * (np.minimum(1.0, parts / warmup) if warmup else 1.0))
