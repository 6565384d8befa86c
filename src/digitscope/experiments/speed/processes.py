"""Whole processes: what it costs to import a package, and to get from the start of Python to a network that reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any, Final

from digitscope.errors import MissingError
from digitscope.experiments.speed.player import ALONE, DEADLINE, hung, limited
from digitscope.experiments.speed.seconds import Seconds

ENOUGH: Final = 0.95
STARTS: Final = "digitscope.experiments.speed.from_start"


@dataclass(frozen=True, slots=True)
class Program:
    """A process to run.

    name: the contender that it speaks for.  arguments: of Python.  reaches: whether it prints an accuracy that counts.
    """

    name: str
    title: str
    arguments: tuple[str, ...]
    reaches: bool = False


def _start(name: str, title: str, module: str) -> Program:
    return Program(name, title, ("-P", "-m", f"{STARTS}.{module}"), reaches=True)


def _import(name: str, title: str, what: str) -> Program:
    return Program(name, title, ("-P", "-c", what))


FROM_START: Final = (
    _start("digitscope", "digitscope", "own"),
    _start("pytorch", "PyTorch, slices", "pytorch"),
    _start("scikit-learn", "scikit-learn", "scikit"),
)
IMPORTS: Final = (
    _import("digitscope", "digitscope, all that training needs", "import digitscope.training.trainer"),
    _import("python", "Python alone", "pass"),
    _import("numpy", "numpy", "import numpy"),
    _import("jax", "jax", "import jax"),
    _import("scikit-learn", "sklearn.neural_network", "import sklearn.neural_network"),
    _import("keras", "keras, on jax", "import keras"),
    _import("pytorch", "torch", "import torch"),
    _import("onnxruntime", "onnxruntime", "import onnxruntime"),
)


def seconds(program: Program, *, deadline: float = DEADLINE) -> Seconds:
    """Of the whole process from its start to its end, all its threads together.

    deadline: seconds after which it is ended.
    Raises MissingError where it fails, hangs, does not reach the accuracy, or the system does not count.
    >>> seconds(Program("python", "Python", ("-c", "pass"))).cpu >= 0
    True
    """
    if not hasattr(os, "wait4"):
        raise MissingError("this system must count the seconds of a process", came="no count", hint="it is left out")
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *program.arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **ALONE},
    )
    try:
        with limited(process, deadline) as late:
            printed = process.stdout.read() if process.stdout is not None else b""
            _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        if process.returncode is None:
            process.kill()
        process.communicate()
    wall = time.perf_counter() - began
    if process.returncode:
        came = hung(deadline) if late.is_set() else f"exit code {process.returncode}"
        raise MissingError(f"{program.title} must run", came=came, hint="it is left out")
    how = _reached(program, json.loads(printed)) if program.reaches else ""
    return Seconds(used.ru_utime + used.ru_stime, wall, how)


def _reached(program: Program, said: dict[str, Any]) -> str:
    """How many epochs it took."""
    if said["accuracy"] < ENOUGH:
        came = f"{said['accuracy']:.2%} after {said['epochs']} epochs"
        raise MissingError(f"{program.title} must reach {ENOUGH:.0%}", came=came, hint="it is left out")
    return "1 epoch" if said["epochs"] == 1 else f"{said['epochs']} epochs"
