"""BLAS is held to one thread while the engine computes, and gets its own number back."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

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
AFTER_ANOTHER = """
import threading, numpy as np
from digitscope.engine.blas import _libraries, one_thread
def threads(): return [library["num_threads"] for library in _libraries().info() if library["user_api"] == "blas"]
seen = [threads()]
with one_thread():
    pass
def other():
    with one_thread(): seen.append(threads())
    seen.append(threads())
worker = threading.Thread(target=other)
worker.start()
worker.join()
print(seen[0] == seen[2] == threads(), seen[1])
"""


@pytest.mark.parametrize("threads", [THREADS, AFTER_ANOTHER], ids=["two at once", "one after a living one"])
def test_whichever_thread_asks_it_is_held_and_the_last_gives_it_back(threads: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", threads],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "True [1]"


def test_it_has_a_name() -> None:
    assert blas() != "unknown"
