"""`make release-check`: what would be released is built, looked through, installed on a bare machine, and used there.

In: this tree. Out: a line for each thing that was checked; exit code 1 where one does not hold. The machine is a fresh
environment whose PATH has nothing but itself: no compiler, no Node, nothing of this tree.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import time
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LARGEST = 20_000_000
"""Bytes of the wheel: what somebody with a slow line may be asked to wait for."""
PATIENCE = 3600
"""Seconds for a step: a machine with much else to do takes long to compile."""
NO_NODE = {"npm_config_registry": "http://127.0.0.1:9/", "npm_config_fetch_retries": "0"}
"""npm is told a registry that is not there: whoever asks for it fails."""
MUST = (
    "digitscope/_static/index.html", "digitscope/_static/licences/svelte.txt", "digitscope/py.typed",
    "digitscope/data/files/LICENSE.md", "digitscope/data/files/SHA256SUMS",
    "digitscope/data/files/train-images-idx3-ubyte.gz", "digitscope/data/files/train-labels-idx1-ubyte.gz",
    "digitscope/data/files/t10k-images-idx3-ubyte.gz", "digitscope/data/files/t10k-labels-idx1-ubyte.gz",
    "digitscope/engine/kernel.c", "digitscope/samples/mnist-7.png", ".dist-info/licenses/LICENSE",
    ".dist-info/licenses/src/digitscope/data/files/LICENSE.md", ".dist-info/entry_points.txt",
)  # fmt: skip
NEVER = ("tests/", "bench/", "tools/", "web/", "node_modules", "__pycache__", ".pyc", ".map", ".git", "/runs/", ".ci")
LATE = ("matplotlib", "sklearn", "torch", "jax", "onnx", "pandas", "PIL", "starlette")
"""What is not needed to import digitscope, and not loaded by it."""
COMMANDS = (
    ("--version",),
    ("read", "--samples"),
    ("evaluate", "plain"),
    ("train", "--epochs", "1"),
    ("export", "document", "--output", "lab.html"),
)


class Failed(Exception):  # noqa: N818 (it ends this program)
    """Something that does not hold."""


def said(what: str) -> None:
    print(f"  ok  {what}", flush=True)


def demand(holds: bool, what: str) -> None:
    if not holds:
        raise Failed(what)
    said(what)


def run(*words: str | Path, folder: Path, **settings: str) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DIGITSCOPE", "CC"))}
    done = subprocess.run(
        [*map(str, words)],
        cwd=folder,
        env=own | settings,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise Failed(f"{' '.join(map(str, words))}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def built(folder: Path) -> tuple[Path, Path]:
    """The source distribution of this tree, and the wheel made of it alone, without Node."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "install", "--target", folder / "hatchling", "hatchling>=1.27,<2", folder=ROOT)
    words = (sys.executable, "-S", "-m", "hatchling", "build", "-t", "sdist", "-d", folder / "sdist")
    run(*words, folder=ROOT, PYTHONPATH=str(folder / "hatchling"))
    (source,) = (folder / "sdist").iterdir()
    run(*pip, "wheel", "--no-deps", "--wheel-dir", folder / "wheel", source, folder=folder, **NO_NODE)
    (wheel,) = (folder / "wheel").iterdir()
    return source, wheel


def look_through(source: Path, wheel: Path) -> None:
    with tarfile.open(source) as packed:
        sources = [name.partition("/")[2] for name in packed.getnames()]
    demand({"LICENSE", "README.md", "pyproject.toml", "hatch_build.py"} <= set(sources), "the sdist has what it needs")
    demand(not [name for name in sources if ".ci/" in name or "node_modules" in name], "the sdist has nothing odd")
    with zipfile.ZipFile(wheel) as packed_wheel:
        names = packed_wheel.namelist()
    missing = [end for end in MUST if not any(name.endswith(end) for name in names)]
    demand(not missing, f"the wheel has {len(MUST)} files that it must have; missing: {missing}")
    odd = [name for name in names for part in NEVER if name.startswith(part) or f"/{part}" in name or part in name[1:]]
    demand(not odd, f"the wheel has none of {', '.join(NEVER)}: {odd[:5]}")
    shipped = ROOT / "src" / "digitscope" / "networks" / "shipped"
    networks = {f"digitscope/networks/shipped/{path.name}" for path in shipped.iterdir() if path.suffix != ".py"}
    demand(networks <= set(names), f"{len(networks)} files of shipped networks and their cards")
    demand("digitscope/engine/_kernel.so" in names, "the compiled kernel")
    size = wheel.stat().st_size
    demand(size < LARGEST, f"{wheel.name}: {len(names)} files, {size:,} bytes, of {LARGEST:,} at most")


def installed(wheel: Path, folder: Path) -> Path:
    """The folder of commands of a fresh environment with the wheel and what it needs."""
    venv.create(folder / "bare")
    commands = folder / "bare" / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", commands / "python")
    run(*pip, "install", "--only-binary", ":all:", "-c", ROOT / "constraints.txt", wheel, folder=folder)
    said("it is installed without compiling anything")
    run(*pip, "check", folder=folder)
    said("pip check: nothing is missing, nothing disagrees")
    return commands


def used(commands: Path, folder: Path) -> None:
    home = folder / "home"
    home.mkdir()
    bare = {"PATH": str(commands), "HOME": str(home)}
    for words in COMMANDS:
        began = time.monotonic()
        told = run(commands / "digitscope", *words, folder=home, **bare)
        lines = [line.strip() for line in told.splitlines() if line.strip()]
        said(f"digitscope {' '.join(words)} ({time.monotonic() - began:.1f} s): {lines[-1][:70]}")
    demand((home / "runs" / "run-001" / "network.safetensors").exists(), "the trained network is there")
    demand((home / "lab.html").stat().st_size > 100_000, "the document is there")
    code = f"import sys, digitscope; print(*[name for name in {LATE} if name in sys.modules])"
    loaded = run(commands / "python", "-W", "error", "-c", code, folder=home, **bare).strip()
    demand(not loaded, f"importing digitscope loads none of {', '.join(LATE)}; loaded: {loaded or 'none'}")
    place = run(commands / "python", "-c", "import digitscope; print(digitscope.__file__)", folder=home, **bare)
    demand(Path(place.strip()).is_relative_to((folder / "bare").resolve()), "and it is the one that was installed")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        try:
            source, wheel = built(folder)
            look_through(source, wheel)
            used(installed(wheel, folder), folder)
        except Failed as failure:
            print(f"FAILED  {failure}")
            return 1
    print("release-check: all of it holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
