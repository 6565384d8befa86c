"""Which versions and what kind of machine the numbers come from: the same ones give the same bits."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from digitscope.errors import MissingError
from digitscope.storage import read_file

if TYPE_CHECKING:
    from collections.abc import Mapping

LEARNING: Final = ("arrays.py", "engine", "data", "measures", "training")
"""The rooms whose code decides what comes of a training."""


@functools.cache
def versions() -> Mapping[str, str]:
    """Versions of digitscope, Python and NumPy.

    >>> sorted(versions())
    ['digitscope', 'numpy', 'python']
    """
    try:
        own = version("digitscope")
    except PackageNotFoundError:  # run from its sources
        own = "unknown"
    return MappingProxyType({"digitscope": own, "python": platform.python_version(), "numpy": version("numpy")})


def cores() -> int:
    """Processors that this process may use.

    >>> cores() >= 1
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def wanted_engine() -> str:
    """The engine that the environment asks for, auto where it says nothing: see engine.choice.

    >>> wanted_engine() == wanted_engine().lower()
    True
    """
    return os.environ.get("DIGITSCOPE_ENGINE", "").strip().lower() or "auto"


def fingerprint() -> dict[str, Any]:
    """What the last bits of a sum depend on besides the BLAS: versions, and the instructions of the processor.

    >>> fingerprint() == fingerprint()
    True
    """
    import numpy as np

    built: Any = np.show_config(mode="dicts")
    return {
        **versions(),
        "machine": platform.machine(),
        "simd": " ".join(built.get("SIMD Extensions", {}).get("found", [])),
    }


@functools.cache
def code() -> str:
    """SHA-256, hexadecimal, of the sources that decide what comes of a training, the kernel's among them.

    A release has one; who edits the sources gets another one. "unknown" where they cannot be read.
    >>> len(code()) in (7, 64)
    True
    """
    package = Path(__file__).parent
    total = hashlib.sha256()
    places = [path for room in LEARNING for path in (package / room, *sorted((package / room).rglob("*")))]
    try:
        for path in places:
            if path.suffix in (".py", ".c", ".h"):
                total.update(f"\n{path.relative_to(package).as_posix()}\n".encode())
                total.update(read_file(path, limit=2**24, refusal=MissingError))
    except MissingError:  # installed without its sources
        return "unknown"
    return total.hexdigest()
