"""The compiled kernel of this installation: found and loaded once, with the structures that kernel.c takes.

Where there is none, or none that fits, the reason is kept for whoever asks; the NumPy engine does everything then.
"""

from __future__ import annotations

import ctypes
import functools
import platform
import warnings
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from digitscope.errors import EngineWarning

ABI: Final = 1
DEPTH: Final = 32
LIBRARY: Final = "_kernel.so"
NO_LIBRARY: Final = "_kernel.txt"
"""Beside the sources where nothing was compiled: a line that says why."""
X86_PATHS: Final = ("baseline", "avx2", "avx512")
"""Instruction sets in the order of kernel.c; elsewhere there is one."""

Pointers = ctypes.c_void_p * DEPTH


class Layers(ctypes.Structure):
    """network_t of kernel.c."""

    _fields_ = (
        ("depth", ctypes.c_int32),
        ("loss", ctypes.c_int32),
        ("widths", ctypes.c_int32 * (DEPTH + 1)),
        ("activations", ctypes.c_int32 * DEPTH),
        ("layers", Pointers),
    )


class Inked(ctypes.Structure):
    """ink_t of kernel.c."""

    _fields_ = tuple((name, ctypes.c_void_p) for name in ("starts", "places", "levels", "shades"))


class Settings(ctypes.Structure):
    """optimizer_t of kernel.c."""

    _fields_ = (
        ("kind", ctypes.c_int32),
        *((name, ctypes.c_float) for name in ("mean_decay", "square_decay", "epsilon")),
        *((name, ctypes.c_double) for name in ("weight_decay", "mean_decay_exact", "square_decay_exact")),
        ("count", ctypes.c_int64),
        ("mean", Pointers),
        ("square", Pointers),
    )


class Totals(ctypes.Structure):
    """totals_t of kernel.c."""

    _fields_ = (("cost", ctypes.c_double), ("correct", ctypes.c_int64))


@dataclass(frozen=True, slots=True)
class Loaded:
    """The compiled kernel, or why there is none.

    code: the loaded library, or None.  paths: the instruction sets that it can use here, the best first.
    why: a few words for people.
    """

    code: Any
    paths: tuple[str, ...]
    why: str


@functools.cache
def loaded() -> Loaded:
    """The kernel of this installation; looked for once. Warns EngineWarning where it is there and cannot be used.

    >>> loaded() is loaded()
    True
    """
    place = resources.files("digitscope.engine")
    found = load(place)
    if found.code is None and place.joinpath(LIBRARY).is_file():
        warnings.warn(f"{found.why}; NumPy does its work, slower", EngineWarning, stacklevel=2)
    return found


def load(place: Any) -> Loaded:
    """The kernel that lies in `place`, a folder; see `loaded`."""
    if not place.joinpath(LIBRARY).is_file():
        reason = place.joinpath(NO_LIBRARY)
        said = reason.read_text(encoding="utf-8").strip() if reason.is_file() else "it was not compiled"
        return Loaded(None, (), f"there is no kernel here: {said}")
    try:
        code = ctypes.CDLL(str(place.joinpath(LIBRARY)))
        abi = code.kernel_abi()
        if abi != ABI:
            return Loaded(None, (), f"the kernel here is of version {abi}, not {ABI}: install digitscope again")
        _declare(code)
    except (OSError, AttributeError) as error:
        return Loaded(None, (), f"the kernel cannot be loaded, install digitscope again ({error})")
    is_x86 = platform.machine().lower() in ("x86_64", "amd64")
    paths = X86_PATHS[: code.kernel_best_path() + 1][::-1] if is_x86 else ("neon",)
    return Loaded(code, paths, f"compiled by {code.kernel_compiler().decode()}")


def _declare(code: Any) -> None:
    void, i32, i64 = ctypes.c_void_p, ctypes.c_int32, ctypes.c_int64
    code.kernel_source.restype = code.kernel_compiler.restype = ctypes.c_char_p
    code.kernel_count_ink.argtypes, code.kernel_count_ink.restype = (void, i64, i32), i64
    code.kernel_ink.argtypes, code.kernel_ink.restype = (void, i64, i32, void, void, void), None
    code.kernel_train.argtypes = (i32, void, void, void, void, i64, i32, void, void, void)
    code.kernel_forward.argtypes = (i32, void, i32, void, void, i64, ctypes.c_float, void, void)
    code.kernel_read.argtypes = (i32, void, void, void, i64, void)
    code.kernel_answer.argtypes = (i32, void, void, i64, ctypes.c_float, void, void)
    code.kernel_row_traffic.argtypes = (i32, void, void, void, i64)


def source() -> str:
    """Which sources the kernel was compiled from, 16 hexadecimal digits; empty where there is none.

    >>> len(source()) in (0, 16)
    True
    """
    code = loaded().code
    return code.kernel_source().decode() if code else ""


def path_number(path: str) -> int:
    """Which instruction set that is, for kernel.c. Raises ValueError for another word.

    >>> path_number("avx512"), path_number("neon")
    (2, 0)
    """
    return 0 if path == "neon" else X86_PATHS.index(path)


def checked(status: int) -> bool:
    """Whether all was well, by what a call of the kernel answered. Raises MemoryError where it found no room."""
    if status < 0:
        raise MemoryError("the kernel found no memory to work in")
    return status > 0
