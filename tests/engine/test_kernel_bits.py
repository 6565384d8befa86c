"""A seed gives the same network on every machine: on each instruction set the kernel gives the bits of one table."""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np
import pytest

import build_kernel
import make_hashes
from digitscope.data.dataset import Dataset
from digitscope.engine.choice import Engine, engines
from digitscope.engine.library import loaded, source

TABLE: dict[str, str] = json.loads(make_hashes.TARGET.read_text(encoding="utf-8"))["python"]


@pytest.fixture(scope="module")
def paths() -> list[Engine]:
    """The kernel on every instruction set of this processor. Without one the tests are skipped; under CI they fail."""
    found = [engine for engine in engines() if engine.path]
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(loaded().why)
    assert source() == build_kernel.digest(make_hashes.ENGINE), (
        "a kernel of other sources: python tools/build_kernel.py"
    )
    return found


def test_the_table_has_every_case() -> None:
    assert set(TABLE) == {*(case.name for case in make_hashes.CASES), make_hashes.LESSON}
    assert len(set(TABLE.values())) == len(TABLE)


@pytest.mark.parametrize("hidden", make_hashes.HIDDEN)
def test_a_network_learns_and_answers_in_the_same_bits_on_every_path(hidden: str, paths: list[Engine]) -> None:
    cases = [case for case in make_hashes.CASES if case.hidden == hidden]
    wanted = {case.name: TABLE[case.name] for case in cases}
    for engine in paths:
        assert {case.name: make_hashes.learned_case(case, engine) for case in cases} == wanted, engine.path


def test_the_lessons_network_learns_real_digits_in_the_same_bits_on_every_path(
    mnist_training: Dataset, paths: list[Engine]
) -> None:
    found = {engine.path: make_hashes.learned_lesson(mnist_training, engine) for engine in paths}
    assert found == dict.fromkeys(found, TABLE[make_hashes.LESSON])


def test_a_sum_sees_the_last_bit(paths: list[Engine]) -> None:
    case = make_hashes.CASES[0]
    assert make_hashes.learned_case(case, paths[0], scale=1 + 2**-23) != TABLE[case.name]


def test_a_sum_sees_every_part() -> None:
    parts: dict[str, Any] = {"parameters": np.ones(2, np.float32), "z": np.ones(2, np.float32)}
    other = {**parts, "z": np.array([1, 1 + 2**-23], np.float32)}
    sums = [make_hashes.total(*given) for given in ((parts, 1.0, 2), (other, 1.0, 2), (parts, 1.5, 2), (parts, 1.0, 3))]
    assert len(set(sums)) == 4
