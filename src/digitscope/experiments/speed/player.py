"""The process of one contender as seen from here: started, asked, ended. What goes through the pipe: see worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from digitscope.errors import MissingError
from digitscope.experiments.speed.seconds import Seconds
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from digitscope.experiments.speed.cases import Case
    from digitscope.experiments.speed.contenders import Contender

MODULE: Final = "digitscope.experiments.speed.worker"
ALONE: Final = {
    **{f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")},
    "VECLIB_MAXIMUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
    "KERAS_BACKEND": "jax",
    "CUDA_VISIBLE_DEVICES": "",
}
"""One thread and no accelerator, for every library that is asked by its environment."""
GONE_SECONDS: Final = 10
DEADLINE: Final = 600.0
"""Seconds after which whoever has not answered hangs: the slowest that is known needs a tenth of it."""


class Player:
    """One contender in its own process, which starts when it is first asked. Ends it as a context manager.

    deadline: seconds within which it has to answer; it is ended after them.
    >>> from digitscope.experiments.speed.cases import Answering
    >>> from digitscope.experiments.speed.contenders import CONTENDERS
    >>> with Player(CONTENDERS[0]) as player:
    ...     prepared = player.prepare(Answering("one"), least=0.0)
    ...     prepared["off"] < 1e-5, player.play().cpu > 0
    (True, True)
    """

    def __init__(self, contender: Contender, *, deadline: float = DEADLINE) -> None:
        self._contender = contender
        self._deadline = deadline
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Player:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def prepare(self, case: Case, *, count: int = 0, least: float) -> dict[str, Any]:
        """Has it make ready for a case, run it once to warm up, and check what came out.

        count: images that are learned.  least: seconds that a measurement takes at least, by repeating.
        Raises MissingError with its own words where it cannot.
        """
        return self._asked(do="prepare", case=case.to_mapping(), count=count, least=least)

    def play(self) -> Seconds:
        """Seconds of the case that it has prepared. Raises MissingError where it fails."""
        reply = self._asked(do="play")
        return Seconds(reply["cpu"], reply["wall"], reply["how"])

    def memory(self, case: Case, *, count: int) -> int:
        """Bytes that its process has at most while it learns `count` images once; 0 where the system does not say."""
        return int(self._asked(do="memory", case=case.to_mapping(), count=count)["bytes"])

    def end(self) -> None:
        """Ends the process; it is started again when it is asked again."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        process.communicate(timeout=GONE_SECONDS)

    def _asked(self, **request: Any) -> dict[str, Any]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", MODULE, self._contender.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env={**os.environ, **ALONE, **dict(self._contender.settings)},
            )
        with limited(self._process, self._deadline) as late:
            reply = _exchanged(self._process, json.dumps(request))
        if reply is None:
            self.end()
            came = hung(self._deadline) if late.is_set() else "the end of its process"
            raise MissingError("a contender must answer", came=came, hint="was there enough memory?")
        if "asked" in reply:
            raise MissingError(reply["asked"], came=shown(reply["came"]), hint=reply["hint"])
        return reply


@contextmanager
def limited(process: subprocess.Popen[Any], deadline: float) -> Iterator[threading.Event]:
    """Ends the process if the block takes longer than `deadline` seconds; the event says whether that was so."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(deadline, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def hung(deadline: float) -> str:
    """What came of a process that had to be ended.

    >>> hung(600.0)
    'nothing for 600 seconds'
    """
    return f"nothing for {deadline:g} seconds"


def _exchanged(process: subprocess.Popen[str], request: str) -> dict[str, Any] | None:
    """Its answer; None where it has ended."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(request + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return None
    line = process.stdout.readline()
    reply: dict[str, Any] | None = json.loads(line) if line else None
    return reply
