"""BLAS is held to one thread while the engine computes, and gets its own number back."""

from __future__ import annotations

import os
import subprocess
import sys

from digitscope.engine.blas import blas

THREADS = """
import threading, numpy as np
from digitscope.engine.blas import _libraries, one_thread
def threads(): return [library["num_threads"] for library in _libraries().info() if library["user_api"] == "blas"]
seen = [threads()]
first_in, second_in, first_out = (threading.Event() for _ in range(3))
def first():
    with one_thread():
        first_in.set(); second_in.wait(5)
    first_out.set()
def second():
    first_in.wait(5)
    with one_thread():
        second_in.set(); first_out.wait(5); seen.append(threads())
workers = [threading.Thread(target=work) for work in (first, second)]
for worker in workers: worker.start()
for worker in workers: worker.join()
print(seen[0] == threads(), seen[1])
"""


def test_two_at_once_hold_it_and_the_last_gives_it_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", THREADS],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "True [1]"


def test_it_has_a_name() -> None:
    assert blas() != "unknown"
