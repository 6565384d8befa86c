"""A process that trains, `python -m digitscope.training.worker`: a data set and jobs on standard input, Outcomes out.

It heeds no Ctrl-C, and ends at once when the one that asked is gone, however that ended: its input ends then.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

from digitscope.training.frames import greet, receive_dataset, receive_job, send, send_outcome
from digitscope.training.outcome import outcomes, prepared

if TYPE_CHECKING:
    from digitscope.training.outcome import Job, Moments


def main() -> None:
    """Trains one network after the other until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = sys.stdin.buffer, _own_stdout()
    greet(answers)
    parts = prepared(receive_dataset(asked))
    send(answers, {"ready": True})
    jobs: queue.SimpleQueue[tuple[Job, Moments]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked, jobs), daemon=True).start()
    while True:
        job, every = jobs.get()
        for outcome in outcomes(job, parts(validation=job.recipe.validation), every=every):
            send_outcome(answers, outcome)


def _listen(asked: BinaryIO, jobs: queue.SimpleQueue[tuple[Job, Moments]]) -> None:
    try:
        while True:
            jobs.put(receive_job(asked))
    finally:
        os._exit(0)  # whatever is under way: nobody waits for it


def _own_stdout() -> BinaryIO:
    """The stream of answers; what a library prints goes nowhere instead of into it."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


if __name__ == "__main__":
    main()
