"""The face: a dozen names, imported when they are asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import digitscope


def test_every_name_of_the_face_is_there() -> None:
    for name in dir(digitscope):
        assert getattr(digitscope, name).__doc__, name


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(AttributeError, match="digitscope has no 'model'; it has Augmentation, Dataset"):
        digitscope.model  # noqa: B018  (asking is the test)


def test_importing_the_face_imports_nothing_heavy() -> None:
    heavy = "{'numpy', 'PIL', 'matplotlib', 'safetensors'}"
    code = f"import sys, digitscope.cli.app; print(*sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
