"""Workers: started when needed, ended when idle, too slow, or orphaned; never left over."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digitscope.messages import Knob
from digitscope.networks.catalogue import find
from digitscope.networks.files import to_bytes
from digitscope.server.crew import Crew
from digitscope.server.limits import Limits
from digitscope.server.pipe import EVALUATE, PREPARE, SWEEP, Done, Job, Question, Task, as_frame, read_reply, read_task
from digitscope.server.refusal import RefusalError
from server.asking import change
from server.visiting import state, until

SLEEPY = Job("no such job", "a task", "image_seconds", "TOO_SLOW", "CRASHED")


def with_crew(work: Callable[[Crew], Awaitable[Any]], limits: Limits | None = None) -> Any:
    """Runs that with a crew, and sees that nothing of it is left."""
    before = state()

    async def run() -> Any:
        crew = Crew(limits or Limits())
        try:
            return await work(crew)
        finally:
            await crew.close()

    found = asyncio.run(run())
    until(lambda: state()["children"] <= before["children"] and state()["files"] <= before["files"])
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_crew_that_nobody_needs_starts_nothing() -> None:
    async def work(crew: Crew) -> list[int | None]:
        return [crew.reading.pid, crew.computing.pid, crew.measuring.pid]

    assert with_crew(work) == [None, None, None]


def test_a_refusal_of_a_job_keeps_its_code_and_gets_its_status() -> None:
    async def work(crew: Crew) -> RefusalError:
        with pytest.raises(RefusalError) as caught:
            await crew.reading.run(PREPARE, b"%PDF-1.7")
        return caught.value

    refusal = with_crew(work)
    assert (refusal.status, refusal.code) == (415, "IMAGE_FORMAT_UNSUPPORTED")


def test_an_error_that_nobody_foresaw_is_the_jobs_crash_and_the_worker_lives() -> None:
    async def work(crew: Crew) -> tuple[str, bool]:
        with pytest.raises(RefusalError) as caught:
            await crew.reading.run(SLEEPY, b"")
        pid = crew.reading.pid
        with pytest.raises(RefusalError):
            await crew.reading.run(PREPARE, b"")
        return caught.value.code, pid == crew.reading.pid

    assert with_crew(work) == ("CRASHED", True)


def test_whoever_waits_may_go_away_and_the_next_gets_the_right_answer() -> None:
    async def work(crew: Crew) -> list[Any]:
        content = to_bytes(find("plain"))
        question = Question(hashlib.sha256(content).digest())
        first = asyncio.create_task(crew.computing.run(EVALUATE, content, question))
        await asyncio.sleep(0.02)
        first.cancel()
        with pytest.raises(RefusalError) as caught:
            await crew.computing.run(PREPARE, b"")
        return [first.cancelled() or first.cancelling() > 0, caught.value.code]

    assert with_crew(work) == [True, "IMAGE_UNREADABLE"]


def test_work_that_nobody_waits_for_any_more_is_not_begun() -> None:
    async def work(crew: Crew) -> list[Any]:
        tasks = [asyncio.create_task(crew.reading.run(PREPARE, b"")) for _ in range(4)]
        await asyncio.sleep(0)
        for task in tasks[1:3]:
            task.cancel()
        await asyncio.sleep(0)
        waiting = crew.reading.waiting
        found = await asyncio.gather(*tasks, return_exceptions=True)
        return [waiting, crew.reading.waiting, *(getattr(error, "code", type(error).__name__) for error in found)]

    unreadable, gone = "IMAGE_UNREADABLE", "CancelledError"
    assert with_crew(work) == [2, 0, unreadable, gone, gone, unreadable]


def test_a_network_is_sent_once_and_asked_about_often() -> None:
    async def work(crew: Crew) -> list[int]:
        content = to_bytes(find("plain"))
        question = Question(hashlib.sha256(content).digest())
        asked = (b"", content, b"", b"")
        return [len(await crew.computing.run(EVALUATE, sent, question)) for sent in asked]

    assert with_crew(work) == [0, 1, 1, 1]


def test_work_that_waits_while_the_crew_goes_is_refused() -> None:
    async def work(crew: Crew) -> list[str]:
        tasks = [asyncio.create_task(crew.reading.run(PREPARE, b"")) for _ in range(3)]
        await asyncio.sleep(0.05)
        await crew.close()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        return [getattr(error, "code", type(error).__name__) for error in found]

    assert with_crew(work)[1:] == ["BUSY", "BUSY"]


def test_a_long_queue_is_refused() -> None:
    async def work(crew: Crew) -> list[str]:
        tasks = [asyncio.create_task(crew.reading.run(PREPARE, b"")) for _ in range(5)]
        found = await asyncio.gather(*tasks, return_exceptions=True)
        return [error.code for error in found if isinstance(error, RefusalError)]

    codes = with_crew(work, replace(Limits(), worker_queue=2))
    assert sorted(codes) == ["BUSY"] * 3 + ["IMAGE_UNREADABLE"] * 2


def test_an_idle_worker_goes_and_comes_back() -> None:
    async def work(crew: Crew) -> list[bool]:
        found = []
        for _ in range(2):
            with pytest.raises(RefusalError):
                await crew.reading.run(PREPARE, b"")
            found.append(crew.reading.pid is not None)
            while crew.reading.pid is not None:
                await asyncio.sleep(0.02)
        return found

    assert with_crew(work, replace(Limits(), worker_idle_seconds=0.1)) == [True, True]


def test_h103_where_no_process_can_be_started_the_lab_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: Any, **__: Any) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    async def work(crew: Crew) -> tuple[int, str]:
        with pytest.raises(RefusalError) as caught:
            await crew.reading.run(PREPARE, b"")
        return caught.value.status, caught.value.code

    monkeypatch.setattr(asyncio, "create_subprocess_exec", nothing)
    assert with_crew(work) == (503, "BUSY")


ORPHANS = """
import asyncio, os, sys
from digitscope.networks.catalogue import find
from digitscope.networks.files import to_bytes
from digitscope.server.crew import Crew
from digitscope.server.limits import Limits
from digitscope.server.pipe import EVALUATE, PREPARE, Question

