"""How the kernel is built: which compiler is taken, when it is made again, and what is left where there is none.

The compilers here are small shell scripts: they put a library that is there already where they are told to.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import tomllib
from pathlib import Path

import pytest

import build_kernel
import compilers
from build_kernel import build, up_to_date, wants_zig
from compilers import Compiler, Machine
from compiling import ENGINE, KERNEL_C, KERNEL_STEPS_H, ROOT, compiler, sources

LINUX = Machine("linux", "x86_64", version=(2, 36))
LIBRARY = importlib.util.find_spec("msgspec._core")
WORKS = f"""
while [ "$1" != -o ]; do shift; done
{shutil.which("cp")} '{LIBRARY and LIBRARY.origin}' "$2"
"""
BROKEN = r"printf 'In file\nprobe.c:2:10: fatal \033error: stdint.h: No such file\n1 error\n' >&2; exit 1"
NOTHING = "exit 0"
GARBAGE = 'while [ "$1" != -o ]; do shift; done; echo no library > "$2"'
NO_KERNEL = f'case "$*" in *kernel.c*) echo "kernel.c:7:1: error: unknown type" >&2; exit 1;; esac\n{WORKS}'
OLD = f"""
for source; do :; done
if {shutil.which("grep")} -q __builtin_convertvector "$source"
then echo "$source:7:1: error: expected expression before 'vec'" >&2; exit 1
fi
{WORKS}
"""
ZIG = Compiler(("zig",), "zig 1", "manylinux_2_28_x86_64")


class Workshop:
    """A folder with the kernel's sources, and a PATH with the compilers that a test puts there."""

    def __init__(self, place: Path) -> None:
        self.engine = sources(place / "engine")
        self.programs = place / "programs"
        self.programs.mkdir()
        self.log = place / "log"

    def has(self, **scripts: str) -> None:
        for name, script in scripts.items():
            program = self.programs / name
            version = f"""case "$*" in *--version*) echo '{name} ("9.1" \\ x)'; echo more; exit 0;; esac"""
            program.write_text(f"#!/bin/sh\n{version}\necho {name} \"$@\" >> '{self.log}'\n{script}\n")
            program.chmod(0o755)

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    @property
    def built(self) -> set[str]:
        return {path.name for path in self.engine.iterdir()} - set(build_kernel.SOURCES)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    workshop = Workshop(tmp_path)
    for name in ("CC", "DIGITSCOPE_KERNEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(workshop.programs))
    monkeypatch.setattr(compilers, "zig", lambda machine: "ziglang is not installed")
    return workshop


@pytest.mark.parametrize(
    ("asked", "there", "taken"),
    [
        ("", ["cc", "gcc", "clang"], "cc"),
        ("", ["gcc", "clang"], "gcc"),
        ("", ["clang"], "clang"),
        ("mine", ["mine", "cc"], "mine"),
        ("mine -m64", ["mine", "cc"], "mine"),
        ("mine", ["cc"], "cc"),
        ("clang", ["cc", "clang"], "clang"),
        ('mine "', ["mine", "cc"], "cc"),
        ("", ["tcc", "icc"], None),
    ],
)
def test_compilers_are_taken_in_their_order(
    here: Workshop, monkeypatch: pytest.MonkeyPatch, asked: str, there: list[str], taken: str | None
) -> None:
    monkeypatch.setenv("CC", asked)
    here.has(**dict.fromkeys(there, WORKS))
    made = build(here.engine, machine=LINUX)
    assert made.compiler.partition(" ")[0] == (taken or "")
    assert (made.tag == "linux_x86_64") == (taken is not None)
    assert all("-m64" in call for call in here.calls) == (asked == "mine -m64" or not here.calls)


@pytest.mark.parametrize(
    ("script", "said"),
    [(BROKEN, "stdint.h: No such file"), (NOTHING, "it made nothing"), (GARBAGE, "cannot be loaded")],
)
def test_a_compiler_that_is_there_and_does_not_work_is_passed_over(here: Workshop, script: str, said: str) -> None:
    here.has(cc=script, gcc=WORKS)
    assert build(here.engine, machine=LINUX).compiler.startswith("gcc")
    here.has(gcc=script, clang=script)
    (here.engine / "kernel.c").write_text("/* changed */")
    why = build(here.engine, machine=LINUX).why
    assert why.count(said) == 3
    assert why.isprintable()
    assert "cc does not work" in why


def test_one_that_fails_on_the_kernel_alone_is_passed_over(here: Workshop) -> None:
    here.has(cc=NO_KERNEL, clang=WORKS)
    assert build(here.engine, machine=LINUX).compiler.startswith("clang")
    assert here.built == {"_kernel.so", "_kernel.sources"}


def test_without_a_compiler_a_line_says_why(here: Workshop) -> None:
    here.has(gcc=NO_KERNEL)
    made = build(here.engine, machine=LINUX)
    assert here.built == {"_kernel.txt"}
    assert (here.engine / "_kernel.txt").read_text() == made.why + "\n"
    assert made.why.startswith("no compiler made it: cc is not there; gcc (")
    assert made.why.endswith(
        "could not make the kernel (kernel.c:7:1: error: unknown type); clang is not there; ziglang is not installed"
    )
    assert not made.tag


def test_zig_is_taken_last(here: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    here.has(zig=WORKS, gcc=WORKS)
    monkeypatch.setattr(compilers, "zig", lambda machine: ZIG)
    assert build(here.engine, machine=LINUX).tag == "linux_x86_64"
    (here.programs / "gcc").unlink()
    assert build(here.engine, machine=LINUX).tag == "linux_x86_64", "what gcc made is as good as before"
    (here.engine / "kernel.c").write_text("/* changed */")
    assert build(here.engine, machine=LINUX).tag == "manylinux_2_28_x86_64"


def test_zig_can_be_wished_for(here: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    here.has(zig=WORKS, gcc=WORKS)
    assert build(here.engine, machine=LINUX).tag == "linux_x86_64"
    monkeypatch.setenv("DIGITSCOPE_KERNEL", "zig")
    with pytest.raises(RuntimeError, match=r"DIGITSCOPE_KERNEL=zig asks for the kernel.*ziglang is not installed"):
        build(here.engine, machine=LINUX)
    assert here.built == {"_kernel.txt"}
    monkeypatch.setattr(compilers, "zig", lambda machine: ZIG)
    assert build(here.engine, machine=LINUX).compiler == "zig 1"
    monkeypatch.delenv("DIGITSCOPE_KERNEL")
    assert build(here.engine, machine=LINUX).compiler.startswith("gcc")


def test_off_makes_nothing_and_takes_away_what_is_there(here: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    here.has(cc=WORKS)
    build(here.engine, machine=LINUX)
    calls = here.calls
    monkeypatch.setenv("DIGITSCOPE_KERNEL", "off")
    assert "DIGITSCOPE_KERNEL was off" in build(here.engine, machine=LINUX).why
    assert here.built == {"_kernel.txt"}
    assert here.calls == calls


def test_must_fails_where_nothing_can_be_made(here: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITSCOPE_KERNEL", "must")
    with pytest.raises(RuntimeError, match=r"DIGITSCOPE_KERNEL=must asks for the kernel.*clang is not there"):
        build(here.engine, machine=LINUX)
    here.has(cc=WORKS)
    assert build(here.engine, machine=LINUX).tag


def test_another_wish_is_refused(here: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITSCOPE_KERNEL", "yes")
    for ask in (lambda: build(here.engine, machine=LINUX), lambda: wants_zig(here.engine, machine=LINUX)):
        with pytest.raises(RuntimeError, match="must be one of auto, off, zig, must; got 'yes'"):
            ask()


def test_what_is_up_to_date_is_left_alone(here: Workshop) -> None:
    here.has(cc=WORKS)
    first = build(here.engine, machine=LINUX)
    calls, library = here.calls, (here.engine / "_kernel.so").stat()
    assert build(here.engine, machine=LINUX) == first
    assert (here.calls, (here.engine / "_kernel.so").stat().st_ino) == (calls, library.st_ino)


@pytest.mark.parametrize("name", ["kernel.c", "kernel_steps.h", "_kernel.so", "_kernel.sources"])
def test_what_is_stale_by_content_is_made_again(here: Workshop, name: str) -> None:
    here.has(cc=WORKS)
    build(here.engine, machine=LINUX)
    before = (here.engine / "_kernel.so").read_bytes()
    (here.engine / name).write_text("changed")
    assert up_to_date(here.engine, LINUX) is None
    build(here.engine, machine=LINUX)
    assert up_to_date(here.engine, LINUX) is not None
    assert (here.engine / "_kernel.so").read_bytes() == before
    assert here.built == {"_kernel.so", "_kernel.sources"}


def test_a_stale_library_goes_where_no_compiler_is_left(here: Workshop) -> None:
    here.has(cc=WORKS)
    build(here.engine, machine=LINUX)
    here.has(cc=BROKEN)
    (here.engine / "kernel.c").write_text("changed")
    build(here.engine, machine=LINUX)
    assert here.built == {"_kernel.txt"}
    here.has(cc=WORKS)
    build(here.engine, machine=LINUX)
    assert here.built == {"_kernel.so", "_kernel.sources"}


def test_whoever_runs_with_the_old_library_keeps_it(here: Workshop) -> None:
    library = here.engine / "_kernel.so"
    library.write_text("the old one")
    here.has(cc=WORKS)
    with library.open() as running:
        build(here.engine, machine=LINUX)
        assert running.read() == "the old one"
    assert library.stat().st_size > 100


def test_another_cc_makes_it_again(here: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    here.has(cc=WORKS, clang=WORKS)
    build(here.engine, machine=LINUX)
    monkeypatch.setenv("CC", "clang")
    assert build(here.engine, machine=LINUX).compiler.startswith("clang")


def test_the_command_is_the_one_that_gives_the_same_bits_everywhere(here: Workshop) -> None:
    here.has(cc=WORKS)
    build(here.engine, machine=LINUX)
    digest = hashlib.sha256((KERNEL_C + KERNEL_STEPS_H).encode()).hexdigest()[:16]
    call = next(call for call in here.calls if "kernel.c" in call)
    assert call.startswith(f'cc {" ".join(compilers.FLAGS)} -DKERNEL_SOURCE="{digest}" -DKERNEL_COMPILER=')
    assert "-ffp-contract=off" in compilers.FLAGS
    assert not {"-ffast-math", "-march=native"} & set(compilers.FLAGS)


def test_the_compilers_name_fits_between_quotation_marks(here: Workshop) -> None:
    here.has(cc=WORKS)
    assert build(here.engine, machine=LINUX).compiler == "cc ( 9.1    x)"


def test_zig_is_fetched_only_where_it_is_of_use(here: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wants_zig(here.engine, machine=LINUX)
    here.has(cc=BROKEN)
    assert wants_zig(here.engine, machine=LINUX)
    here.has(gcc=WORKS)
    assert not wants_zig(here.engine, machine=LINUX)
    monkeypatch.setenv("DIGITSCOPE_KERNEL", "zig")
    assert wants_zig(here.engine, machine=LINUX)
    monkeypatch.setenv("DIGITSCOPE_KERNEL", "off")
    assert not wants_zig(here.engine, machine=LINUX)


def test_a_compiler_too_old_for_the_kernel_is_passed_over_before_zig_is_fetched(here: Workshop) -> None:
    here.has(cc=OLD)
    assert wants_zig(here.engine, machine=LINUX)
    here.has(gcc=WORKS)
    assert build(here.engine, machine=LINUX).compiler.startswith("gcc")


def test_the_probe_asks_for_all_vectors_that_the_kernel_needs() -> None:
    kernel = "".join((ENGINE / name).read_text(encoding="utf-8") for name in build_kernel.SOURCES)
    needed = set(re.findall(r"__builtin_\w*vector\w*|vector_size", kernel))
    assert needed == set(re.findall(r"__builtin_\w*vector\w*|vector_size", compilers.PROBE))


@pytest.mark.parametrize("name", ["gcc", "clang", pytest.param("zig", marks=pytest.mark.compilers)])
def test_a_compiler_of_today_is_as_the_probe_wants_it_and_an_older_one_is_not(name: str, tmp_path: Path) -> None:
    (tmp_path / "probe.c").write_text(compilers.PROBE)
    command = [*compiler(name).command, *compilers.FLAGS, "-o", "probe.so", "probe.c"]
    assert compilers.complaint(command, folder=tmp_path) == ""
    assert "error" in compilers.complaint([*command, "-D__builtin_convertvector=unknown"], folder=tmp_path)


def test_zig_is_not_fetched_for_a_library_that_is_there(here: Workshop) -> None:
    here.has(cc=WORKS)
    build(here.engine, machine=LINUX)
    (here.programs / "cc").unlink()
    assert not wants_zig(here.engine, machine=LINUX)
    (here.engine / "kernel.c").unlink()
    assert not wants_zig(here.engine, machine=LINUX)


@pytest.mark.parametrize(
    ("machine", "wanted"),
    [
        (Machine("linux", "aarch64", version=(2, 28)), True),
        (Machine("linux", "x86_64", version=(2, 17)), False),  # a wheel for 2.28 would be refused
        (Machine("linux", "x86_64", version=()), False),  # musl
        (Machine("linux", "x86_64", bits=32, version=(2, 36)), False),
        (Machine("linux", "riscv64", version=(2, 36)), False),
        (Machine("darwin", "arm64", version=(12, 0)), True),
        (Machine("darwin", "x86_64", version=(11, 7)), False),
        (Machine("win32", "amd64", version=(10, 0)), False),
    ],
    ids=str,
)
def test_zig_is_fetched_only_where_it_runs(here: Workshop, machine: Machine, wanted: bool) -> None:
    assert wants_zig(here.engine, machine=machine) == wanted


@pytest.mark.parametrize(
    ("machine", "own", "zig"),
    [
        (Machine("linux", "x86_64"), "linux_x86_64", "manylinux_2_28_x86_64"),
        (Machine("linux", "aarch64"), "linux_aarch64", "manylinux_2_28_aarch64"),
        (Machine("darwin", "arm64"), "macosx_11_0_arm64", "macosx_11_0_arm64"),
        (Machine("darwin", "x86_64"), "macosx_11_0_x86_64", "macosx_11_0_x86_64"),
    ],
    ids=str,
)
def test_a_wheel_is_tagged_for_its_machine(here: Workshop, machine: Machine, own: str, zig: str) -> None:
    here.has(cc=WORKS)
    assert build(here.engine, machine=machine).tag == own
    assert machine.way is not None
    assert machine.way.zig_tag == zig


@pytest.mark.parametrize(
    "machine", [Machine("win32", "amd64"), Machine("linux", "s390x"), Machine("linux", "x86_64", bits=32)], ids=str
)
def test_elsewhere_numpy_does_the_work(here: Workshop, machine: Machine) -> None:
    here.has(cc=WORKS)
    made = build(here.engine, machine=machine)
    assert made.why == f"it is not made for this system ({machine})"
    assert (made.tag, here.calls, here.built) == ("", [], {"_kernel.txt"})


def test_without_its_sources_nothing_is_tried(here: Workshop) -> None:
    here.has(cc=WORKS)
    (here.engine / "kernel_steps.h").unlink()
    assert "its sources are not here" in build(here.engine, machine=LINUX).why
    assert here.calls == []


def test_this_machine_is_known_to_itself() -> None:
    machine = Machine.here()
    assert machine.bits in {32, 64}
    assert machine.processor == machine.processor.lower() != ""


def test_the_build_and_the_tests_want_the_same_zig() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"]["compilers"] == [compilers.ZIG]
