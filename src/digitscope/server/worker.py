"""A worker process, `python -m digitscope.server.worker BYTES`: tasks on standard input, replies on standard output.

It may take so many bytes of address space, heeds no Ctrl-C, and ends at once when the server is gone, however that
ended: the stream of tasks ends then.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from digitscope.errors import DigitscopeError
from digitscope.server.jobs import JOBS
from digitscope.server.known import Known
from digitscope.server.pipe import Done, Failed, Refused, Reply, Task, as_frame, read_task

if TYPE_CHECKING:
    from collections.abc import Callable

KILL_WHEN_PARENT_DIES = 1
"""Linux's PR_SET_PDEATHSIG."""


def main(address_space: int) -> None:
    """Works until the server is gone. address_space: bytes that the process may take, where the system can say so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_the_server()
    _hold_memory(address_space)
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    replies, known = _own_stdout(), Known()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks.put), daemon=True).start()
    _say(replies, Done(()))
    while True:
        _say(replies, _reply(tasks.get(), known))


def _listen(stream: BinaryIO, put: Callable[[Task], None]) -> None:
    while (task := read_task(stream)) is not None:
        put(task)
    os._exit(0)  # whatever is under way: nobody waits for it


def _reply(task: Task, known: Known) -> Reply:
    try:
        return Done(JOBS[task.job](task, known))
    except DigitscopeError as error:
        return Refused(error.asked, error.came, error.hint, error.code)
    except MemoryError:
        known.forget(task)
        asked, hint = "this must fit into the memory of a worker", "make it smaller, or use the command line"
        return Refused(asked, "more than that", hint, "OUT_OF_MEMORY")
    except Exception as error:
        return Failed(f"{type(error).__name__} in {task.job}")


def _say(stream: BinaryIO, reply: Reply) -> None:
    with suppress(BrokenPipeError):
        stream.write(as_frame(reply))
        stream.flush()


def _own_stdout() -> BinaryIO:
    """The stream of replies; what a library prints goes nowhere instead of into it."""
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return replies


def _hold_memory(address_space: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_the_server() -> None:
    """Belt to the braces of the ended stream: Linux kills at once."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(KILL_WHEN_PARENT_DIES, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
