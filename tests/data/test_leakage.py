"""The same image twice where it should be once."""

from __future__ import annotations

import numpy as np
import pytest

from digitscope.data import leakage
from digitscope.data.dataset import Dataset, split
from digitscope.data.leakage import in_evaluation, in_training, shared
from digitscope.data.mnist import TRAINING_SHA256


def test_c49_images_held_out_or_tested_that_are_learned_from_too_are_counted(mnist_training: Dataset) -> None:
    own = mnist_training.take(slice(100))
    _, held = split(own, validation=20)
    assert in_training(own, validation=20) == ()
    twice = Dataset(np.concatenate([own.images, held.images]), np.concatenate([own.labels, held.labels]), "twice")
    learned, judged = split(twice, validation=30)
    count = shared(learned.images, judged.images)
    assert 0 < count < 30
    (told,) = in_training(twice, validation=30)
    assert told.startswith(f"LEAKAGE {count} of 30 held-out images are also among the 90 learned from")
    assert in_training(own, validation=0, test=mnist_training.take(slice(97, 120))) == (
        "LEAKAGE 3 of 23 test images are also among the 100 learned from: what they measure is too good",
    )


def test_one_image_with_two_labels_is_told() -> None:
    images = np.array([[0, 9], [0, 9], [9, 0], [9, 0]], np.uint8)
    (told,) = in_training(Dataset(images, np.array([0, 1, 1, 1]), "odd", 2), validation=0)
    assert told == "CONTRADICTION 2 of 4 images are there again with another label"


def test_c49_what_a_network_learned_from_is_told_before_it_is_measured_on_it(
    mnist_training: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leakage, "mnist", lambda _part: mnist_training)
    assert mnist_training.sha256() == TRAINING_SHA256
    own = mnist_training.take(slice(5, 9))
    assert in_evaluation(own, {"sha256": TRAINING_SHA256})[0].startswith("LEAKAGE 4 of 4 images are also in MNIST")
    assert in_evaluation(own, {"sha256": own.sha256()})[0].startswith("LEAKAGE the network learned from this very data")
    new = Dataset(255 - own.images, own.labels, "new")
    assert in_evaluation(new, {"sha256": TRAINING_SHA256}) == in_evaluation(own, {}) == ()
    assert shared(own.images, own.images[:, :9]) == 0, "of other sizes none is the same"


def test_names_are_part_of_what_tells_data_sets_apart() -> None:
    images, labels = np.zeros((2, 4), np.uint8), np.array([0, 1])
    plain, named = (Dataset(images, labels, "two", 2, names) for names in ((), ("a", "b")))
    assert plain.names == ("0", "1")
    assert plain.sha256() == Dataset(images, labels, "two", 2, ("0", "1")).sha256() != named.sha256()
    assert named.take([1]).names == split(named, validation=1)[0].names == ("a", "b")
