"""The command as a person runs it: a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from digitscope.data.dataset import Dataset


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory, mnist_test: Dataset) -> Path:
    """A folder with MNIST's first 30 test digits as 0.png ... 29.png; their labels begin 7 2 1 0 4."""
    folder = tmp_path_factory.mktemp("digits")
    for number, image in enumerate(mnist_test.images[:30].reshape(-1, 28, 28)):
        Image.fromarray(image).save(folder / f"{number}.png")
    return folder
