"""What a search costs: GridSearchCV over 12 structures on 10,000 images of MNIST, DigitClassifier beside MLPClassifier.

python bench/grid_search.py            both, each on one thread, in turns
python bench/grid_search.py ours       DigitClassifier alone

The same structures, folds, optimizer (Adam), learning rate, batch and epochs for both; CPU seconds of all fits and
scores, the last fit on all images included.
"""

from __future__ import annotations

import os

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import sys
import time
import warnings
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier

from digitscope import DigitClassifier, mnist

IMAGES, EPOCHS, BATCH, RATE, FOLDS = 10_000, 10, 32, 0.003, 5
WIDTHS = (16, 32, 48, 64)
STRUCTURES = [(width,) * depth for depth in (1, 2, 3) for width in WIDTHS]


def searches() -> dict[str, GridSearchCV]:
    """The same search for either, by its name."""
    ours = DigitClassifier(
        activation="relu", epochs=EPOCHS, batch=BATCH, learning_rate=RATE, schedule="constant", random_state=0
    )
    theirs = MLPClassifier(
        max_iter=EPOCHS, batch_size=BATCH, learning_rate_init=RATE, alpha=0, n_iter_no_change=EPOCHS, random_state=0
    )
    return {
        "DigitClassifier": GridSearchCV(ours, {"hidden": STRUCTURES}, cv=FOLDS),
        "MLPClassifier": GridSearchCV(theirs, {"hidden_layer_sizes": STRUCTURES}, cv=FOLDS),
    }


def measured(search: GridSearchCV, X: Any, y: Any) -> float:
    """CPU seconds of the whole search."""
    begun = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # all epochs are wanted, converged or not
        search.fit(X, y)
    return time.process_time() - begun


def main() -> None:
    training = mnist("training")
    X, y = training.pixels(slice(IMAGES)), np.array(training.labels[:IMAGES])
    chosen = {name: one for name, one in searches().items() if name == "DigitClassifier" or sys.argv[1:] != ["ours"]}
    seconds = {name: measured(search, X, y) for name, search in chosen.items()}
    fits = FOLDS * len(STRUCTURES) + 1
    print(f"{len(STRUCTURES)} structures x {FOLDS} folds, and the best once more: {fits} fits of {EPOCHS} epochs\n")
    for name, search in chosen.items():
        best = f"best {'-'.join(map(str, next(iter(search.best_params_.values()))))} with {search.best_score_:.2%}"
        ratio = f"{seconds[name] / seconds['DigitClassifier']:5.1f} x"
        print(f"{name:<16} {seconds[name]:7.1f} CPU s   {ratio}   {best}")


if __name__ == "__main__":
    main()
