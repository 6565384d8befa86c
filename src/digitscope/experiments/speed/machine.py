"""What the numbers were measured on: processor, versions, memory; and holding this process to one processor."""

from __future__ import annotations

import os
import platform
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from digitscope.engine.blas import blas
from digitscope.environment import versions
from digitscope.errors import MissingError
from digitscope.experiments.speed.contenders import CONTENDERS, installed
from digitscope.storage import read_file
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT: Final = 2**22


def machine() -> dict[str, str]:
    """The processor, its cores, the system and the BLAS, for people.

    >>> sorted(machine())
    ['blas', 'cores', 'processor', 'system']
    """
    return {
        "processor": processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "blas": blas(),
    }


def processor() -> str:
    """The name of the processor, as it gives it itself where that can be read.

    >>> bool(processor())
    True
    """
    found = None
    with suppress(MissingError):
        text = read_file("/proc/cpuinfo", limit=LIMIT, refusal=MissingError).decode(errors="replace")
        found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return shown(found[1]) if found else platform.processor() or platform.machine()


def package_versions() -> dict[str, str]:
    """Of Python, of us, and of every package that a contender needs and that is installed.

    >>> {"python", "numpy"} <= set(package_versions())
    True
    """
    packages = sorted({package for contender in CONTENDERS for package in contender.packages})
    return {**versions(), **{package: found for package in packages if (found := installed(package)) is not None}}


@contextmanager
def on_one_processor() -> Iterator[bool]:
    """Holds this thread, and the processes that it starts, to one processor; gives whether the system allows that."""
    if not hasattr(os, "sched_setaffinity"):
        yield False
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield True
    finally:
        os.sched_setaffinity(0, allowed)


def forget_peak() -> bool:
    """Has the system count this process's peak of memory from now on; gives whether it does: Linux alone can.

    It is a word to the kernel, at a path that is no file.
    """
    with suppress(OSError), open("/proc/self/clear_refs", "wb") as marks:
        marks.write(b"5")
        return True
    return False


def peak_memory() -> int:
    """Bytes of memory that this process had at most, since `forget_peak` if that was; 0 where the system does not say.

    >>> peak_memory() >= 0
    True
    """
    with suppress(MissingError):  # a process that was forked inherits the peak of its parent in the other place
        text = read_file("/proc/self/status", limit=LIMIT, refusal=MissingError).decode(errors="replace")
        if found := re.search(r"^VmHWM:\s*(\d+) kB$", text, re.MULTILINE):
            return 1024 * int(found[1])
    with suppress(ImportError):
        import resource
        import sys

        used: Any = resource.getrusage(resource.RUSAGE_SELF)
        return int(used.ru_maxrss) * (1 if sys.platform == "darwin" else 1024)
    return 0
