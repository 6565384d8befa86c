"""The kernel as a C program: the same bits with every compiler and on every processor, nothing beyond its buffers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import build_kernel
import compilers
import make_hashes
from compilers import Machine
from compiling import ENGINE, compiler, needed
from make_hashes import hashes, run

pytestmark = pytest.mark.compilers

Build = Callable[..., Path]

TABLE: dict[str, str] = json.loads(make_hashes.TARGET.read_text(encoding="utf-8"))["program"]
STRICT = ("-Wall", "-Wextra", "-Werror")
SANITIZED = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")
A_FEW, MANY = 22, 4
"""Of so many cases one is run, where that is enough."""
IS_X86 = Machine.here().processor in {"x86_64", "amd64"}

TAKE = "*used += lines(bytes);"
FENCED = (
    f"{TAKE} *used += LINE;if (part) __asan_poison_memory_region((char *)part + bytes, lines(bytes) + LINE - bytes);"
)
"""The kernel cuts its room from one piece of memory: a forbidden line after each part makes the parts' ends seen."""


def paths_of(program: Path, *, emulator: tuple[str, ...] = ()) -> list[str]:
    """The instruction sets that the processor has which runs the program."""
    best = run([*emulator, program, "best"]).strip()
    every = ["baseline", "avx2", "avx512"]
    return every[: every.index(best) + 1] if best in every else [best]


def altered(folder: Path, *changes: tuple[str, str]) -> Path:
    """A copy of the kernel in which each of these texts, which stands there once, is another one."""
    for name in build_kernel.SOURCES:
        shutil.copy(ENGINE / name, folder)
    for before, after in changes:
        holders = [folder / name for name in build_kernel.SOURCES if before in (folder / name).read_text()]
        assert len(holders) == 1, f"{before!r} does not stand in one of the sources"
        text = holders[0].read_text()
        assert text.count(before) == 1, f"{before!r} stands there {text.count(before)} times"
        holders[0].write_text(text.replace(before, after))
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The program by a compiler with these flags; each is made once."""
    made: dict[tuple[str, ...], Path] = {}

    def build(name: str, *flags: str) -> Path:
        if (key := (name, *flags)) not in made:
            made[key] = make_hashes.compiled(compiler(name), tmp_path_factory.mktemp(name), *flags)
        return made[key]

    return build


@pytest.mark.parametrize(
    ("name", "level"), [("gcc", "-O2"), ("gcc", "-O3"), ("clang", "-O2"), ("clang", "-O3"), ("zig", "-O3")]
)
def test_every_compiler_and_path_gives_the_same_bits(name: str, level: str, built: Build) -> None:
    program = built(name, *STRICT, level)
    for path in paths_of(program):
        assert hashes([program], path) == TABLE, path


def test_arm_gives_the_same_bits(tmp_path: Path) -> None:
    emulator = needed("qemu-aarch64")
    compiler("zig")
    arm = compilers.zig_for("aarch64-linux-musl", "-static")
    program = make_hashes.compiled(arm, tmp_path, *STRICT)
    assert paths_of(program, emulator=(emulator,)) == ["neon"]
    assert hashes([emulator, program], "neon") == TABLE


@pytest.mark.skipif(not IS_X86, reason="these are the processors of a PC")
@pytest.mark.parametrize(("processor", "best"), [("qemu64", "baseline"), ("max", "avx2")])
def test_an_older_processor_gets_what_it_has_and_the_same_bits(processor: str, best: str, built: Build) -> None:
    """The emulator knows no AVX-512, and `qemu64` no AVX at all: one wrong instruction, and it stops."""
    emulator = (needed("qemu-x86_64"), "-cpu", processor)
    program = built("gcc", *STRICT, "-O3")
    assert paths_of(program, emulator=emulator)[-1] == best
    found = hashes([*emulator, program], best, every=MANY)
    assert found.items() <= TABLE.items()


def test_what_lies_in_fresh_memory_changes_nothing(built: Build) -> None:
    program = built("gcc", *STRICT, "-O2")
    for path in paths_of(program):
        for filled in ("1", "128"):  # with 0xfe and 0x7f, by the C library of GNU
            assert hashes([program], path, MALLOC_PERTURB_=filled) == TABLE, path


# Nothing beyond a buffer


def test_the_sanitizers_find_nothing(built: Build) -> None:
    program = built("gcc", "-O1", *SANITIZED)
    for path in paths_of(program):
        assert hashes([program], path) == TABLE, path


def test_the_sanitizer_of_clang_finds_nothing(built: Build) -> None:
    stopped = ("-fsanitize=undefined", "-fsanitize-trap=undefined")  # it needs no library of clang's
    program = built("clang", "-O0", *stopped)
    for path in paths_of(program):
        assert hashes([program], path, every=MANY).items() <= TABLE.items(), path


def fenced(folder: Path, *changes: tuple[str, str]) -> Path:
    """The program under sanitizers that see every part of the kernel's room by itself."""
    sources = altered(folder, (TAKE, FENCED), *changes)
    known = ("-include", "sanitizer/asan_interface.h")
    return make_hashes.compiled(compiler("gcc"), folder, "-O0", *SANITIZED, *known, sources=sources)


