"""Every contender learns the network that the readable reference learns, and gives its answers."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from digitscope.data.dataset import Dataset
from digitscope.engine.choice import NUMPY, engine_for
from digitscope.engine.gradient import gradient
from digitscope.engine.network import Network
from digitscope.errors import MissingError
from digitscope.experiments.speed import material
from digitscope.experiments.speed.cases import LESSON, Answering, Kind, Learning
from digitscope.experiments.speed.contenders import (
    CONTENDERS,
    FLOORS,
    Contender,
    finding_ink,
    floor_inked,
    floor_products,
    own,
    vectorised,
)
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
    ways = import_module(f"digitscope.experiments.speed.contenders.{module}").answers(exam)
    expected = exam.network.astype(np.float64)(exam.pixels.astype(np.float64))
    assert expected.shape == ((10,) if kind == "one" else (70, 10))
    for answer in ways.values():
        np.testing.assert_allclose(np.asarray(answer()), expected, rtol=1e-5, atol=1e-5)
        assert np.shape(answer()) == expected.shape


@pytest.mark.parametrize("kind", ["prepared", "raw", "pixels", "one"])
def test_who_multiplies_every_pixel_may_do_so_in_blocks_that_are_not_all_full(
    kind: Kind, monkeypatch: pytest.MonkeyPatch, mnist_test: Dataset
) -> None:
    monkeypatch.setattr(material, "BLOCK", 32)
    exam = Exam(Answering(kind), mnist_test.images[:1] if kind == "one" else mnist_test.images[:70])
    ways = vectorised.answers(exam)
    assert list(ways) == ([""] if kind == "one" else ["all at once", "in blocks of 32"])
    first, *_, last = [answer() for answer in (*ways.values(), *ways.values())]
    np.testing.assert_allclose(first, last, rtol=1e-5, atol=1e-5)


def test_raw_images_reach_it_as_levels_and_its_first_weights_are_255_times_smaller(mnist_test: Dataset) -> None:
    exam = Exam(Answering("raw"), mnist_test.images[:3])
    network, images = exam.dense
    assert images.dtype == np.uint8
    np.testing.assert_allclose(network.layers[0].weights * 255, exam.network.layers[0].weights, rtol=1e-6)
    assert Exam(Answering("prepared"), mnist_test.images[:3]).dense[1].dtype == np.float32


def test_on_numpy_ours_looks_for_no_ink_when_it_answers(monkeypatch: pytest.MonkeyPatch, mnist_test: Dataset) -> None:
    monkeypatch.setattr(own, "engine_for", lambda _: NUMPY)
    monkeypatch.setattr(own, "Images", None)
    for kind in ("prepared", "raw"):
        exam = Exam(Answering(kind), mnist_test.images[:70])
        ways = own.answers(exam)
        assert len(ways) == 2
        for answer in ways.values():
            np.testing.assert_allclose(answer(), exam.network(exam.pixels), rtol=1e-5, atol=1e-5)


def test_the_inked_pixels_multiply_adds_are_those_of_all_pixels_without_the_dark_ones() -> None:
    lesson = Lesson(CASES[2], 3)
    inked = np.count_nonzero(lesson.levels)
    later = 3 * 3 * (24 * 12 + 12 * 10)  # images, by forward, backward and by weights
    assert floor_inked.inked_multiply_adds(lesson) == 2 * inked * 24 + later
    assert floor_products.multiply_adds(lesson) == 2 * 3 * 784 * 24 + later


def test_finding_the_ink_finds_it_or_says_that_nobody_looks_for_it(
    monkeypatch: pytest.MonkeyPatch, mnist_test: Dataset
) -> None:
    exam = Exam(Answering("prepared"), mnist_test.images[:3])
    if engine_for(exam.network).path:
        (find,) = finding_ink.answers(exam).values()
        assert find().ink is not None
    monkeypatch.setattr(finding_ink, "engine_for", lambda _: NUMPY)
    with pytest.raises(MissingError, match="ink is found for the kernel; got NumPy"):
        finding_ink.answers(exam)


@pytest.mark.parametrize("floor", [one for one in FLOORS if one.learns], ids=lambda floor: str(floor.name))
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
        for kind in peer.answers:
            assert player.prepare(Answering(kind), least=0.0)["off"] < 1e-4


@pytest.mark.peers
def test_scikit_learn_says_that_it_has_no_quadratic_cost() -> None:
    (scikit,) = (one for one in CONTENDERS if one.name == "scikit-learn")
    with Player(scikit) as player, pytest.raises(MissingError, match="learns by cross-entropy"):
        player.prepare(CASES[0], count=COUNT, least=0.0)
