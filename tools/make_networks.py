"""Makes the shipped networks from MNIST's training images, each with its card.

    make networks                            all of them
    python tools/make_networks.py wide       that one; more names are more networks

Each recipe was chosen on the held-out part of the training images (docs/networks.md says what was tried), and so is
the seed that ships. The test set is looked at once, at the end, for the card. Seeds are trained side by side, one on
each core, and share their distorted copies (4 GB). NumPy computes `plain`, whatever else this machine has: it and the
figures of its card came of that engine.
"""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.data.augment import Augmentation
from digitscope.data.mnist import mnist
from digitscope.engine.answering import outputs
from digitscope.engine.choice import engine_for, present
from digitscope.engine.initialise import initialise
from digitscope.engine.structure import in_sigmoids, side_by_side
from digitscope.environment import cores
from digitscope.measures.accuracy import answers, evaluation
from digitscope.measures.calibration import calibration_error, probabilities
from digitscope.networks import files
from digitscope.storage import write_atomically
from digitscope.training.history import History
from digitscope.training.recipe import Recipe
from digitscope.training.run import result
from digitscope.training.trainer import Parts, train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digitscope.engine.network import Network
    from digitscope.training.state import State

SHIPPED: Final = Path(__file__).parents[1] / "src" / "digitscope" / "networks" / "shipped"
COMMAND: Final = "make networks"
ROWS: Final = 100
"""Rows of its history that a card keeps, evenly spread."""


def _as_trained(network: Network) -> Network:
    return network


def _in_half_precision(network: Network) -> Network:
    return network.with_parameters(network.parameters().astype(np.float16).astype(np.float32))


@dataclass(frozen=True)
class Plan:
    """What to ship under a name, and how it is made; the seed that is best on validation ships.

    members: so many are trained for each seed, and answer side by side as one.  finish: what becomes of the network
    before it is judged, which `finished` tells.  half: its file holds float16.  engine: what computes it.
    """

    name: str
    summary: str
    widths: tuple[int, ...]
    activation: str
    output_activation: str
    scheme: str
    recipe: Recipe
    seeds: tuple[int, ...]
    finish: Callable[[Network], Network] = _as_trained
    finished: str = ""
    half: bool = False
    members: int = 1
    engine: str = "auto"

    def start(self, recipe: Recipe) -> Network:
        """The untrained network of a seed."""
        return initialise(
            self.widths,
            self.activation,
            output_activation=self.output_activation,
            scheme=self.scheme,
            rng=recipe.stream("start"),
        )


LESSON: Final = (784, 16, 16, 10)
SLIGHT: Final = Augmentation(rotation=4, scale=0.04, shear=4, shift=0.5, elastic=0.3)
MIDDLE: Final = Augmentation(rotation=5.5, scale=0.055, shear=6.5, shift=0.7, elastic=0.45)
STRONG: Final = Augmentation(rotation=12, scale=0.12, shear=12, shift=1.0, elastic=1.1, smoothness=4.5)
SMALL: Final = Recipe(loss="cross-entropy", learning_rate=0.03, batch=32, epochs=1800, augmentation=MIDDLE, copies=60)
PLANS: Final = (
    Plan(
        "plain",
        "The lesson's network: sigmoid in every layer, quadratic cost, plain stochastic gradient descent.",
        LESSON,
        "sigmoid",
        "sigmoid",
        "glorot",
        Recipe(learning_rate=1.0, batch=10, epochs=60, augmentation=SLIGHT),
        (1, 2, 3),
        engine="numpy",
    ),
    Plan(
        "tuned",
        "The lesson's 13,002 numbers, sigmoid in every layer, with every trick in the training.",
        LESSON,
        "tanh",
        "softmax",
        "glorot",
        SMALL,
        (1, 2, 3, 4, 5, 6, 7, 8),
        in_sigmoids,
        "trained with tanh and softmax, then written in sigmoids: the same answers",
    ),
    Plan(
        "relu",
        "The lesson's widths, with ReLU in the hidden layers and softmax outputs.",
        LESSON,
        "relu",
        "softmax",
        "he",
        SMALL,
        (1, 2, 3, 4, 5, 6, 7, 8),
    ),
    Plan(
        "wide",
        "Two fully connected networks of 600 and 600 ReLU neurons side by side in one: what reads best.",
        (784, 600, 600, 10),
        "relu",
        "softmax",
        "he",
        Recipe(
            loss="cross-entropy",
            optimizer="momentum",
            learning_rate=0.1,
            batch=100,
            epochs=44,
            validation=5_000,
            augmentation=STRONG,
            copies=44,
        ),
        (1, 2, 3, 4, 5),
        _in_half_precision,
        "the mean of two, rounded to float16 for its file",
        half=True,
        members=2,
    ),
)