def test_no_part_of_the_kernels_room_is_left(tmp_path: Path) -> None:
    program = fenced(tmp_path)
    for path in paths_of(program):
        assert hashes([program], path, every=MANY).items() <= TABLE.items(), path


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("starts[count] = k;", "starts[count + 1] = k;", "heap-buffer-overflow"),
        ("sizeof(float) * width);", "sizeof(float) * stride);", "heap-buffer-overflow"),
        ("j < columns; j++) to[", "j <= columns; j++) to[", "(use-after-poison|heap-buffer-overflow)"),
        ("one_hot + (size_t)stride * label,", "one_hot + (size_t)stride * stride,", "use-after-poison"),
        ("four.places >> (16 * i)", "four.places >> (32 * i)", "shift exponent 64 is too large"),
        ("free(room.whole);\n  return fine;", "return fine;", "LeakSanitizer"),
    ],
    ids=["ink", "answers", "transpose", "wanted", "shift", "leak"],
)
def test_the_sanitizers_find_what_is_wrong(before: str, after: str, said: str, tmp_path: Path) -> None:
    program = fenced(tmp_path, (before, after))
    with pytest.raises(RuntimeError, match=said):
        hashes([program], paths_of(program)[0], every=A_FEW)


# The hashes see what is wrong


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("p * r + 4.1665795894e-2f", "p * r + 4.1665799e-2f"),
        ("(r + 1.0f);", "r + 1.0f;"),
        ("z * 0.01f", "z / 100.0f"),
        ("(1.0f - keep) * g[i]", "g[i] - keep * g[i]"),
        ("(float)(-rate / m)", "-(float)rate / m"),
    ],
    ids=["constant", "order", "leaky", "adam", "rate"],
)
def test_a_kernel_that_is_another_in_the_last_bit_gives_other_hashes(before: str, after: str, tmp_path: Path) -> None:
    sources = altered(tmp_path, (before, after))
    program = make_hashes.compiled(compiler("gcc"), tmp_path, "-O0", sources=sources)
    found = hashes([program], paths_of(program)[0], every=MANY)
    assert found.keys() <= TABLE.keys()
    assert not found.items() <= TABLE.items()


def test_products_fused_with_sums_would_give_other_hashes(built: Build) -> None:
    program = built("clang", "-O1", "-ffp-contract=fast", *(["-mfma"] if IS_X86 else []))
    best = paths_of(program)[-1]
    if best == "baseline":
        pytest.skip("this processor fuses nothing")
    assert not hashes([program], best, every=A_FEW).items() <= TABLE.items()


def test_another_call_than_these_is_refused(built: Build) -> None:
    program = built("gcc", *STRICT, "-O2")
    for words in (["sse9"], ["baseline", "0"], []):
        with pytest.raises(RuntimeError, match="ended with 2: usage"):
            run([program, *words])
