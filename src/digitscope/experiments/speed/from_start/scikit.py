"""The lesson's widths taught to 95% by scikit-learn, by a recipe of its own: a constant rate, and batch 64.

It has no rate that falls from batch to batch, and draws its start by Glorot's rule alone.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from digitscope.data.dataset import split
from digitscope.data.mnist import mnist


def main() -> None:
    from sklearn.neural_network import MLPClassifier

    training, held = split(mnist("training"), validation=10_000)
    pixels, held_pixels = training.pixels(), held.pixels()
    settings = {"momentum": 0.0, "nesterovs_momentum": False, "alpha": 0.0, "random_state": 0}
    model = MLPClassifier((16, 16), solver="sgd", learning_rate_init=0.1, batch_size=64, **settings)
    accuracy, epoch = 0.0, 0
    while accuracy < 0.95 and epoch < 12:
        model.partial_fit(pixels, training.labels, classes=np.arange(10))
        accuracy, epoch = float(model.score(held_pixels, held.labels)), epoch + 1
    sys.stdout.write(json.dumps({"accuracy": accuracy, "epochs": epoch}) + "\n")


if __name__ == "__main__":
    main()
