"""The face: a dozen names, imported when they are asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import digitscope

EDITS = Path(__file__).parents[1] / "docs" / "edits.md"


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


def test_the_python_of_the_page_on_edits_runs_and_does_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    page = "\n".join(re.findall(r"```python\n(.*?)```", EDITS.read_text(encoding="utf-8"), re.DOTALL))
    names: dict[str, Any] = {}
    exec(compile(page, "edits.md", "exec"), names)
    some = names["test"].pixels(slice(64))
    plain, wider, narrower, muted = (names[name](some) for name in ("plain", "wider", "narrower", "muted"))
    np.testing.assert_allclose(wider, plain, atol=1e-5)
    np.testing.assert_allclose(narrower, muted, atol=1e-5)
    assert not np.allclose(muted, plain, atol=1e-2)
    assert (names["deeper"].widths, names["flatter"].widths) == ((784, 16, 16, 12, 10), (784, 16, 10))
    assert capsys.readouterr().out.splitlines()[1].startswith("95%: ")
