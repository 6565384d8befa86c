"""Makes the shipped networks from MNIST's training images, each with its card.

    make networks

The recipe is chosen on the held-out part of the training images. The test set is looked at once, at the end, for
the card. NumPy computes it, whatever else this machine has: `plain` and the figures of its card came of that engine.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from digitscope.data.augment import Augmentation
from digitscope.data.mnist import mnist
from digitscope.engine.answering import outputs
from digitscope.engine.choice import engine_for
from digitscope.engine.initialise import initialise
from digitscope.measures.accuracy import answers, evaluation
from digitscope.measures.calibration import calibration_error, probabilities
from digitscope.networks import files
from digitscope.storage import write_atomically
from digitscope.training.history import History
from digitscope.training.recipe import Recipe
from digitscope.training.run import result
from digitscope.training.trainer import train

SHIPPED = Path(__file__).parents[1] / "src" / "digitscope" / "networks" / "shipped"
COMMAND = "make networks"
SLIGHT = Augmentation(rotation=4, scale=0.04, shear=4, shift=0.5, elastic=0.3)


@dataclass(frozen=True)
class Plan:
    """What to ship under a name, and how it is made; the seed that is best on validation ships."""

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
        Recipe(learning_rate=1.0, batch=10, epochs=60, schedule="cosine", augmentation=SLIGHT),
        (1, 2, 3),
    ),
)


@dataclass(frozen=True)
class Made:
    """What one seed gave."""

    seed: int
    file: files.NetworkFile
    history: History
    seconds: float


def trained(plan: Plan, seed: int) -> Made:
    """The network of that seed."""
    recipe = replace(plan.recipe, seed=seed)
    data = mnist("training")
    history = History()
    start = time.perf_counter()
    for step in train(initialise(plan.widths, rng=recipe.stream("start")), data, recipe):
        history = history.with_row(step.row)
        accuracy = f"{step.row.validation_accuracy:.4f}"
        print(f"{plan.name}, seed {seed}: epoch {step.row.epoch:.0f}, validation {accuracy}", flush=True)
    return Made(seed, result(step.state, data, recipe), history, time.perf_counter() - start)


def card(plan: Plan, every: list[Made], shipped: Made) -> dict[str, Any]:
    """Everything that is known of the network that ships; the others say how much luck there was."""
    test = mnist("test")
    pixels = test.pixels()
    z = outputs(shipped.file.network, pixels)
    found = evaluation(z, test.labels)
    sure = probabilities(z, temperature=shipped.file.temperature).max(axis=1)
    accuracies = [evaluation(outputs(made.file.network, pixels), test.labels).accuracy for made in every]
    return {
        "name": plan.name,
        "summary": plan.summary,
        "command": COMMAND,
        "seed": shipped.seed,
        "parameters": shipped.file.network.parameter_count,
        "widths": plan.widths,
        "activations": shipped.file.network.activations,
        "loss": plan.recipe.loss,
        "test": {
            "images": found.images,
            "correct": found.correct,
            "accuracy": found.accuracy,
            "interval": found.interval,
        },
        "validation": dict(shipped.file.figures["validation"]),
        "test_by_digit": (np.diag(found.confusion) / found.confusion.sum(axis=1)).round(4).tolist(),
        "test_over_seeds": {
            "seeds": plan.seeds,
            "accuracy": accuracies,
            "mean": round(float(np.mean(accuracies)), 4),
            "standard_deviation": round(float(np.std(accuracies, ddof=1)), 4),
        },
        "calibration_error": round(calibration_error(sure, answers(z) == test.labels), 4),
        "temperature": shipped.file.temperature,
        "recipe": Recipe.from_mapping(shipped.file.recipe).to_mapping(),
        "data": dict(shipped.file.data),
        "history": [asdict(row) for row in shipped.history.rows],
        "training_seconds": round(shipped.seconds),
        "licence": "MIT; trained on MNIST (CC BY-SA 3.0)",
    }


def main() -> None:
    # The card's network was made before the kernel, and its command shall make it again: the kernel rounds otherwise,
    # and would make another one. Whoever remakes it for other reasons takes the kernel, and this line out.
    os.environ["DIGITSCOPE_ENGINE"] = "numpy"
    for plan in PLANS:
        engine = engine_for(initialise(plan.widths, rng=0))
        print(f"{plan.name}: made on {engine}, since {engine.why}", flush=True)
        every = [trained(plan, seed) for seed in plan.seeds]
        shipped = max(every, key=lambda made: made.file.figures["validation"]["correct"])
        files.save(SHIPPED / f"{plan.name}.safetensors", shipped.file)
        about = card(plan, every, shipped)
        write_atomically(SHIPPED / f"{plan.name}.json", f"{json.dumps(about, indent=1)}\n".encode())
        print(f"{plan.name}: {about['test']['accuracy']:.2%} of the test digits, {about['test_over_seeds']}")


if __name__ == "__main__":
    main()
