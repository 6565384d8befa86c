"""Several processes give what one gives, whatever happens to them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from PIL import Image

from digitscope.data.dataset import Dataset
from digitscope.engine.forward import BLOCK
from digitscope.networks.catalogue import find
from digitscope.reading.reader import Reader
from digitscope.reading.sources import Source
from digitscope.reading.workers import read_with
from running import Deadly


@pytest.fixture
def many(tmp_path: Path, mnist_test: Dataset) -> list[Source]:
    for number, image in enumerate(mnist_test.images[:10].reshape(-1, 28, 28)):
        Image.fromarray(image).save(tmp_path / f"{number}.png")
    return [Source(str(tmp_path / f"{number % 10}.png")) for number in range(8 * BLOCK)]


def test_d58_a_worker_that_is_killed_costs_nothing(many: list[Source]) -> None:
    reader = Reader.of(find("plain"))
    wanted = [sheet.digits for sheet in reader.read_many(many)]
    found = []
    for number, sheet in enumerate(read_with(reader, many, workers=2)):
        if number == 10:
            for worker in multiprocessing.active_children():
                os.kill(worker.pid or 0, signal.SIGKILL)
        found.append(sheet.digits)
    assert found == wanted
    assert _no_worker_is_left()


def test_d58_a_block_that_kills_its_worker_twice_is_given_up_and_the_others_are_read(many: list[Source]) -> None:
    reader = Deadly(find("plain").network)
    many[BLOCK + 3] = Source("deadly.png")
    sheets = list(read_with(reader, many, workers=2))
    assert [sheet.source for sheet in sheets] == [source.name for source in many]
    dead = [number for number, sheet in enumerate(sheets) if sheet.error is not None]
    assert dead == list(range(BLOCK, 2 * BLOCK))
    assert {sheet.error.code for sheet in sheets if sheet.error} == {"WORKER_DIED"}


def test_a_listener_that_stops_early_leaves_no_worker(many: list[Source]) -> None:
    sheets = read_with(Reader.of(find("plain")), many, workers=2)
    next(sheets)
    sheets.close()  # type: ignore[attr-defined]  # it is a generator
    assert _no_worker_is_left()


def _no_worker_is_left() -> bool:
    """Within 2 s; whoever of two threads has waited for a process, it takes a moment until both know."""
    deadline = time.monotonic() + 2
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.01)
    return not multiprocessing.active_children()
