"""The lesson's widths taught to 95% by digitscope. python -m digitscope.experiments.speed.from_start.own"""

from __future__ import annotations

import json
import sys

from digitscope.data.mnist import mnist
from digitscope.engine.initialise import initialise
from digitscope.training.recipe import Recipe
from digitscope.training.trainer import train


def main() -> None:
    recipe = Recipe(loss="cross-entropy", learning_rate=0.2, schedule="linear", batch=32, epochs=4)
    rng = recipe.stream("start")
    start = initialise((784, 16, 16, 10), "relu", output_activation="softmax", scheme="he", rng=rng)
    for step in train(start, mnist("training"), recipe):
        if (step.row.validation_accuracy or 0) >= 0.95:
            break
    sys.stdout.write(json.dumps({"accuracy": step.row.validation_accuracy, "epochs": step.state.epoch}) + "\n")


if __name__ == "__main__":
    main()
