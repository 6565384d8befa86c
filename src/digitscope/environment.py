"""Which versions and what kind of machine the numbers come from: the same ones give the same bits."""

from __future__ import annotations

import functools
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def fingerprint() -> dict[str, Any]:
    """What the last bits of a sum depend on: versions, the BLAS, the processor and how many of it there are.

    >>> fingerprint() == fingerprint()
    True
    """
    import numpy as np

    built: Any = np.show_config(mode="dicts")
    blas = built.get("Build Dependencies", {}).get("blas", {})
    return {
        **versions(),
        "blas": f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip(),
        "machine": platform.machine(),
        "simd": " ".join(built.get("SIMD Extensions", {}).get("found", [])),
        "processors": os.cpu_count(),
    }
