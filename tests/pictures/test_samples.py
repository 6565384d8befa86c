"""The sample images: made again, they are the ones that ship."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "src" / "digitscope" / "samples"
MAKE: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "make_samples.py"))
SCENES = {scene.name: scene for scene in MAKE["SCENES"]}


@pytest.mark.parametrize("name", SCENES)
def test_a_sample_drawn_again_is_the_one_that_ships(name: str) -> None:
    scene = SCENES[name]
    drawn = MAKE["draw"](scene, np.random.default_rng([20, scene.digit]))
    with Image.open(SAMPLES / f"{name}.png") as image:
        kept = np.asarray(image)
    assert drawn.shape == kept.shape
    assert np.abs(drawn.astype(int) - kept).mean() < 0.5


def test_the_mnist_samples_are_mnists() -> None:
    for name, levels in MAKE["mnist_digits"]().items():
        with Image.open(SAMPLES / f"{name}.png") as image:
            assert (np.asarray(image) == levels).all()


def test_twelve_samples_hold_all_ten_digits_in_less_than_600_kilobytes() -> None:
    files = sorted(SAMPLES.glob("*.png"))
    assert len(files) == 12
    assert {file.stem[-1] for file in files} == set("0123456789")
    assert sum(file.stat().st_size for file in files) < 600_000
