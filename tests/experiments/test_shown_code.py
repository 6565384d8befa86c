"""The lines of code that the lab shows for one step are those that run, or give the same numbers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitscope.engine.gradient import gradient
from digitscope.engine.initialise import initialise
from digitscope.experiments import loop

ROOT = Path(__file__).parents[2]
SHOWN = (ROOT / "web" / "src" / "draw" / "step-code.ts").read_text(encoding="utf-8")
KERNEL = (ROOT / "src" / "digitscope" / "engine" / "kernel_steps.h").read_text(encoding="utf-8")
SHORTENED = (
    (r"marks(\[t\]\.|->)", ""),
    (r"\[[jt]\]", ""),
    (r"place_of\(four, i\)", "places[k]"),
    (r" \+ LANES \* j", ""),
    (r"\(size_t\)stride", "16"),
    (r" \+ offset;", ";"),
    (r"\bto \+ 16", "rows + 16"),
    (r"\bx \* ", "x[k] * "),
)
"""The kernel's lines for one image and one register of 16 neurons, one pixel at a time, as the lab shows them."""


def parts(way: str) -> list[str]:
    """The code of a way, part by part."""
    block = re.search(rf"  {way}: \[(.*?)\n  \]", SHOWN, re.DOTALL)
    assert block is not None
    each: str = json.loads(re.search(r'const EACH = (".*?");', SHOWN).group(1))  # type: ignore[union-attr]
    found = [one.strip('"`') for one in re.findall(r'lines:\s+(".*?"|`.*?`)', block[1], re.DOTALL)]
    return [json.loads(f'"{one}"').replace("${EACH}", each) for one in found]


def lines(way: str) -> list[str]:
    return [line.strip() for part in parts(way) for line in part.splitlines() if line.strip(" }")]


def test_the_loops_lines_stand_in_the_loop() -> None:
    source = [line.strip() for line in Path(loop.__file__).read_text(encoding="utf-8").splitlines()]
    assert len(lines("loop")) == 6
    for line in lines("loop"):
        assert line in source


def test_the_matrix_products_are_a_step_of_the_engine() -> None:
    network = initialise((6, 4), rng=0).astype(np.float64)
    pixels, labels, rate = np.random.default_rng(1).random((3, 6)), np.array([0, 3, 1]), 0.5
    trace, slopes = network.trace(pixels), gradient(network, network.trace(pixels), labels)
    here: dict[str, Any] = {"a": pixels, "W": network.layers[0].weights, "b": network.layers[0].bias, "rate": rate}
    forward, backward, update = parts("matrix")
    exec(forward, here)
    assert here["z"] == pytest.approx(trace.pre_activations[0], abs=1e-12)
    lit = trace.activations[0]
    here["delta"] = 2 * (lit - np.eye(4)[labels]) * lit * (1 - lit) / len(labels)
    exec(backward, here)
    assert here["slopes"] == pytest.approx(slopes.weights[0], abs=1e-12)
    exec(update, here)
    assert here["W"] == pytest.approx(network.layers[0].weights - rate * slopes.weights[0], abs=1e-12)


def test_the_kernels_lines_are_its_own_for_one_register() -> None:
    source = KERNEL
    for long, short in SHORTENED:
        source = re.sub(long, short, source)
    first, *rest = lines("kernel")
    assert first == "for (k = 0; k < count; k++) {"
    assert len(rest) == 5
    for line in rest:
        assert line == first or line in source, "the kernel has changed: see web/src/draw/step-code.ts"
