"""Reading with several processes: the same Sheets in the same order as with one.

A worker that dies (out of memory, killed) takes its block of images down once; the block is tried again alone, and
only if that kills a worker too are its images given up, each with the error WORKER_DIED.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from digitscope.engine.forward import BLOCK
from digitscope.errors import ImageError
from digitscope.reading.sheet import Sheet
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digitscope.reading.reader import Reader
    from digitscope.reading.sources import Source

PATIENCE: Final = 2.0
"""Seconds to wait for a killed worker to be gone."""
AHEAD: Final = 3
"""Blocks a worker that are under way at once: enough to keep it busy, few enough to keep memory flat."""


def read_with(reader: Reader, sources: Iterable[Source], *, workers: int = 1) -> Iterator[Sheet]:
    """A Sheet for each source, in their order, read by that many processes (1: by this one).

    >>> from digitscope.networks.catalogue import find
    >>> from digitscope.reading.reader import Reader
    >>> from digitscope.reading.sources import Source
    >>> (sheet,) = read_with(Reader.of(find("plain")), [Source("missing.png")])
    >>> sheet.error.code
    'NOT_FOUND'
    """
    if workers == 1:
        yield from reader.read_many(sources)
        return
    waiting = iter(sources)
    under_way: deque[tuple[list[Source], Future[list[Sheet]]]] = deque()
    pool = _pool(workers)
    try:
        while True:
            while len(under_way) < AHEAD * workers and (block := list(islice(waiting, BLOCK))):
                under_way.append((block, _submitted(pool, reader, block)))
            if not under_way:
                return
            block, future = under_way.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                _end(pool)
                yield from _alone(reader, block)
                pool = _pool(workers)
                under_way = deque((later, _submitted(pool, reader, later)) for later, _ in under_way)
    finally:
        _end(pool)


def _pool(workers: int) -> ProcessPoolExecutor:
    context: Any = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)


def _start_worker() -> None:
    """Ctrl-C is for the one process that answers to the person; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])


def _submitted(pool: ProcessPoolExecutor, reader: Reader, block: list[Source]) -> Future[list[Sheet]]:
    try:
        with _interrupts_held():
            return pool.submit(_read_block, reader, block)
    except BrokenProcessPool as error:  # a worker died since; who waits for the result finds out
        broken: Future[list[Sheet]] = Future()
        broken.set_exception(error)
        return broken


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Workers that are started meanwhile inherit this: Ctrl-C reaches them at no time, not even at their start. And who
    is told to stop starts them wholly first: a worker that is half started complains on standard error.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _read_block(reader: Reader, block: list[Source]) -> list[Sheet]:
    return list(reader.read_many(block))


def _alone(reader: Reader, block: list[Source]) -> list[Sheet]:
    pool = _pool(1)
    try:
        return _submitted(pool, reader, block).result()
    except BrokenProcessPool:
        return [Sheet(source.name, error=_died(source)) for source in block]
    finally:
        _end(pool)


def _died(source: Source) -> ImageError:
    return ImageError(
        f"{shown(source.name)} must be read by a worker that lives",
        came="one that was killed, twice",
        hint="is there enough memory? try this image with --workers 1",
        code="WORKER_DIED",
    )


def _end(pool: ProcessPoolExecutor) -> None:
    """No worker outlives the reading, however it ends."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    for process in processes:
        process.kill()
    for process in processes:
        process.join(PATIENCE)
    thread = getattr(pool, "_executor_manager_thread", None)
    pool.shutdown(wait=False, cancel_futures=True)
    if thread is not None:
        thread.join(PATIENCE)  # it gives semaphores back: an exit meanwhile would leave one half given back
