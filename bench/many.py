"""Many networks at once: one after the other, in threads, in processes, and as one batched product of PyTorch.

    python bench/many.py [NETWORKS] [EPOCHS] [WORKERS]

The lesson's network from as many seeds, batch 32, on MNIST's training digits, with each engine. Every contender is a
process of its own, in turns; start-up of workers included, reading the data and imports not. PyTorch trains with the
orders of all seeds apart and, as a sweep over learning rates would, with one order for all.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec

from digitscope.data.mnist import mnist
from digitscope.engine.initialise import initialise
from digitscope.training.many import train_many
from digitscope.training.processes import cores
from digitscope.training.recipe import Recipe
from digitscope.training.trainer import train

ROUNDS = 3
ONE = "one after the other"
CONTENDERS = (ONE, "threads", "processes", "PyTorch, an order each", "PyTorch, one order")


def measured(contender: str, networks: int, epochs: int, workers: int) -> None:
    """Prints the wall seconds that the training took."""
    data = mnist("training")
    one_order = contender == "PyTorch, one order"
    recipes = [Recipe(seed=seed, epochs=epochs, batch=32) for seed in range(networks)]
    starts = [initialise((784, 16, 16, 10), rng=recipe.stream("start")) for recipe in recipes]
    if one_order:
        recipes = [replace(recipe, seed=0) for recipe in recipes]
    if contender.startswith("PyTorch"):
        import torch  # noqa: F401  (imports are not what is measured)
    began = time.perf_counter()
    if contender == "threads":
        with ThreadPoolExecutor(workers) as pool:
            done = sum(1 for _ in pool.map(lambda start, recipe: list(train(start, data, recipe)), starts, recipes))
    elif contender.startswith("PyTorch"):
        done = sum(outcome.error is None for outcome in train_many(starts, data, recipes, device="cpu"))
    else:
        count = 1 if contender == ONE else workers
        done = sum(outcome.error is None for outcome in train_many(starts, data, recipes, workers=count))
    print(json.dumps({"wall": time.perf_counter() - began, "done": done}))


def run(contender: str, engine: str, sizes: list[int]) -> tuple[float, float]:
    """Wall seconds of the training, and CPU seconds of the whole process with all that it started."""
    command = [sys.executable, __file__, *map(str, sizes), contender]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"DIGITSCOPE_ENGINE": engine})
    with process.stdout or sys.stdin.buffer as stream:
        told = stream.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    if status or (answer := json.loads(told))["done"] != sizes[0]:
        sys.exit(f"{contender} failed")
    return answer["wall"], used.ru_utime + used.ru_stime


def main() -> None:
    defaults = [12, 4, cores()]
    sizes = [int(number) for number in sys.argv[1:4]]
    sizes += defaults[len(sizes) :]
    if len(sys.argv) > 4:
        measured(sys.argv[4], *sizes)
        return
    networks, epochs, workers = sizes
    torch = find_spec("torch") is not None
    rows = [(engine, name) for engine in ("auto", "numpy") for name in CONTENDERS]
    rows = [row for row in rows if not row[1].startswith("PyTorch") or (torch and row[0] == "auto")]
    runs: dict[tuple[str, str], list[tuple[float, float]]] = {row: [] for row in rows}
    for _ in range(ROUNDS):
        for engine, name in rows:
            runs[engine, name].append(run(name, engine, sizes))
    print(f"{networks} networks, {epochs} epochs of 50,000 images, {workers} workers, median of {ROUNDS} turns")
    print(f"{'engine':<7} {'how':<24} {'wall s':>7} {'CPU s':>7} {'networks/min':>13} {'as fast as one by one':>22}")
    for engine, name in rows:
        wall, cpu = (statistics.median(column) for column in zip(*runs[engine, name], strict=True))
        faster = statistics.median(
            one[0] / this[0] for one, this in zip(runs[engine, ONE], runs[engine, name], strict=True)
        )
        shown = "PyTorch" if name.startswith("PyTorch") else {"auto": "kernel"}.get(engine, engine)
        print(f"{shown:<7} {name:<24} {wall:>7.2f} {cpu:>7.2f} {60 * networks / wall:>13,.0f} {faster:>22.2f}")
    if not torch:
        print("PyTorch is not installed: pip install 'digitscope[torch]'")


if __name__ == "__main__":
    main()
