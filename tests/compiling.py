"""What tests of the kernel's build share: real compilers, or a reason to skip; sources that compile at once."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

import compilers
from compilers import Compiler, Machine

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "src" / "digitscope" / "engine"
KERNEL_C = """
#include <stdint.h>
#include "kernel_steps.h"
__attribute__((visibility("default"))) const char *kernel_source(void) { return KERNEL_SOURCE; }
__attribute__((visibility("default"))) const char *kernel_compiler(void) { return KERNEL_COMPILER; }
__attribute__((visibility("default"))) int32_t kernel_abi(void) { return ABI; }
"""
KERNEL_STEPS_H = "enum { ABI = 1 };\n"


def needed(program: str) -> str:
    """Where a program is on this machine. Without it the test is skipped; under CI it fails."""
    if (found := shutil.which(program)) is None:
        _missing(f"`{program}` is not on this machine: install it")
    return str(found)


def compiler(name: str) -> Compiler:
    """A compiler for this machine: `zig`, or the name of a program."""
    machine = Machine.here()
    if name == "zig":
        if importlib.util.find_spec("ziglang") is None:
            _missing("ziglang is not installed: `make kernel` brings it")
        found = compilers.zig(machine)
        assert isinstance(found, Compiler), found
        return found
    way = machine.way
    assert way is not None, f"the kernel is not made for {machine}"
    return Compiler((needed(name), *way.flags), name, way.tag)


def sources(folder: Path) -> Path:
    """That folder, with a kernel in it that does nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kernel.c").write_text(KERNEL_C)
    (folder / "kernel_steps.h").write_text(KERNEL_STEPS_H)
    return folder


def _missing(reason: str) -> None:
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
