"""The workers: long work is done in processes of its own, one task at a time, each within its time.

In: a job and bytes from outside. Out: the parts of its answer, or a refusal. A worker that is too slow or crashes is
ended and replaced; the event loop never waits for one.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, TypeVar

from digitscope.errors import DigitscopeError
from digitscope.server.pipe import Done, Failed, Refused, Reply, Task, as_frame, read_reply
from digitscope.server.refusal import RefusalError, busy

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from digitscope.server.limits import Limits
    from digitscope.server.pipe import Job, Question

Result = TypeVar("Result")
LOG: Final = logging.getLogger("digitscope.server")
START_SECONDS: Final = 30.0
ONE_THREAD: Final = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}


class Worker:
    """One process and the queue before it. It starts when it is first needed, and goes when it was idle for long."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: Process | None = None
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0
        self._idle: asyncio.TimerHandle | None = None
        self._closed = False
        self._under_way: set[asyncio.Task[Any]] = set()
        self._burials: set[asyncio.Task[None]] = set()

    @property
    def pid(self) -> int | None:
        """Of the process that is alive, if one is."""
        return self._process.pid if self._process and self._process.returncode is None else None

    @property
    def waiting(self) -> int:
        """Tasks that are under way or wait for their turn."""
        return self._waiting

    async def run(self, job: Job, content: bytes, question: Question | None = None) -> tuple[bytes, ...]:
        """The parts of the job's answer.

        Raises RefusalError: what the job refuses, its `too_slow`, its `crashed`, BUSY where the queue is full.
        Whoever waits may go away meanwhile; work that was begun is done all the same, other work is not.
        """
        if self._closed or self._waiting >= self._limits.worker_queue:
            raise self._busy()
        self._waiting += 1
        try:
            await self._one_at_a_time.acquire()
        except asyncio.CancelledError:
            self._waiting -= 1
            raise
        work = self._kept(asyncio.create_task(self._exchange(job, content, question)))
        work.add_done_callback(self._next_turn)
        return await asyncio.shield(work)

    def _busy(self) -> RefusalError:
        return busy("the lab does one thing after the other", f"{self._waiting} waiting")

    def _next_turn(self, _: object) -> None:
        self._waiting -= 1
        self._one_at_a_time.release()

    def _kept(self, work: asyncio.Task[Result]) -> asyncio.Task[Result]:
        self._under_way.add(work)
        work.add_done_callback(self._under_way.discard)
        work.add_done_callback(lambda done: done.cancelled() or done.exception())
        return work

    async def _exchange(self, job: Job, content: bytes, question: Question | None) -> tuple[bytes, ...]:
        if self._closed:
            raise self._busy()
        return _parts(job, await self._asked(job, content, question))

    async def _asked(self, job: Job, content: bytes, question: Question | None) -> Reply:
        process = await self._ready()
        settings = {name: value for name, value in asdict(self._limits).items() if isinstance(value, int)}
        seconds: float = getattr(self._limits, job.seconds)
        try:
            async with asyncio.timeout(seconds):
                return await _conversed(process, Task(job.name, content, settings, question))
        except TimeoutError:
            self._replace()
            came = f"more than {seconds:g} seconds of work"
            raise _unprocessable(job, came, "make it smaller or simpler", job.too_slow) from None
        except (EOFError, ConnectionError):
            self._replace()
            hint = "the file is damaged: save it again with another program"
            raise _unprocessable(job, "one that ended the process reading it", hint, job.crashed) from None
        finally:
            self._let_go_later()

    async def _ready(self) -> Process:
        if self._process is not None and (self._process.returncode is not None or _ended(self._process)):
            await self._end()
        if self._process is None:
            self._process = await self._started()
        return self._process

    async def _started(self) -> Process:
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "digitscope.server.worker", str(self._limits.worker_bytes)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={**os.environ, **ONE_THREAD},
                start_new_session=True,  # Ctrl-C in the terminal is for the server, which ends its workers itself
            )
        except OSError as error:
            LOG.error("no worker could be started: %s", error.strerror)
            raise busy("the lab needs a process of its own for this", "none from the system") from None
        try:
            async with asyncio.timeout(START_SECONDS):
                await read_reply(_out(process))
        except (TimeoutError, EOFError):
            await _gone(process)
            LOG.error("a worker ended at its start")
            raise busy("the lab needs a process of its own for this", "one that ended at its start") from None
        except asyncio.CancelledError:
            await _gone(process)
            raise
        return process

    def _replace(self) -> None:
        """Ends the process at once; the next stands ready before it is asked for."""
        self._kept(asyncio.create_task(self._end()))
        self._kept(asyncio.create_task(self._restart()))

    async def _restart(self) -> None:
        async with self._one_at_a_time:
            if not self._closed:
                with suppress(RefusalError):
                    await self._ready()

    def _let_go_later(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        loop = asyncio.get_running_loop()
        self._idle = loop.call_later(
            self._limits.worker_idle_seconds, lambda: self._kept(loop.create_task(self._rest()))
        )

    async def _rest(self) -> None:
        async with self._one_at_a_time:
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            burial = asyncio.create_task(_gone(process))
            self._burials.add(burial)
            burial.add_done_callback(self._burials.discard)
            await asyncio.shield(burial)  # to its end, whatever happens to who asked for it

    async def close(self) -> None:
        """No process is left after it."""
        self._closed = True
        for work in list(self._under_way):
            work.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._end()
        await asyncio.gather(*self._burials)
        if self._idle is not None:
            self._idle.cancel()


class Crew:
    """Three workers: one reads what strangers made, one computes, one measures, so that none waits for another."""

    def __init__(self, limits: Limits) -> None:
        self.reading = Worker(limits)
        self.computing = Worker(limits)
        self.measuring = Worker(limits)

    async def close(self) -> None:
        """Ends them all."""
        await asyncio.gather(self.reading.close(), self.computing.close(), self.measuring.close())


async def _conversed(process: Process, task: Task) -> Reply:
    if process.stdin is None:
        raise EOFError("no pipe")
    process.stdin.write(as_frame(task))
    await process.stdin.drain()
    return await read_reply(_out(process))


def _out(process: Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise EOFError("no pipe")
    return process.stdout


def _ended(process: Process) -> bool:
    return process.stdout is None or process.stdout.at_eof()


async def _gone(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
        with suppress(ConnectionError):
            await process.stdin.wait_closed()
    await process.wait()


def _parts(job: Job, reply: Reply) -> tuple[bytes, ...]:
    match reply:
        case Done():
            return reply.parts
        case Refused():
            raise RefusalError.of(DigitscopeError(reply.asked, came=reply.came, hint=reply.hint, code=reply.code))
        case Failed():
            LOG.error("a worker failed: %s", reply.what)
            raise _unprocessable(job, "one that cannot be worked with", "the file is damaged", job.crashed)


def _unprocessable(job: Job, came: str, hint: str, code: str) -> RefusalError:
    asked = f"{job.what} must be one that the lab's worker can do"
    return RefusalError(asked, came=came, hint=hint, code=code, status=422)
