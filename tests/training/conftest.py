"""A small data set that is learned in a blink: MNIST's first 600 training digits, 100 of them held out."""

from __future__ import annotations

import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Network
from digitscope.training.recipe import Recipe


@pytest.fixture(scope="session")
def few(mnist_training: Dataset) -> Dataset:
    return mnist_training.take(slice(600), name="600 digits")


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return Recipe(epochs=4, batch=7, validation=100, optimizer="momentum", learning_rate=0.1, momentum=0.8)


@pytest.fixture(scope="session")
def start(recipe: Recipe) -> Network:
    return initialise((784, 16, 16, 10), rng=recipe.stream("start"))
