"""One lab for many tests, with time and leave enough; and a look at whether it is well after each."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import pytest

from digitscope.messages import Evaluate
from digitscope.server.keys import Session
from server.visiting import Place, opened, state, until


@pytest.fixture(scope="session")
def shared() -> Iterator[Place]:
    with opened() as place:
        place.post("/api/images", b"")  # a worker and a thread stand ready before anything is counted
        place.get("/api/digits/labels")
        place.call(lambda: place.lab.shelf.evaluation(Evaluate(0, "plain"), Session(place.lab.limits)))
        yield place


@pytest.fixture
def place(shared: Place) -> Iterator[Place]:
    """The shared lab: after the test it answers at once, and holds no more than before."""
    before = state() if sys.platform == "linux" else {}
    yield shared
    began = time.monotonic()
    assert shared.get("/healthz").status == 200
    assert time.monotonic() - began < 1
    until(lambda: not before or all(now <= before[what] for what, now in state().items()))
