"""BLAS on one thread: the only way to the same bits in every process, and the faster one on narrow layers."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from threadpoolctl import ThreadpoolController


@functools.cache
def _libraries() -> ThreadpoolController:
    import numpy as np  # noqa: F401  (its BLAS must be loaded to be found)
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Within this context BLAS sums on one thread, in the order that one thread has; after it, as before.

    >>> with one_thread():
    ...     float(np.ones(3) @ np.ones(3))
    3.0
    """
    limited: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return limited


def blas() -> str:
    """Which BLAS multiplies here, and the code path that it chose for this processor.

    >>> blas() == blas()
    True
    """
    found = [library for library in _libraries().info() if library["user_api"] == "blas"]
    names = [f"{library['internal_api']} {library['version']} {library.get('architecture', '')}" for library in found]
    return ", ".join(sorted(name.strip() for name in names)) or "unknown"
