"""What each part of a recipe brings the lesson's network, in accuracy on held-out images of MNIST's training set.

    python bench/recipes.py [SEEDS]        by default 2 seeds a line; about ten minutes of one core

The recipes of the shipped networks (tools/make_networks.py) were chosen by such tables; docs/networks.md explains one.
All train as long, on as many copies. The test set is not touched.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from digitscope.data.augment import GENTLE, Augmentation
from digitscope.data.mnist import mnist
from digitscope.engine.initialise import initialise
from digitscope.environment import cores
from digitscope.training.recipe import Recipe
from digitscope.training.trainer import Parts, train

if TYPE_CHECKING:
    from collections.abc import Iterator

SLIGHT = Augmentation(rotation=4, scale=0.04, shear=4, shift=0.5, elastic=0.3)
MIDDLE = Augmentation(rotation=5.5, scale=0.055, shear=6.5, shift=0.7, elastic=0.45)
LESSON = Recipe(loss="quadratic", learning_rate=0.2, batch=10, epochs=400, augmentation=MIDDLE, copies=30)
CLEAR = replace(LESSON, loss="cross-entropy", learning_rate=0.03, batch=32)


@dataclass(frozen=True)
class Variant:
    """One line of the table: what differs, and how it is trained."""

    told: str
    recipe: Recipe
    activation: str = "sigmoid"
    scheme: str = "glorot"


VARIANTS = (
    Variant("the lesson's, images as they are", replace(LESSON, augmentation=None, copies=None)),
    Variant("slightly distorted", replace(LESSON, augmentation=SLIGHT)),
    Variant("distorted: plain's recipe, shorter", LESSON),
    Variant("more distorted", replace(LESSON, augmentation=GENTLE)),
    Variant("learning rate 1 instead of 0.2", replace(LESSON, learning_rate=1.0)),
    Variant("5 copies instead of 30", replace(LESSON, copies=5)),
    Variant("softmax and cross-entropy", CLEAR),
    Variant("and tanh: tuned's recipe, shorter", CLEAR, "tanh"),
    Variant("the same with images as they are", replace(CLEAR, augmentation=None, copies=None), "tanh"),
    Variant("the same with Adam", replace(CLEAR, optimizer="adam", learning_rate=0.001), "tanh"),
    Variant("ReLU: relu's recipe, shorter", CLEAR, "relu", "he"),
)


def parts_for(variants: tuple[Variant, ...]) -> Iterator[tuple[Variant, Parts]]:
    """Each variant with its images; copies are drawn once for all that share them."""
    plain = Parts.of(mnist("training"), validation=LESSON.validation)
    made: dict[Augmentation | None, Parts] = {None: plain}
    for variant in variants:
        limits = variant.recipe.augmentation
        if limits not in made:
            made[limits] = plain.with_copies(replace(LESSON, augmentation=limits))
        yield variant, made[limits]


def reached(variant: Variant, parts: Parts, seed: int) -> tuple[float, float]:
    """Accuracy at the end on the held-out images and, each as it came up, on those that it learned from."""
    recipe = replace(variant.recipe, seed=seed)
    output = "softmax" if recipe.loss == "cross-entropy" else "sigmoid"
    start = initialise(
        (784, 16, 16, 10),
        variant.activation,
        output_activation=output,
        scheme=variant.scheme,
        rng=recipe.stream("start"),
    )
    *_, last = train(start, parts, recipe)
    return last.row.validation_accuracy or 0.0, last.row.accuracy or 0.0


def main() -> None:
    seeds = range(1, 1 + int(sys.argv[1] if len(sys.argv) > 1 else 2))
    print(
        f"| {LESSON.epochs} epochs, {len(seeds)} seeds | {LESSON.validation:,} held-out | learned from |\n|---|---|---|"
    )
    with ThreadPoolExecutor(cores()) as pool:
        for variant, parts in parts_for(VARIANTS):
            found = np.array(list(pool.map(lambda seed, v=variant, p=parts: reached(v, p, seed), seeds)))
            held, learned = found.mean(axis=0)
            print(f"| {variant.told} | {held:.2%} | {learned:.2%} |", flush=True)


if __name__ == "__main__":
    main()
