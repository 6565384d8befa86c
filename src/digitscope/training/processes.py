"""Many networks on all cores: jobs go in, their Outcomes come out as they are ready, from processes of their own.

Processes and not threads: on the NumPy engine threads hold each other up until they are slower than one network after
the other, on the kernel they are no faster (measured, see docs/many.md). Plain processes that are spoken to through
pipes, so that a script needs no `if __name__ == "__main__"`.
A worker that is killed takes nothing with it: its network is gone on with, from the last place known, in a new one.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from digitscope.errors import DigitscopeError
from digitscope.text import shown
from digitscope.training.frames import await_greeting, receive, receive_outcome, send_dataset, send_job
from digitscope.training.outcome import Job, Outcome, failure

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from digitscope.data.dataset import Dataset
    from digitscope.training.outcome import Moments

ONE_THREAD: Final = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
TRIES: Final = 2
"""Workers that one network may cost."""
LISTEN: Final = 0.2
"""Seconds between two looks for Ctrl-C, which a wait without end would not see on Windows."""


def in_processes(jobs: Sequence[Job], dataset: Dataset, *, workers: int, every: Moments) -> Generator[Outcome]:
    """The Outcomes of all jobs in the order of their coming, from that many processes.

    On Ctrl-C the workers are ended at once; what was finished by then still comes, then the KeyboardInterrupt.
    Raises DigitscopeError with code WORKER_DIED where no worker can be started; what is finished comes first.
    """
    crew = _Crew(jobs, dataset, workers=workers, every=every)
    try:
        yield from crew.told()
    except KeyboardInterrupt:
        crew.end()
        yield from crew.rest()
        raise
    finally:
        crew.end()


class _Crew:
    """Workers, each with a thread here that speaks to it, and one queue for all that they tell."""

    def __init__(self, jobs: Sequence[Job], dataset: Dataset, *, workers: int, every: Moments) -> None:
        self._waiting, self._left = deque(jobs), len(jobs)
        self._dataset, self._every = dataset, every
        self._told: queue.SimpleQueue[Outcome | DigitscopeError | None] = queue.SimpleQueue()
        self._unclaimed: dict[int, Outcome] = {}
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._starting = threading.Lock()
        self._ended = False
        # daemons: a program that ends with the generator half used must not wait for them
        self._threads = [threading.Thread(target=self._lead, daemon=True) for _ in range(workers)]

    def told(self) -> Iterator[Outcome]:
        for thread in self._threads:
            thread.start()
        at_work, fault = len(self._threads), None
        while at_work:
            try:
                news = self._told.get(timeout=LISTEN)
            except queue.Empty:
                continue
            if isinstance(news, Outcome):
                if news.finished:
                    self._left -= 1
                    del self._unclaimed[news.index]  # right before it is given: Ctrl-C cannot come between the two
                yield news
            else:
                at_work -= 1
                fault = fault or news
        if fault and self._left:
            raise fault

    def rest(self) -> Iterator[Outcome]:
        """What was finished and not yet handed over."""
        for index, outcome in sorted(self._unclaimed.items()):
            del self._unclaimed[index]
            yield outcome

    def end(self) -> None:
        """No worker is left after it."""
        with self._starting:
            self._ended = True
            self._waiting.clear()
            for process in self._processes:
                process.kill()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        for process in tuple(self._processes):
            self._bury(process)

    def _lead(self) -> None:
        """One worker after the other has the next job, until none is left or none can be started."""
        process: subprocess.Popen[bytes] | None = None
        fault: DigitscopeError | None = None
        try:
            while job := self._next():
                process = self._through(job, process)
            self._bury(process)
        except DigitscopeError as error:
            fault = error
        except Exception as error:  # whatever it is, nobody may wait for this thread for ever
            fault = _died("a worker must start", shown(f"{type(error).__name__}: {error}"))
            fault.__cause__ = error
        finally:
            self._told.put(fault)

    def _next(self) -> Job | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _through(self, job: Job, process: subprocess.Popen[bytes] | None) -> subprocess.Popen[bytes] | None:
        """Brings one job to its end, and gives the worker that did, if it is alive. process: one that is free."""
        for _ in range(TRIES):
            process = process or self._start_for(job)
            try:
                send_job(_pipe(process.stdin), job, every=self._every)
                while True:
                    outcome = receive_outcome(_pipe(process.stdout), job)
                    self._tell(outcome)
                    if outcome.finished:
                        return process
                    job = replace(job, state=outcome.state, history=outcome.history)
            except (EOFError, OSError):
                self._bury(process)
                process = None
                if self._ended:
                    return None
            except Exception as error:  # a network that cannot be sent, as one of hundreds of layers
                self._bury(process)
                self._give_up(job, failure(error, job.index))
                return None
        self._give_up(job, _died(f"network {job.index} needs a worker that lives", f"{TRIES} that were killed"))
        return None

    def _give_up(self, job: Job, error: DigitscopeError) -> None:
        self._tell(Outcome(job.index, job.recipe, job.state, job.history, error=error, finished=True))

    def _tell(self, outcome: Outcome) -> None:
        if outcome.finished:
            self._unclaimed[outcome.index] = outcome
        self._told.put(outcome)

    def _start_for(self, job: Job) -> subprocess.Popen[bytes]:
        try:
            return self._start()
        except Exception:
            self._waiting.appendleft(job)  # another worker may live, and goes on from the last place told
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "digitscope.training.worker"]
        known = [entry for entry in sys.path if entry and isinstance(entry, str)]  # imports heed no others, as a Path
        place = {"PYTHONPATH": os.pathsep.join(known)}  # what is found here is found there
        try:
            with self._starting:
                if self._ended:
                    raise _died("a worker must start", "nobody who asks any more")
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env={**os.environ, **ONE_THREAD, **place},
                    start_new_session=True,  # Ctrl-C is for the one process that answers to the person
                )
                self._processes.add(process)
        except OSError as error:
            raise _died("training in processes needs the system to start them", str(error.strerror)) from None
        try:
            await_greeting(_pipe(process.stdout))  # before anything is sent: one that prints much reads nothing yet
            send_dataset(_pipe(process.stdin), self._dataset)
            receive(_pipe(process.stdout))
        except (EOFError, OSError):
            self._bury(process)
            raise _died("a worker must start", f"one that ended with {process.returncode}") from None
        except Exception:
            self._bury(process)
            raise
        return process

    def _bury(self, process: subprocess.Popen[bytes] | None) -> None:
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                _pipe(stream).close()
        process.wait()
        with self._starting:
            self._processes.discard(process)


def _pipe(stream: Any) -> Any:
    """The end of a pipe; Popen's types know no other way to say that there is one."""
    return stream


def _died(asked: str, came: str) -> DigitscopeError:
    hint = "is there enough memory? fewer workers take less, and workers=1 trains in this process"
    return DigitscopeError(asked, came=came, hint=hint, code="WORKER_DIED")