@dataclass(frozen=True)
class Made:
    """What one seed gave.  seconds: of one core; distorting is not in them, as it is done once for all seeds."""

    seed: int
    file: files.NetworkFile
    history: History
    seconds: float


@dataclass(frozen=True)
class Member:
    """What one training gave.  seconds: of one core."""

    state: State
    history: History
    seconds: float


def trained(plan: Plan, parts: Parts, seed: int) -> Member:
    """One training, by the plan's recipe with that seed."""
    recipe = replace(plan.recipe, seed=seed)
    history = History()
    start = time.thread_time()
    for step in train(plan.start(recipe), parts, recipe):
        history = history.with_row(step.row)
        if step.row.epoch % (recipe.epochs // 20) == 0:
            accuracy = f"{step.row.validation_accuracy:.4f}"
            print(f"{plan.name}, seed {seed}: epoch {step.row.epoch:.0f}, validation {accuracy}", flush=True)
    return Member(step.state, history, time.thread_time() - start)


def joined(plan: Plan, seed: int, members: Sequence[Member]) -> Made:
    """The network of that seed; its history is that of the first member."""
    recipe = replace(plan.recipe, seed=seed)
    network = plan.finish(
        side_by_side([one.state.best for one in members]) if plan.members > 1 else members[0].state.best
    )
    file = result(replace(members[0].state, best=network), mnist("training"), recipe)
    return Made(seed, file, members[0].history, sum(one.seconds for one in members))


def card(plan: Plan, every: list[Made], shipped: Made) -> dict[str, Any]:
    """Everything that is known of the network that ships; the others say how much luck there was."""
    test = mnist("test")
    z = outputs(shipped.file.network, test.images)
    found = evaluation(z, test.labels)
    sure = probabilities(z, temperature=shipped.file.temperature).max(axis=1)
    accuracies = [evaluation(outputs(made.file.network, test.images), test.labels).accuracy for made in every]
    network, kept = shipped.file.network, np.linspace(0, len(shipped.history.rows) - 1, ROWS).round().astype(int)
    return {
        "name": plan.name,
        "summary": plan.summary,
        "command": COMMAND,
        "seed": shipped.seed,
        "parameters": network.parameter_count,
        "widths": network.widths,
        "activations": network.activations,
        "members": plan.members,
        "finished": plan.finished,
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
        "calibration_bins": "10 of equal mass",
        "temperature": shipped.file.temperature,
        "engine": str(engine_for(network)),
        "recipe": Recipe.from_mapping(shipped.file.recipe).to_mapping(),
        "data": dict(shipped.file.data),
        "history": [asdict(shipped.history.rows[row]) for row in np.unique(kept)],
        "training_seconds": round(shipped.seconds),
        "licence": "MIT; trained on MNIST (CC BY-SA 3.0)",
    }


def made(plan: Plan) -> None:
    """Trains all seeds of a plan, ships the best, and writes its card."""
    os.environ["DIGITSCOPE_ENGINE"] = plan.engine
    present.cache_clear()
    start = time.process_time()
    parts = Parts.of(mnist("training"), validation=plan.recipe.validation).with_copies(plan.recipe)
    print(f"{plan.name}: {plan.recipe.copies} distorted copies in {time.process_time() - start:.0f} s", flush=True)
    seeds = [plan.members * seed + number for seed in plan.seeds for number in range(plan.members)]
    with ThreadPoolExecutor(cores()) as pool:
        found = list(pool.map(partial(trained, plan, parts), seeds))
    groups = [found[begin : begin + plan.members] for begin in range(0, len(found), plan.members)]
    every = [joined(plan, seed, group) for seed, group in zip(plan.seeds, groups, strict=True)]
    shipped = max(every, key=lambda one: one.file.figures["validation"]["correct"])
    files.save(SHIPPED / f"{plan.name}.safetensors", shipped.file, half=plan.half)
    about = card(plan, every, shipped)
    write_atomically(SHIPPED / f"{plan.name}.json", f"{json.dumps(about, indent=1)}\n".encode())
    print(f"{plan.name}: {about['test']['accuracy']:.2%} of the test digits, {about['test_over_seeds']}")


def main(names: list[str]) -> None:
    known = [plan.name for plan in PLANS]
    if unknown := set(names) - set(known):
        sys.exit(f"networks that are made here are {', '.join(known)}; got {', '.join(sorted(unknown))}")
    for plan in PLANS:
        if not names or plan.name in names:
            made(plan)


if __name__ == "__main__":
    main(sys.argv[1:])
