"""How much is measured: all of it, or a quick look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from digitscope.experiments.speed.cases import KINDS, LESSON, Answering, Case, Learning

WIDE: Final = ((784, 64, 32, 10), (784, 128, 64, 10))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured and how long.

    rounds: turns of each contender.  images: the most that one run learns; what is less than a whole epoch is scaled
    up.  least: seconds that a measurement takes at least, by repeating.  processes: whether whole processes
    are measured too: from start to 95%, imports, memory.
    """

    cases: tuple[Case, ...]
    rounds: int
    images: int = 60_000
    least: float = 0.1
    processes: bool = True


def _lesson(loss: str, batches: tuple[int, ...]) -> tuple[Case, ...]:
    return tuple(Learning(LESSON, "sigmoid", loss, batch) for batch in batches)


FULL: Final = Plan(
    cases=(
        *_lesson("cross-entropy", (1, 10, 32, 100, 1000)),
        *_lesson("quadratic", (1, 10, 32, 100, 1000)),
        *(Learning(widths, "relu", "cross-entropy", batch) for widths in WIDE for batch in (32, 128)),
        *(Answering(kind) for kind in KINDS),
    ),
    rounds=5,
)
QUICK: Final = Plan(
    cases=(*_lesson("cross-entropy", (32,)), Answering("prepared"), Answering("one")),
    rounds=3,
    images=3_200,
    least=0.01,
    processes=False,
)
