"""BLAS on one thread: the only way to the same bits in every process, and the faster one on narrow layers."""

from __future__ import annotations

import functools
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threadpoolctl import ThreadpoolController


@functools.cache
def _libraries() -> ThreadpoolController:
    import numpy as np  # noqa: F401  (its BLAS must be loaded to be found)
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _let_any_thread_set_it() -> None:
    """From 3.8 on, threadpoolctl passes over every thread but the first that set OpenBLAS, while that one lives."""
    for library in _libraries().lib_controllers:
        if clear := getattr(library, "clear_controlling_thread", None):
            clear(force=True)


class _OneThread:
    """Holds BLAS to one thread from the first that asks until the last is done, whichever threads they are.

    The setting belongs to the whole process; were each to give back what it found, two at once would give back ones.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._held: Any = None

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock:
            if not self._inside:
                _let_any_thread_set_it()
                self._held = _libraries().limit(limits=1, user_api="blas")
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if not self._inside:
                    _let_any_thread_set_it()
                    self._held.restore_original_limits()


one_thread: Final = _OneThread()
"""Within `with one_thread():` BLAS sums on one thread, in the order that one thread has; after it, as before."""


def blas() -> str:
    """Which BLAS multiplies here, and the code path that it chose for this processor.

    >>> blas() == blas()
    True
    """
    found = [library for library in _libraries().info() if library["user_api"] == "blas"]
    names = [f"{library['internal_api']} {library['version']} {library.get('architecture', '')}" for library in found]
    return ", ".join(sorted(name.strip() for name in names)) or "unknown"
