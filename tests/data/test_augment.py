"""Distorted copies are drawn by the rng, gently, and are bytes again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitscope.data.augment import CHUNK, Augmentation, augment
from digitscope.data.dataset import Dataset
from digitscope.errors import SettingError, ShapeError

NOTHING = Augmentation(rotation=0, scale=0, shear=0, shift=0, elastic=0)


def test_no_distortion_is_the_identity(mnist_test: Dataset) -> None:
    images = mnist_test.images[: CHUNK + 9]
    np.testing.assert_array_equal(augment(images, NOTHING, rng=np.random.default_rng(0)), images)


def test_the_same_rng_draws_the_same_copies_and_the_originals_stay(mnist_test: Dataset) -> None:
    images = mnist_test.images[:40]
    before = images.tobytes()
    first, again, other = (augment(images, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.dtype == np.uint8
    assert (first == again).all()
    assert (first != other).any()
    assert images.tobytes() == before


@pytest.mark.parametrize("knob", ["rotation", "scale", "shear", "shift", "elastic"])
def test_each_knob_moves_ink_but_keeps_about_as_much_of_it(knob: str, mnist_test: Dataset) -> None:
    images = mnist_test.images[:200]
    limits = replace(NOTHING, **{knob: getattr(Augmentation(), knob)})
    copies = augment(images, limits, rng=np.random.default_rng(0))
    moved = np.abs(copies.astype(int) - images).mean()
    assert 1 < moved < 25
    assert copies.mean() == pytest.approx(images.mean(), rel=0.03)


def test_a_shift_goes_both_ways_and_no_further_than_it_may() -> None:
    dot = np.zeros((400, 28, 28), np.uint8)
    dot[:, 14, 14] = 255
    copies = augment(dot.reshape(400, 784), replace(NOTHING, shift=2), rng=np.random.default_rng(0)).reshape(-1, 28, 28)
    rows = copies.sum(axis=2) @ np.arange(28) / copies.sum(axis=(1, 2))
    assert 11.9 < rows.min() < 12.3
    assert 15.7 < rows.max() < 16.1


def test_a_quarter_turn_turns_a_quarter() -> None:
    bar = np.zeros((1, 28, 28), np.uint8)
    bar[:, 13:15, 4:24] = 255

    class AllTheWay(np.random.Generator):
        def uniform(self, low: float, high: float, size: tuple[int, ...]) -> np.ndarray:  # type: ignore[override]  # every draw at its limit
            return np.full(size, high)

    turned = augment(bar.reshape(1, 784), replace(NOTHING, rotation=90), rng=AllTheWay(np.random.PCG64(0)))
    np.testing.assert_allclose(turned.reshape(28, 28), bar[0].T, atol=1)


def test_height_and_width_are_scaled_each_by_itself() -> None:
    square = np.zeros((300, 28, 28), np.uint8)
    square[:, 9:19, 9:19] = 255
    copies = augment(square.reshape(300, 784), replace(NOTHING, scale=0.4), rng=np.random.default_rng(0))
    ink = copies.reshape(-1, 28, 28) / 255.0
    heights, widths = ink[:, :, 13:15].sum(axis=1).mean(axis=1), ink[:, 13:15].sum(axis=2).mean(axis=1)
    assert abs(np.corrcoef(heights, widths)[0, 1]) < 0.2
    assert heights.min() < 7.5 < 12.5 < heights.max()


def test_a_bend_has_the_spread_that_was_asked_for() -> None:
    ramp = np.tile(np.arange(28, dtype=np.uint8) * 9, (300, 28, 1)).reshape(300, 784)
    bent = augment(ramp, replace(NOTHING, elastic=1.0), rng=np.random.default_rng(0)).reshape(-1, 28, 28)
    moved = (bent[:, 8:20, 8:20].astype(float) - ramp.reshape(-1, 28, 28)[:, 8:20, 8:20]) / 9
    assert moved.std() == pytest.approx(1, abs=0.1)


def test_limits_that_cannot_be_are_refused() -> None:
    with pytest.raises(SettingError, match="rotation must be 0 to 180; got -1"):
        Augmentation(rotation=-1)
    with pytest.raises(SettingError, match=r"scale must be 0 to 0\.9; got nan"):
        Augmentation(scale=float("nan"))
    with pytest.raises(SettingError, match=r"smoothness must be 0\.5 or more; got 0"):
        Augmentation(smoothness=0)
    with pytest.raises(ShapeError, match=r"must be \(n, 784\) uint8; got \(1, 4\) uint8"):
        augment(np.zeros((1, 4), np.uint8), rng=np.random.default_rng(0))
