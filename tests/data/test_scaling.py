"""Features of any scale: what is decided about them, and that a network with it folded in answers the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from digitscope.arrays import from_bytes
from digitscope.data.scaling import KINDS, Scale
from digitscope.engine.initialise import initialise
from digitscope.errors import NotFiniteError, SettingError

LEVELS = np.arange(256, dtype=np.uint8).reshape(4, 64)


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (LEVELS, "bytes"),
        (LEVELS.astype(float), "bytes"),
        (LEVELS / 255, "none"),
        (LEVELS % 2, "none"),
        (LEVELS + 0.5, "standard"),
        (LEVELS // 2, "standard"),  # none above 127
        (LEVELS[:, :15], "standard"),  # ages, say
        (np.maximum(LEVELS, 1), "standard"),
        (LEVELS * 2.0, "standard"),
        (LEVELS / 255 - 0.1, "standard"),
    ],
)
def test_what_auto_decides(rows: Any, kind: str) -> None:
    assert Scale.of(rows).kind == kind


def test_every_grey_level_is_found_again_however_it_is_written() -> None:
    for written in (LEVELS / 255, LEVELS / np.float32(255), from_bytes(LEVELS)):
        np.testing.assert_array_equal(Scale("none").levels(written), LEVELS)
    for whole in (LEVELS, LEVELS.astype(float), LEVELS.astype("f2"), LEVELS.astype("i8")):
        np.testing.assert_array_equal(Scale("bytes").levels(whole), LEVELS)
    for other in (LEVELS / 256, LEVELS / 255 + 1e-6, LEVELS / 255 - 0.5, LEVELS * 1.0):
        assert Scale("none").levels(other) is None
    assert Scale("bytes").levels(LEVELS + 0.25) is None
    assert Scale.of(LEVELS, "standard").levels(LEVELS) is None


def test_a_constant_stays_finite_also_where_rounding_gives_it_a_spread() -> None:
    rows = np.column_stack([np.full(1000, 0.1), np.full(1000, 1e9), np.arange(1000.0)])
    scaled = Scale.of(rows, "standard")(rows)
    assert np.abs(scaled[:, :2]).max() < 1e-6
    np.testing.assert_allclose((scaled[:, 2].mean(), scaled[:, 2].std()), (0, 1), atol=1e-6)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_network_with_the_scale_folded_in_answers_the_same(kind: str) -> None:
    rows = np.random.default_rng(0).random((20, 5))
    scale, network = Scale.of(rows, kind), initialise((5, 4, 3), rng=0)
    given = scale(rows) if kind == "bytes" else rows
    np.testing.assert_allclose(scale.folded(network)(given), network(scale(rows)), atol=1e-6)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(SettingError, match="scale must be known; got 'minmax': use one of auto, none, bytes, standard"):
        Scale.of(LEVELS, "minmax")
    with pytest.raises(NotFiniteError, match="a mean and a spread; got infinity: use smaller units"):
        Scale.of(np.array([[1e300], [-1e300]]))
    with pytest.raises(NotFiniteError, match="features, less their mean and in spreads, must be finite"):
        Scale.of(np.array([[0.0], [1e-200]]), "standard")(np.array([[1e200]]))
