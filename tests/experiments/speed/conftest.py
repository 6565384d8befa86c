"""A report that is known to the last digit."""

from __future__ import annotations

import pytest

from digitscope.experiments.speed.contenders import CONTENDERS, FLOORS
from digitscope.experiments.speed.report import Report, Row, Table
from digitscope.experiments.speed.seconds import Seconds, Spread

TITLES = {one.name: one.title for one in (*CONTENDERS, *FLOORS)}


def row(name: str, *seconds: float, images: int = 60_000, floor: bool = False) -> Row:
    plays = [Seconds(value, 2 * value) for value in seconds]
    return Row.measured(name, TITLES[name], plays, images=images, of=60_000, floor=floor)


@pytest.fixture
def known() -> Report:
    """Two batches for a loss, answers, memory; PyTorch measured in part, scikit-learn left out, Keras absent."""
    tables = (
        Table(
            "cross-entropy",
            "784-16-16-10, sigmoid, cross-entropy, batch 1",
            "1",
            (row("digitscope", 0.04, 0.03, 0.05), row("pytorch", 1.0, 2.0, 1.2, images=6_000)),
            (("scikit-learn", "an epoch must end; got none"),),
        ),
        Table(
            "cross-entropy",
            "784-16-16-10, sigmoid, cross-entropy, batch 32",
            "32",
            (row("digitscope", 0.025), row("pytorch", 0.5), row("floor-rows", 0.0105, floor=True)),
        ),
        Table("answers", "one image", "one image", (Row.measured("digitscope", "digitscope", [Seconds(6e-6, 6e-6)]),)),
        Table("memory", "Peak memory", "memory", (Row("digitscope", "digitscope", Spread.of([3e8])),), unit="bytes"),
    )
    return Report(
        tables,
        machine={"processor": "A Processor", "cores": "2", "system": "Linux x86_64", "blas": "openblas 0.3"},
        versions={"digitscope": "0.1.0", "numpy": "2.4.6"},
        engine="the kernel on avx2: compiled by 12.2.0",
        rounds=3,
        pinned=True,
        absent={"Keras on JAX": "keras is not installed: pip install 'digitscope[peers]'"},
    )
