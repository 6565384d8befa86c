"""C compilers that can make the kernel: those of the machine, else the one that a wheel brings (ziglang).

In: a machine, and the variables CC and PATH. Out: compilers that really work, each with the tag of the wheels that it
makes; a sentence for each that does not. build_kernel.py comes here, and so do the tests of other compilers.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FLAGS: Final = (
    *("-O3", "-std=gnu11", "-ffp-contract=off", "-fno-math-errno", "-fno-strict-overflow"),
    *("-shared", "-fPIC", "-fvisibility=hidden"),
)
"""No -march: the kernel chooses when it runs. And nothing of CFLAGS: the numbers must not depend on who compiles."""
NAMES: Final = ("cc", "gcc", "clang")
ZIG: Final = "ziglang>=0.15,<0.18"
ZIG_NEEDS: Final = {"linux": (2, 28), "darwin": (12, 0)}
"""The oldest glibc that it makes libraries for here (an older one refuses the wheel), the oldest macOS it runs on."""
PROBE: Final = """
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
typedef float vec __attribute__((vector_size(16)));
typedef int32_t bits __attribute__((vector_size(16)));
void convert(const bits *from, vec *to) { *to = __builtin_convertvector(*from, vec); }
int32_t probe(const char *name) { return name && getenv(name) ? (int32_t)strlen(name) : 0; }
"""
"""What the kernel needs: the C library, and vectors as GCC knows them from version 9."""
SECONDS: Final = 600


@dataclass(frozen=True)
class Way:
    """How a library is made for one kind of machine, and what the wheel with it is tagged."""

    tag: str
    zig_target: str
    zig_tag: str
    flags: tuple[str, ...] = ()


WAYS: Final = {
    ("linux", "x86_64"): Way("linux_x86_64", "x86_64-linux-gnu.2.28", "manylinux_2_28_x86_64"),
    ("linux", "aarch64"): Way("linux_aarch64", "aarch64-linux-gnu.2.28", "manylinux_2_28_aarch64"),
    ("darwin", "x86_64"): Way(
        *("macosx_11_0_x86_64", "x86_64-macos.11.0", "macosx_11_0_x86_64"),
        flags=("-arch", "x86_64", "-mmacosx-version-min=11.0"),
    ),
    ("darwin", "arm64"): Way(
        *("macosx_11_0_arm64", "aarch64-macos.11.0", "macosx_11_0_arm64"),
        flags=("-arch", "arm64", "-mmacosx-version-min=11.0"),
    ),
}


@dataclass(frozen=True)
class Machine:
    """What a library must fit: system and processor in Python's words, a pointer's bits, glibc's or macOS's version."""

    system: str
    processor: str
    bits: int = 64
    version: tuple[int, ...] = ()

    @classmethod
    def here(cls) -> Machine:
        """The machine under this Python; its version is () on a Linux with another C library."""
        library, version = platform.libc_ver() if sys.platform == "linux" else ("", platform.mac_ver()[0])
        known = sys.platform != "linux" or library == "glibc"
        return cls(
            system=sys.platform,
            processor=platform.machine().lower(),
            bits=8 * struct.calcsize("P"),
            version=tuple(int(part) for part in version.split(".") if part.isdigit()) if known else (),
        )

    @property
    def way(self) -> Way | None:
        """How the kernel is made for it; None where it is not."""
        return WAYS.get((self.system, self.processor)) if self.bits == 64 else None

    @property
    def suits_zig(self) -> bool:
        """Whether a wheel with Zig runs on it, and can make a library for it."""
        return self.way is not None and self.version >= ZIG_NEEDS[self.system]

    def __str__(self) -> str:
        return f"{self.system} {self.processor}, {self.bits} bits"


@dataclass(frozen=True)
class Compiler:
    """The command that makes a library, the name and version that it goes by, the platform tag of a wheel with it."""

    command: tuple[str, ...]
    name: str
    tag: str = ""


def own(machine: Machine) -> Iterator[Compiler | str]:
    """The machine's own compilers, in the order to try them: each one that works, or a sentence why it does not."""
    if (way := machine.way) is None:
        return
    for command in _commands():
        if shutil.which(command[0]) is None:
            yield f"{command[0]} is not there"
        elif complaint := _complaint_of_probe((*command, *way.flags)):
            yield complaint
        else:
            yield Compiler((*command, *way.flags), _name(command), way.tag)


def zig(machine: Machine) -> Compiler | str:
    """The compiler of the installed `ziglang` for that machine, or a sentence why there is none."""
    if (way := machine.way) is None or not machine.suits_zig:
        return "ziglang does not serve this system"
    if importlib.util.find_spec("ziglang") is None:
        return "ziglang is not installed"
    return zig_for(way.zig_target, "-s", tag=way.zig_tag)


def zig_for(target: str, *flags: str, tag: str = "") -> Compiler:
    """The compiler of the installed `ziglang` for any target, such as `aarch64-linux-musl`."""
    command = (sys.executable, "-m", "ziglang", "cc", "-target", target, *flags)
    return Compiler(command, f"zig {importlib.metadata.version('ziglang')}", tag)


def complaint(command: Sequence[str], *, folder: Path) -> str:
    """Runs a compiler in that folder, in English; "" where it is content, else what it says, in one line."""
    with tempfile.TemporaryDirectory() as cache:  # Zig would leave 46 MB in the home of whoever installs
        caches = {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}
        settings = {**caches, **os.environ, "LC_ALL": "C"}
        try:
            done = subprocess.run(
                command, cwd=folder, env=settings, capture_output=True, text=True, errors="replace", timeout=SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return one_line(error)
    if not done.returncode:
        return ""
    lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    telling = next((line for line in lines if "error" in line), lines[-1] if lines else "")
    return one_line(telling or f"it ended with {done.returncode}")


def complaint_of_loading(library: Path) -> str:
    """Whether Python can load a library, tried in a process of its own; "" if so, else why not, in one line."""
    script = "import sys\ntry: import ctypes; ctypes.CDLL(sys.argv[1])\nexcept Exception as error: sys.exit(str(error))"
    command = [sys.executable, "-c", script, str(library)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False)
    if not done.returncode:
        return ""
    return one_line(f"it cannot be loaded: {done.stderr.strip().replace(str(library), library.name)}")


def one_line(said: object) -> str:
    """At most 200 characters of it, printable ones."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(said)).split())[:200]


def _commands() -> list[tuple[str, ...]]:
    """$CC, which may have arguments, before the usual names."""
    try:
        asked = tuple(shlex.split(os.environ.get("CC", "")))
    except ValueError:  # a quotation mark that is not closed
        asked = (os.environ["CC"],)
    return list(dict.fromkeys([*([asked] if asked else []), *((name,) for name in NAMES)]))


def _complaint_of_probe(command: Sequence[str]) -> str:
    """A compiler may be there without the C library's headers, or make libraries for another machine: it must do it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "probe.c").write_text(PROBE)
        said = complaint([*command, *FLAGS, "-o", "probe.so", "probe.c"], folder=folder)
        if not said and not (folder / "probe.so").is_file():
            said = "it made nothing"
        said = said or complaint_of_loading(folder / "probe.so")
    return f"{command[0]} does not work ({said})" if said else ""


def _name(command: Sequence[str]) -> str:
    """The first line of `--version`, of signs that may stand in C's quotation marks."""
    try:
        said = subprocess.run(
            [*command, "--version"], capture_output=True, text=True, errors="replace", timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return Path(command[0]).name
    first = one_line(said.stdout.strip().partition("\n")[0]) or Path(command[0]).name
    return re.sub(r"[^\w .,:+~()-]", " ", first)[:100]
