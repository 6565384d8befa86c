"""What is installed: the wheel holds the page, and a source distribution makes the same wheel without Node."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _pip(*arguments: str, node: bool = True) -> None:
    settings = dict(os.environ)
    if not node:  # npm is told a registry that is not there: whoever asks for it fails
        settings |= {"npm_config_registry": "http://127.0.0.1:9/", "npm_config_fetch_retries": "0"}
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, env=settings, timeout=300)


def _files(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as packed:
        return {one.filename: one.CRC for one in packed.infolist() if not one.filename.endswith("RECORD")}


@pytest.mark.slow
def test_the_wheel_holds_the_page_and_a_source_distribution_needs_no_node(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    _pip("wheel", "--no-deps", "--wheel-dir", str(tmp_path / "one"), str(clone))
    (wheel,) = (tmp_path / "one").glob("*.whl")
    files = _files(wheel)
    page = [name for name in files if name.startswith("digitscope/_static/")]
    assert {"digitscope/_static/index.html", "digitscope/_static/licences/svelte.txt"} <= set(page)
    assert {Path(name).suffix for name in page} >= {".js", ".css", ".woff2"}
    assert not any("node_modules" in name for name in files)
    assert wheel.stat().st_size < 20_000_000

    _pip("install", "--target", str(tmp_path / "tools"), "hatchling>=1.27,<2")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path / "source")]
    subprocess.run(build, check=True, cwd=clone, env={**os.environ, "PYTHONPATH": str(tmp_path / "tools")})
    (source,) = (tmp_path / "source").glob("*.tar.gz")
    _pip("wheel", "--no-deps", "--wheel-dir", str(tmp_path / "two"), str(source), node=False)
    (again,) = (tmp_path / "two").glob("*.whl")
    assert _files(again) == files
