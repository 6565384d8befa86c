"""What many tests need: the data once, and np in every doctest."""

from __future__ import annotations

import pytest

from digitscope.data.dataset import Dataset
from digitscope.data.mnist import mnist


@pytest.fixture(scope="session")
def mnist_test() -> Dataset:
    return mnist("test")


@pytest.fixture(scope="session")
def mnist_training() -> Dataset:
    return mnist("training")
