"""Every contender learns the network that the readable reference learns, and gives its answers."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.gradient import gradient
from digitscope.engine.network import Network
from digitscope.errors import MissingError
from digitscope.experiments.speed.cases import LESSON, Answering, Kind, Learning
from digitscope.experiments.speed.contenders import CONTENDERS, FLOORS, Contender
from digitscope.experiments.speed.material import Exam, Lesson
from digitscope.experiments.speed.player import Player

CASES = [
    Learning(LESSON, "sigmoid", "quadratic", 32),
    Learning(LESSON, "sigmoid", "cross-entropy", 1),
    Learning((784, 24, 12, 10), "relu", "cross-entropy", 32),
]
COUNT = 150
"""Images: four batches of 32, and one that is not full."""
LOCAL = [(module, case) for module in ("own", "vectorised") for case in CASES]
LOCAL += [("per_sample", case) for case in CASES if case.widths == LESSON]
PEERS = [one for one in CONTENDERS if one.packages]


def by_the_reference(lesson: Lesson) -> Network:
    """Plain SGD with the readable gradient, in float64."""
    network, case = lesson.start.astype(np.float64), lesson.case
    for begin in range(0, lesson.count, case.batch):
        part = slice(begin, begin + case.batch)
        trace = network.trace(lesson.pixels[part].astype(np.float64))
        slopes = gradient(network, trace, lesson.labels[part], loss=case.loss)
        network = network.with_parameters(network.parameters() - case.rate * slopes.vector())
    return network


@pytest.mark.parametrize(("module", "case"), LOCAL, ids=str)
def test_a_contender_learns_what_the_reference_learns_again_and_again(module: str, case: Learning) -> None:
    lesson = Lesson(case, COUNT)
    run, network_of = import_module(f"digitscope.experiments.speed.contenders.{module}").epoch(lesson)
    first, again = network_of(run()).parameters(), network_of(run()).parameters()
    np.testing.assert_array_equal(first, again, "a second run begins at the start too")
    expected, start = by_the_reference(lesson).parameters(), lesson.start.parameters()
    assert np.linalg.norm(first - expected) < 1e-4 * np.linalg.norm(expected - start)


@pytest.mark.parametrize("kind", ["prepared", "raw", "pixels", "one"])
@pytest.mark.parametrize("module", ["own", "vectorised"])
def test_answers_are_those_of_the_shipped_network(module: str, kind: Kind, mnist_test: Dataset) -> None:
    exam = Exam(Answering(kind), mnist_test.images[:1] if kind == "one" else mnist_test.images[:70])
    given = np.asarray(import_module(f"digitscope.experiments.speed.contenders.{module}").answers(exam)())
    expected = exam.network.astype(np.float64)(exam.pixels.astype(np.float64))
    assert given.shape == expected.shape == ((10,) if kind == "one" else (70, 10))
    np.testing.assert_allclose(given, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: str(floor.name))
def test_a_floor_runs_or_says_why_it_cannot(floor: Contender) -> None:
    module = import_module(f"digitscope.experiments.speed.contenders.{floor.module}")
    try:
        run, _ = module.epoch(Lesson(CASES[0], COUNT))
    except MissingError as refused:
        reason = str(refused)
    else:
        reason = f"the kernel is here: {run()}"
    assert "kernel" in reason


@pytest.mark.peers
@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: str(peer.name))
def test_a_peer_learns_and_answers_the_same(peer: Contender) -> None:
    if peer.missing:
        pytest.skip(f"{peer.missing[0]} is not installed")
    with Player(peer) as player:
        for case in CASES if peer.learns else ():
            if (peer.wide or case.widths == LESSON) and (peer.name != "scikit-learn" or case.loss != "quadratic"):
                assert player.prepare(case, count=COUNT, least=0.0)["off"] < 1e-4
                assert player.play().cpu > 0
        for kind in ("prepared", "raw", "pixels", "one") if peer.answers else ():
            assert player.prepare(Answering(kind), least=0.0)["off"] < 1e-4


@pytest.mark.peers
def test_scikit_learn_says_that_it_has_no_quadratic_cost() -> None:
    (scikit,) = (one for one in CONTENDERS if one.name == "scikit-learn")
    with Player(scikit) as player, pytest.raises(MissingError, match="learns by cross-entropy"):
        player.prepare(CASES[0], count=COUNT, least=0.0)
