"""Outputs and gradients equal PyTorch's: from the golden file always, live where the extra `peers` is installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitscope.engine.gradient import gradient
from digitscope.engine.initialise import initialise

GOLDEN = Path(__file__).parent / "golden.npz"
with np.load(GOLDEN) as _archive:
    CASES: dict[str, Any] = json.loads(str(_archive["cases"]))
"""Widths, hidden and output activation, loss of each case."""


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    with np.load(GOLDEN) as archive:
        return dict(archive)


def _ours(name: str, golden: dict[str, Any], dtype: type) -> dict[str, Any]:
    widths, hidden, output, loss = CASES[name]
    shape = initialise(widths, hidden, output_activation=output, rng=np.random.default_rng(0)).astype(np.float64)
    network = shape.with_parameters(golden[f"{name}.network"]).astype(dtype)
    trace = network.trace(golden["pixels"][:, : widths[0]])
    found = gradient(network, trace, golden["labels"], loss=loss)
    return {"outputs": trace.output, "loss": found.loss, "parameters": found.vector(), "pixels": found.pixels}


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-5)])
@pytest.mark.parametrize("name", CASES)
def test_outputs_and_gradients_equal_pytorchs(name: str, dtype: type, tolerance: float, golden: dict[str, Any]) -> None:
    for key, ours in _ours(name, golden, dtype).items():
        theirs = golden[f"{name}.{key}"]
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance * np.abs(theirs).max(), err_msg=key)


@pytest.mark.peers
@pytest.mark.parametrize("name", CASES)
def test_pytorch_here_and_now_says_the_same(name: str, golden: dict[str, Any]) -> None:
    import make_golden

    network, loss = make_golden.case(name)
    np.testing.assert_array_equal(network.parameters(), golden[f"{name}.network"])
    theirs = make_golden.by_torch(network, golden["pixels"][:, : network.widths[0]], golden["labels"], loss)
    ours = _ours(name, golden, np.float64)
    for key, value in theirs.items():
        np.testing.assert_allclose(ours[key], value, rtol=0, atol=1e-12 * np.abs(value).max(), err_msg=key)
