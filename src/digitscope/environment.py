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
