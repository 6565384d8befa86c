"""Rows of any numbers, learned from as images are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from digitscope.arrays import from_bytes
from digitscope.data.table import Table
from digitscope.engine.choice import NUMPY
from digitscope.engine.descent import descend
from digitscope.engine.features import Features
from digitscope.engine.gradient import gradient
from digitscope.engine.images import Images
from digitscope.engine.initialise import initialise
from digitscope.engine.optimizers import Adam
from digitscope.errors import DatasetError, LabelError, NotFiniteError, ShapeError

START = initialise((6, 5, 3), "tanh", output_activation="softmax", rng=0)
LABELS = np.arange(20) % 3


def _learned(images: Any) -> Any:
    order, rates = np.random.default_rng(1).permutation(20), np.full(3, 0.1)
    return descend(
        START, {}, images, LABELS, order, rates, batch=8, optimizer=Adam(), loss="cross-entropy", engine=NUMPY
    )


def test_grey_levels_as_features_are_learned_to_the_same_bits() -> None:
    levels = np.random.default_rng(0).integers(0, 256, (20, 6)).astype(np.uint8)
    as_images, as_features = _learned(Images(levels)), _learned(Features(from_bytes(levels)))
    assert as_features.network == as_images.network
    assert as_features.cost == as_images.cost


def test_a_step_is_the_references() -> None:
    rows = np.random.default_rng(0).standard_normal((20, 6)).astype(np.float32) * 3
    order, rates = np.arange(20), np.array([0.1])
    found = descend(
        START, {}, Features(rows), LABELS, order, rates, batch=20, optimizer=Adam(), loss="cross-entropy"
    ).network
    with pytest.warns(UserWarning, match="pixels are 0"):
        slopes = gradient(START, START.trace(rows), LABELS, loss="cross-entropy").vector()
    wanted, _ = Adam().step(START.parameters(), slopes, 0.1, {})
    np.testing.assert_allclose(found.parameters(), wanted, atol=1e-6)


def test_divergence_is_found_in_features_too() -> None:
    rows = np.full((20, 6), 1e30, np.float32)
    start = initialise((6, 3), "identity", rng=0)
    walk = descend(
        start, {}, Features(rows), LABELS, np.arange(20), np.full(20, 1.0), batch=1, optimizer=Adam(), loss="quadratic"
    )
    assert walk.diverged is not None
    assert np.isfinite(walk.network.parameters()).all()


def test_they_are_read_only_and_checked() -> None:
    mine = np.ones((2, 3), np.float32)
    kept = Features(mine)
    mine[:] = 5
    assert kept.pixels().max() == 1
    assert not kept.values.flags.writeable
    with pytest.raises(ShapeError, match=r"features must be \(n, n_in\); got \(3,\)"):
        Features(np.ones(3))
    with pytest.raises(NotFiniteError, match="features must be finite"):
        Features(np.array([[np.nan]]))
    with pytest.raises(DatasetError, match="a table must have a row"):
        Table(Features(np.ones((0, 3))), np.array([], np.int64), name="none", classes=2)
    with pytest.raises(LabelError, match="labels must be whole numbers 0 to 1; got 2"):
        Table(kept, np.array([0, 2]), name="two", classes=2)