async def main():
    crew = Crew(Limits())
    try:
        await crew.reading.run(PREPARE, b"")
    except Exception:
        pass
    work = asyncio.create_task(crew.computing.run(EVALUATE, to_bytes(find("plain")), Question(b"")))
    while crew.computing.pid is None:
        await asyncio.sleep(0.01)
    print(crew.reading.pid, crew.computing.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_i108_workers_die_with_their_server_however_it_dies() -> None:
    process = subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    pids = [int(word) for word in process.stdout.readline().split()]
    assert all(alive(pid) for pid in pids)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    until(lambda: not any(alive(pid) for pid in pids), seconds=3)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_worker_heeds_no_interrupt_and_ends_with_its_tasks() -> None:
    command = [sys.executable, "-P", "-m", "digitscope.server.worker", str(2**30)]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    assert worker.stdin
    assert worker.stdout
    ready = as_frame(Done(()))
    assert worker.stdout.read(len(ready)) == ready
    worker.send_signal(signal.SIGINT)
    time.sleep(0.05)
    worker.stdin.write(as_frame(Task("prepare", b"", {"image_bytes": 1, "image_pixels": 1, "image_side": 1})))
    assert worker.stdout.read(4)
    worker.stdin.close()
    assert worker.wait(3) == 0
    worker.stdout.close()


def test_frames_that_no_worker_of_ours_sends_are_no_replies() -> None:
    async def read(content: bytes) -> Any:
        stream = asyncio.StreamReader()
        stream.feed_data(content)
        stream.feed_eof()
        return await read_reply(stream)

    assert asyncio.run(read(as_frame(Done((b"7",))))) == Done((b"7",))
    for content in (
        b"",
        b"\0\0",
        b"\0\0\0\5ab",
        b"\xff\xff\xff\xff",
        b"\0\0\0\1\xc1",
        b"\0\0\0\1\x80",
        as_frame(Task("x", b"", {})),
    ):
        with pytest.raises(EOFError):
            asyncio.run(read(content))


def test_a_task_goes_through_the_pipe_whole(tmp_path: Path) -> None:
    question = Question(bytes(range(32)), (change(1, {3: 0.1}),), (Knob(0, 1, None, -1, 1.5, 7),), 2, 3)
    tasks = Task("prepare", bytes(range(256)) * 1_000, {"image_side": 7}), Task(SWEEP.name, b"", {}, question)
    (tmp_path / "pipe").write_bytes(b"".join(map(as_frame, tasks)))
    with (tmp_path / "pipe").open("rb") as stream:
        assert [read_task(stream), read_task(stream)] == list(tasks)
        assert read_task(stream) is None
