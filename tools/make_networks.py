"""Makes the shipped networks from MNIST's training images, each with its card.

    make networks

The recipe is chosen on the held-out part of the training images. The test set is looked at once, at the end, for
the card.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digitscope.data.augment import GENTLE
from digitscope.data.mnist import mnist
from digitscope.engine.initialise import initialise
from digitscope.measures.accuracy import answers, evaluation
from digitscope.measures.calibration import calibration_error, probabilities
from digitscope.networks import files
from digitscope.storage import write_atomically
from digitscope.training.recipe import Recipe
from digitscope.training.run import result
from digitscope.training.trainer import outputs, train

SHIPPED = Path(__file__).parents[1] / "src" / "digitscope" / "networks" / "shipped"
COMMAND = "make networks"


@dataclass(frozen=True)
class Plan:
    """What to ship under a name, and how it is made; the first seed ships, the others tell the spread."""

    name: str
    summary: str
    widths: tuple[int, ...]
    recipe: Recipe
    seeds: tuple[int, ...]


PLANS = (
    Plan(
        "plain",
        "The lesson's network: sigmoid in every layer, quadratic cost, plain stochastic gradient descent.",
        (784, 16, 16, 10),
        Recipe(learning_rate=1.0, batch=10, epochs=100, schedule="cosine", augmentation=GENTLE),
        (1, 2, 3),
    ),
)


def trained(plan: Plan, seed: int) -> tuple[files.NetworkFile, float]:
    """The network of that seed, and the seconds it took."""
    recipe = Recipe.from_mapping(plan.recipe.to_mapping() | {"seed": seed})
    data = mnist("training")
    start = time.perf_counter()
    for step in train(initialise(plan.widths, rng=recipe.stream("start")), data, recipe):
        print(
            f"{plan.name}, seed {seed}: epoch {step.row.epoch:.0f}, validation {step.row.validation_accuracy:.4f}",
            flush=True,
        )
    return result(step.state, data, recipe), time.perf_counter() - start


def card(plan: Plan, made: list[files.NetworkFile], seconds: float) -> dict[str, Any]:
    """Everything that is known of the first of the networks; the others say how much luck there was."""
    test = mnist("test")
    found = [evaluation(outputs(file.network, test.pixels()), test.labels) for file in made]
    z = outputs(made[0].network, test.pixels())
    right = answers(z) == test.labels
    sure = probabilities(z, temperature=made[0].temperature).max(axis=1)
    accuracies = [one.accuracy for one in found]
    return {
        "name": plan.name,
        "summary": plan.summary,
        "command": COMMAND,
        "seed": plan.seeds[0],
        "parameters": made[0].network.parameter_count,
        "widths": plan.widths,
        "activations": made[0].network.activations,
        "loss": plan.recipe.loss,
        "test": {
            "images": found[0].images,
            "correct": found[0].correct,
            "accuracy": found[0].accuracy,
            "interval": found[0].interval,
        },
        "validation": dict(made[0].figures["validation"]),
        "test_by_digit": (np.diag(found[0].confusion) / found[0].confusion.sum(axis=1)).round(4).tolist(),
        "test_over_seeds": {
            "seeds": plan.seeds,
            "accuracy": accuracies,
            "mean": round(float(np.mean(accuracies)), 4),
            "standard_deviation": round(float(np.std(accuracies, ddof=1)), 4),
        },
        "calibration_error": round(calibration_error(sure, right), 4),
        "temperature": made[0].temperature,
        "recipe": Recipe.from_mapping(made[0].recipe).to_mapping(),
        "data": dict(made[0].data),
        "training_seconds": round(seconds),
        "licence": "MIT; trained on MNIST (CC BY-SA 3.0)",
    }


def main() -> None:
    for plan in PLANS:
        made, seconds = zip(*(trained(plan, seed) for seed in plan.seeds), strict=True)
        files.save(SHIPPED / f"{plan.name}.safetensors", made[0])
        about = card(plan, list(made), seconds[0])
        write_atomically(SHIPPED / f"{plan.name}.json", f"{json.dumps(about, indent=2)}\n".encode())
        print(f"{plan.name}: {about['test']['accuracy']:.2%} of the test digits, {about['test_over_seeds']}")


if __name__ == "__main__":
    main()
