"""What is installed: the page, and the kernel for this machine or a line why there is none.

All of it is really built with pip, of a copy of this tree. A machine without a compiler is a PATH that leads nowhere.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import build_kernel
from compiling import ENGINE, ROOT, needed

PARTS = ("hatch_build.py", "pyproject.toml", "README.md", "LICENSE", ".gitignore", "src", "tools", "web")
LEFT_OUT = shutil.ignore_patterns("_kernel.*", "__pycache__", "node_modules")
PACKED = "digitscope/engine"
NO_NODE = {"npm_config_registry": "http://127.0.0.1:9/", "npm_config_fetch_retries": "0"}
"""npm is told a registry that is not there: whoever asks for it fails."""
NO_COMPILER = {"PATH": os.devnull}


def _run(*words: str | Path, folder: Path = ROOT, **settings: str) -> str:
    own = {name: value for name, value in os.environ.items() if name not in {"CC", "DIGITSCOPE_KERNEL"}}
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, cwd=folder, env=own | settings, timeout=300, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout + done.stderr


def _pip(*words: str | Path, **settings: str) -> None:
    _run(*("-m", "pip", "--disable-pip-version-check", "--quiet"), *words, folder=ROOT, **settings)


def _wheel(source: Path, folder: Path, **settings: str) -> Path:
    _pip("wheel", "--no-deps", "--wheel-dir", folder, source, **settings)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _hatchling(tree: Path, target: str, folder: Path, **settings: str) -> tuple[Path, str]:
    """Without pip and without what is installed here, so that there is no Zig; with what it said."""
    tools = folder / "tools"
    if not tools.exists():
        _pip("install", "--target", tools, "hatchling>=1.27,<2")
    words = ("-S", "-m", "hatchling", "build", "-t", target, "-d", folder / target)
    said = _run(*words, folder=tree, PYTHONPATH=str(tools), **settings)
    (made,) = (folder / target).iterdir()
    return made, said


def _files(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as packed:
        return {one.filename: one.CRC for one in packed.infolist() if not one.filename.endswith("RECORD")}


def _kernel_files(wheel: Path) -> set[str]:
    return {Path(name).name for name in _files(wheel) if name.startswith(f"{PACKED}/_kernel")}


def _made_of(library: Path) -> str:
    """The digest of the sources that a library was made of, as it says itself."""
    source = ctypes.CDLL(str(library)).kernel_source
    source.restype = ctypes.c_char_p
    return str(source().decode())


def _unpacked(wheel: Path, folder: Path) -> Path:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the package is made of, with the page if that is built already."""
    copy = tmp_path / "tree"
    copy.mkdir()
    for part in (ROOT / name for name in PARTS):
        if part.is_dir():
            shutil.copytree(part, copy / part.name, ignore=LEFT_OUT)
        else:
            shutil.copy(part, copy)
    return copy


@pytest.mark.slow
def test_the_wheel_holds_the_page_and_a_source_distribution_needs_no_node(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    wheel = _wheel(clone, tmp_path / "one")
    files = _files(wheel)
    page = [name for name in files if name.startswith("digitscope/_static/")]
    assert {"digitscope/_static/index.html", "digitscope/_static/licences/svelte.txt"} <= set(page)
    assert {Path(name).suffix for name in page} >= {".js", ".css", ".woff2"}
    assert not any("node_modules" in name for name in files)
    assert wheel.stat().st_size < 20_000_000

    source, _ = _hatchling(clone, "sdist", tmp_path)
    assert _files(_wheel(source, tmp_path / "two", **NO_NODE)) == files


@pytest.mark.slow
@pytest.mark.compilers
def test_with_a_compiler_the_wheel_holds_a_kernel_and_is_for_this_machine(tree: Path, tmp_path: Path) -> None:
    needed("cc")
    wheel = _wheel(tree, tmp_path / "wheels", DIGITSCOPE_KERNEL="must")
    assert "-py3-none-" in wheel.name
    assert not wheel.stem.endswith("-any")
    assert _kernel_files(wheel) == {"_kernel.so"}
    assert _made_of(_unpacked(wheel, tmp_path / "home") / PACKED / "_kernel.so") == build_kernel.digest(ENGINE)


@pytest.mark.slow
@pytest.mark.compilers
@pytest.mark.parametrize("settings", [NO_COMPILER, {"DIGITSCOPE_KERNEL": "zig"}], ids=["no compiler", "zig"])
def test_without_a_compiler_zig_makes_it(tree: Path, tmp_path: Path, settings: dict[str, str]) -> None:
    wheel = _wheel(tree, tmp_path / "wheels", **settings)
    assert "-py3-none-m" in wheel.name  # manylinux or macosx
    assert _kernel_files(wheel) == {"_kernel.so"}
    assert _made_of(_unpacked(wheel, tmp_path / "home") / PACKED / "_kernel.so") == build_kernel.digest(ENGINE)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"DIGITSCOPE_KERNEL": "off"}, "DIGITSCOPE_KERNEL was off"),
        (NO_COMPILER, "clang is not there; ziglang is not installed"),
    ],
    ids=["off", "no compiler at all"],
)
def test_without_a_kernel_the_wheel_is_for_every_machine_and_reads(
    tree: Path, tmp_path: Path, settings: dict[str, str], why: str
) -> None:
    wheel, said = _hatchling(tree, "wheel", tmp_path, **settings)
    assert wheel.stem.endswith("-py3-none-any")
    assert _kernel_files(wheel) == {"_kernel.txt"}
    assert said.count("no kernel, NumPy does its work") == 1
    home = _unpacked(wheel, tmp_path / "home")
    line = (home / PACKED / "_kernel.txt").read_text()
    assert why in line
    assert line.count("\n") == 1
    read = _run("-m", "digitscope", "read", "--samples", folder=home, PYTHONPATH=str(home))
    assert "mnist-7.png" in read


@pytest.mark.slow
@pytest.mark.compilers
def test_an_editable_install_has_the_kernel_in_the_tree(tree: Path, tmp_path: Path) -> None:
    needed("cc")
    venv.create(tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    _pip("--python", python, "install", "--no-deps", "-e", tree)
    library = tree / "src" / PACKED / "_kernel.so"
    assert _made_of(library) == build_kernel.digest(ENGINE)
    first = library.stat().st_mtime_ns
    _pip("--python", python, "install", "--no-deps", "-e", tree)
    assert library.stat().st_mtime_ns == first
    with (tree / "src" / PACKED / "kernel.c").open("a") as source:
        source.write("\n// another line\n")
    _pip("--python", python, "install", "--no-deps", "-e", tree)
    assert library.stat().st_mtime_ns > first


@pytest.mark.slow
@pytest.mark.compilers
def test_a_source_distribution_takes_no_compiler_and_makes_the_kernel(tree: Path, tmp_path: Path) -> None:
    needed("cc")
    build_kernel.build(tree / "src" / PACKED)
    source, said = _hatchling(tree, "sdist", tmp_path, **NO_COMPILER)
    assert "kernel" not in said
    with tarfile.open(source) as packed:
        names = {Path(name).name for name in packed.getnames()}
    assert {"kernel.c", "kernel_steps.h", "build_kernel.py", "compilers.py"} <= names
    assert not any(name.startswith("_kernel") for name in names)
    assert _kernel_files(_wheel(source, tmp_path / "wheels", **NO_NODE)) == {"_kernel.so"}
