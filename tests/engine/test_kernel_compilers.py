"""The kernel under each compiler that may have to make it: without a warning, and loadable."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

import build_kernel
import compilers
from compiling import ENGINE, compiler

pytestmark = pytest.mark.compilers


STRICT = ("-Wall", "-Wextra", "-Werror")


@pytest.mark.parametrize("name", ["gcc", "clang", "zig"])
def test_it_compiles_without_a_warning(name: str, tmp_path: Path) -> None:
    library = tmp_path / "kernel.so"
    assert not build_kernel.make(compiler(name), ENGINE, library, flags=STRICT)
    source = ctypes.CDLL(str(library)).kernel_source
    source.restype = ctypes.c_char_p
    assert source().decode() == build_kernel.digest(ENGINE)


@pytest.mark.parametrize("target", sorted({way.zig_target for way in compilers.WAYS.values()}))
def test_it_compiles_without_a_warning_for_every_machine_that_gets_one(target: str, tmp_path: Path) -> None:
    compiler("zig")
    command = build_kernel.command(compilers.zig_for(target, "-s"), ENGINE, tmp_path / "kernel.so", flags=STRICT)
    assert not compilers.complaint(command, folder=ENGINE)
