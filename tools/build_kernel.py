"""Compiles the kernel into `_kernel.so` beside its sources, or says in `_kernel.txt`, in one line, why there is none.

In: src/digitscope/engine/{kernel.c,kernel_steps.h} and DIGITSCOPE_KERNEL: `auto` (any compiler, or none), `off`, `zig`
(that one or fail) or `must` (any one or fail). The package's build comes here; so does `python tools/build_kernel.py`.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import compilers
from compilers import Compiler, Machine

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINE: Final = Path("src", "digitscope", "engine")
SOURCES: Final = ("kernel.c", "kernel_steps.h")
WISHES: Final = ("auto", "off", "zig", "must")
LIBRARY, STAMP, REASON = "_kernel.so", "_kernel.sources", "_kernel.txt"


@dataclass(frozen=True)
class Outcome:
    """What a build came to: the wheel's platform tag and the compiler, or neither, and then why."""

    tag: str = ""
    compiler: str = ""
    why: str = ""


def build(folder: Path, *, machine: Machine | None = None) -> Outcome:
    """The library is there and up to date afterwards, or it is gone and `_kernel.txt` says why.

    folder: where the sources are. Raises RuntimeError where DIGITSCOPE_KERNEL insists, or is none of its words.
    """
    machine = machine or Machine.here()
    if (kept := up_to_date(folder, machine)) is not None:
        return kept
    reasons: list[str] = []
    for found in _attempts(folder, machine):
        said = found if isinstance(found, str) else make(found, folder)
        if isinstance(found, Compiler) and not said:
            return _record(folder, machine, found)
        reasons.append(said)
    why = reasons[0] if len(reasons) == 1 else f"no compiler made it: {'; '.join(reasons)}"
    none = _record_none(folder, why)
    if wish() in {"zig", "must"}:
        raise RuntimeError(f"DIGITSCOPE_KERNEL={wish()} asks for the kernel, and none could be made: {why}")
    return none


def wants_zig(folder: Path, *, machine: Machine | None = None) -> bool:
    """Whether a build needs the wheel `ziglang`, and can use it: nobody should fetch 100 MB in vain."""
    machine = machine or Machine.here()
    if wish() == "off" or not machine.suits_zig or not _is_complete(folder):
        return False
    if up_to_date(folder, machine) is not None:
        return False
    return wish() == "zig" or not any(isinstance(found, Compiler) for found in compilers.own(machine))


def wish() -> str:
    """What DIGITSCOPE_KERNEL says."""
    said = os.environ.get("DIGITSCOPE_KERNEL", "").strip().lower() or "auto"
    if said not in WISHES:
        raise RuntimeError(f"DIGITSCOPE_KERNEL must be one of {', '.join(WISHES)}; got {said!r}")
    return said


def digest(folder: Path) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of both sources, one after the other; it stands in the library."""
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in SOURCES)).hexdigest()[:16]


def make(compiler: Compiler, folder: Path, library: Path | None = None, *, flags: tuple[str, ...] = ()) -> str:
    """Compiles the sources of that folder; "" where it went well, else why not.

    library: the file to make, `_kernel.so` beside the sources where None. It is replaced whole, so that a process that
    runs with the old one keeps it, and only by one that loads: a missing function of C shows here, not at a learner's.
    """
    library = library or folder / LIBRARY
    fresh = library.with_name(f"{library.stem}.{os.getpid()}.new")
    try:
        words = command(compiler, folder, fresh, flags=flags)
        said = compilers.complaint(words, folder=folder) or compilers.complaint_of_loading(fresh)
        if said:
            return f"{compiler.name} could not make the kernel ({said})"
        fresh.replace(library)
    finally:
        fresh.unlink(missing_ok=True)
    return ""


def command(compiler: Compiler, folder: Path, library: Path, *, flags: tuple[str, ...] = ()) -> list[str]:
    """The command that makes that library of the sources in `folder`, to be run there."""
    names = [f'-DKERNEL_SOURCE="{digest(folder)}"', f'-DKERNEL_COMPILER="{compiler.name}"']
    return [*compiler.command, *compilers.FLAGS, *flags, *names, "-o", str(library.absolute()), SOURCES[0]]


def up_to_date(folder: Path, machine: Machine) -> Outcome | None:
    """What is known of the library that is there, if it was made of these sources, here, and as one wishes now."""
    stamp = folder / STAMP
    if wish() == "off" or not _is_complete(folder) or not (folder / LIBRARY).is_file() or not stamp.is_file():
        return None
    key, tag, compiler = (stamp.read_text(encoding="utf-8").splitlines() + [""] * 3)[:3]
    return Outcome(tag, compiler) if key == _key(folder, machine) else None


def _attempts(folder: Path, machine: Machine) -> Iterator[Compiler | str]:
    """Every compiler to try, in order, and for each that cannot be tried the reason."""
    if wish() == "off":
        yield "DIGITSCOPE_KERNEL was off when this was installed"
    elif not _is_complete(folder):
        yield f"its sources are not here ({' and '.join(SOURCES)})"
    elif machine.way is None:
        yield f"it is not made for this system ({machine})"
    else:
        if wish() != "zig":
            yield from compilers.own(machine)
        yield compilers.zig(machine)


def _is_complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in SOURCES)


def _key(folder: Path, machine: Machine) -> str:
    """The checksum of the library, of all that it is made of, and of what was wished."""
    made_of = [folder / LIBRARY, *(folder / name for name in SOURCES), Path(__file__), Path(compilers.__file__)]
    wished = "zig" if wish() == "zig" else os.environ.get("CC", "")
    parts = [hashlib.sha256(path.read_bytes()).hexdigest() for path in made_of]
    return hashlib.sha256(repr((parts, machine, wished)).encode()).hexdigest()


def _record(folder: Path, machine: Machine, compiler: Compiler) -> Outcome:
    (folder / REASON).unlink(missing_ok=True)
    (folder / STAMP).write_text(f"{_key(folder, machine)}\n{compiler.tag}\n{compiler.name}\n", encoding="utf-8")
    return Outcome(compiler.tag, compiler.name)


def _record_none(folder: Path, why: str) -> Outcome:
    """A library of other sources must not stay: it would be packed, and loaded."""
    for name in (LIBRARY, STAMP):
        (folder / name).unlink(missing_ok=True)
    (folder / REASON).write_text(f"{why}\n", encoding="utf-8")
    return Outcome(why=why)


if __name__ == "__main__":
    outcome = build(Path(__file__).parents[1] / ENGINE)
    print(f"the kernel, by {outcome.compiler}" if outcome.compiler else f"no kernel: {outcome.why}")
    sys.exit(not outcome.compiler)
