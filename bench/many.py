"""Many networks at once: one after the other, in threads, in processes, and as one batched product of PyTorch.

    python bench/many.py [NETWORKS] [EPOCHS] [WORKERS]

The lesson's network from as many seeds, batch 32, on MNIST's training digits, with each engine. Every contender is a
process of its own, in turns; start-up of workers included, reading the data and imports not. PyTorch trains with the
orders of all seeds apart and, as a sweep over learning rates would, with one order for all. What it prints is Markdown,
as docs/many.md has it.
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
from digitscope.engine.choice import present
from digitscope.engine.initialise import initialise
from digitscope.environment import cores
from digitscope.experiments.speed.markdown import aligned
from digitscope.training.many import train_many
from digitscope.training.recipe import Recipe
from digitscope.training.trainer import train

ROUNDS = 3
ONE = "one after the other"
ENGINES = {"auto": "kernel", "numpy": "NumPy"}
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


def cells(
    contender: str, engine: str, networks: int, turns: list[tuple[float, float]], one: list[tuple[float, float]]
) -> list[str]:
    """A row of the table; one: the turns of one network after the other, on the same engine."""
    shown = "" if contender.startswith("PyTorch") else f"{ENGINES[engine]}: "
    wall, cpu = (statistics.median(column) for column in zip(*turns, strict=True))
    faster = statistics.median(alone[0] / this[0] for alone, this in zip(one, turns, strict=True))
    return [f"{shown}{contender}", f"{wall:.2f}", f"{cpu:.2f}", f"{60 * networks / wall:,.0f}", f"{faster:.2f}"]


def main() -> None:
    defaults = [12, 4, cores()]
    sizes = [int(number) for number in sys.argv[1:4]]
    sizes += defaults[len(sizes) :]
    if len(sys.argv) > 4:
        measured(sys.argv[4], *sizes)
        return
    networks, epochs, workers = sizes
    torch = find_spec("torch") is not None
    engines = list(ENGINES) if present().path else ["numpy"]
    rows = [(engine, name) for engine in engines for name in CONTENDERS]
    rows = [row for row in rows if not row[1].startswith("PyTorch") or (torch and row[0] == engines[0])]
    runs: dict[tuple[str, str], list[tuple[float, float]]] = {row: [] for row in rows}
    for _ in range(ROUNDS):
        for engine, name in rows:
            runs[engine, name].append(run(name, engine, sizes))
    done = f"{networks} networks of the lesson, {epochs} epochs of 50,000 images"
    print(f"{done}, {workers} workers on {os.cpu_count()} processors, median of {ROUNDS} turns:\n")
    heads = ["", "wall s", "CPU s", "networks/min", "as fast as one by one"]
    body = [cells(name, engine, networks, runs[engine, name], runs[engine, ONE]) for engine, name in rows]
    print(aligned(heads, body))
    if not torch:
        print("\nPyTorch is not installed: pip install 'digitscope[torch]'")


if __name__ == "__main__":
    main()
