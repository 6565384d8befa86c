"""The house holds: imports go down only, files are opened where they may be, the face is for the outside."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[1] / "src" / "digitscope"
FLOORS = {
    1: {"arrays", "environment", "errors", "storage", "tensors", "text"},
    2: {"engine", "ink", "sound"},
    3: {"data", "networks", "measures"},
    4: {"reading", "training", "probes"},
    5: {"experiments"},
    6: {"pictures", "messages"},
    7: {"server", "estimator", "widget"},
    8: {"cli"},
    9: {"__main__"},
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")
MAY_OPEN = {
    "storage.py", "ink/open.py", "data/mnist.py", "engine/library.py", "pictures/canvas.py",
    "experiments/speed/machine.py",
}  # fmt: skip
"""The library is our own code; the canvas draws into memory; the machine is told to forget a peak of memory."""
FILE_METHODS = {
    "write_text", "write_bytes", "read_text", "read_bytes", "savefig", "tofile", "fromfile",
    "unlink", "mkdir", "rename", "touch", "rmdir", "symlink_to", "hardlink_to",
}  # fmt: skip
MODULE_CALLS = {
    "open", "load", "save", "savez", "savez_compressed", "remove", "replace", "makedirs", "copy", "copyfile",
    "move", "rmtree", "link", "symlink", "loadtxt", "savetxt", "memmap",
}  # fmt: skip
FORBIDDEN = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file_calls(path: Path) -> Iterator[str]:
    """Calls that open, make or remove files, whoever's they are."""
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in {"open", "eval", "exec"}:
            yield node.func.id
        elif isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            of_module = owner in {"os", "io", "np", "shutil", "gzip", "Image"} and node.func.attr in MODULE_CALLS
            nowhere = any(isinstance(part, ast.Attribute) and part.attr == "devnull" for part in ast.walk(node))
            if (of_module or node.func.attr in FILE_METHODS) and not nowhere:
                yield f"{owner}.{node.func.attr}"


def _room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_imports_only_from_floors_below_it(path: Path) -> None:
    own = _room(path)
    assert own in FLOOR, f"{own} has no floor yet: give it one here and in docs/design.md"
    for imported in _imports(path):
        if not imported.startswith("digitscope"):
            continue
        assert imported != "digitscope", "the face is for the outside"
        room = imported.split(".")[1]
        if room == own:
            continue
        same_ground = FLOOR[room] == FLOOR[own] == 1
        allowed = FLOOR[room] < FLOOR[own] or same_ground
        assert allowed, f"{own} (floor {FLOOR[own]}) imports {room} (floor {FLOOR[room]})"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_are_opened_in_their_places_and_nothing_is_unpickled(path: Path) -> None:
    assert not {name.split(".")[0] for name in _imports(path)} & FORBIDDEN
    if str(path.relative_to(SOURCE)) in MAY_OPEN:
        return
    assert not set(_file_calls(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_says_what_it_is_and_asserts_nothing(path: Path) -> None:
    tree = _tree(path)
    assert ast.get_docstring(tree), "a module opens with what comes in and what goes out"
    assert not any(isinstance(node, ast.Assert) for node in ast.walk(tree)), "assert is no control flow"


def test_the_floors_catch_what_they_must(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from digitscope.cli import app\nimport digitscope.engine.network\n")
    assert {"digitscope.cli", "digitscope.cli.app", "digitscope.engine.network"} == set(_imports(wrong))
    calls = ['Path("x").mkdir()', 'io.open("x")', 'os.open("x", 0)', 'np.load("x")', "os.open(os.devnull, 1)"]
    wrong.write_text("\n".join(calls))
    assert list(_file_calls(wrong)) == [".mkdir", "io.open", "os.open", "np.load"]
