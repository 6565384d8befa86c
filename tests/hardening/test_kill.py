"""Training that is killed goes on to the same bits; and what is forgotten on the way would be noticed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.optimizers import NOTHING
from digitscope.training.checkpoint import Checkpoint, from_bytes, to_bytes
from digitscope.training.history import History
from digitscope.training.recipe import Recipe
from digitscope.training.state import UNJUDGED
from digitscope.training.trainer import train
from hardening.kill import BAD, kill
from hardening.lives import TRAININGS, digest, few

pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks and signals of POSIX")


def test_g2_killed_twenty_times_training_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    tally = kill(20, place=str(tmp_path), longest=0.08)
    assert not tally.complaints
    assert tally.counts["kills"] == 20
    assert tally.counts["in mid-epoch"] > 5
    assert tally.counts["resumed"] > 10
    assert not any(tally.counts[name] for name in BAD)


RECIPE = Recipe(epochs=6, batch=7, validation=100, optimizer="momentum", learning_rate=0.1, momentum=0.8)


def gone_on(data: Dataset, checkpoint: Checkpoint, recipe: Recipe = RECIPE) -> str:
    """The digest at the end, from there on."""
    state, history = checkpoint.state, checkpoint.history
    for step in train(state, data, recipe, every=20):
        state, history = step.state, history.with_row(step.row)
    assert state.network != checkpoint.state.network, "the weights must still move"
    return digest(Checkpoint(state, history))


FORGOTTEN: dict[str, Callable[[Checkpoint], Checkpoint]] = {
    "the optimizer's memory": lambda one: Checkpoint(replace(one.state, memory=NOTHING), one.history),
    "the place in the epoch": lambda one: Checkpoint(replace(one.state, batch=0), one.history),
    "the epoch": lambda one: Checkpoint(replace(one.state, epoch=one.state.epoch + 1), one.history),
    "the best so far": lambda one: Checkpoint(
        replace(one.state, best=one.state.network, best_accuracy=UNJUDGED, best_loss=np.inf, best_epoch=0), one.history
    ),
    "the history": lambda one: Checkpoint(one.state, History()),
}


@pytest.fixture(scope="module")
def data() -> Dataset:
    return few()


@pytest.fixture(scope="module")
def midway(data: Dataset) -> Checkpoint:
    """In the fifth epoch, with a best so far that nothing beats any more."""
    history, steps = History(), train(TRAININGS[0].start(), data, RECIPE, every=20)
    for step in islice(steps, 4 * 4 + 2):
        history = history.with_row(step.row)
    best = replace(step.state, best=TRAININGS[0].start(), best_accuracy=0.99, best_loss=0.001, best_epoch=1)
    return Checkpoint(best, history)


@pytest.mark.parametrize("what", FORGOTTEN)
def test_l142_what_a_checkpoint_keeps_is_all_needed(what: str, data: Dataset, midway: Checkpoint) -> None:
    kept = from_bytes(to_bytes(midway))
    assert gone_on(data, kept) == gone_on(data, midway)
    assert gone_on(data, FORGOTTEN[what](kept)) != gone_on(data, midway), "forgetting it is not noticed"


def test_l142_another_order_is_noticed(data: Dataset, midway: Checkpoint) -> None:
    assert gone_on(data, midway, replace(RECIPE, seed=1)) != gone_on(data, midway)


@pytest.mark.slow
def test_g2_a_writer_that_is_not_atomic_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(path: Path, content: bytes) -> None:
        with open(path, "wb", buffering=0) as file:
            for start in range(0, len(content), 4096):
                file.write(content[start : start + 4096])
                time.sleep(0.0005)

    monkeypatch.setattr("digitscope.training.checkpoint.write_atomically", torn)
    assert kill(20, place=str(tmp_path), longest=0.3).counts["unreadable"] > 3
