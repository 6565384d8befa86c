"""The built page: a fixed list of files, read into memory once. A path of a request never becomes a path on disk."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from digitscope.errors import MissingError
from digitscope.storage import read_file

if TYPE_CHECKING:
    from collections.abc import Mapping

STATIC: Final = Path(__file__).parents[1] / "_static"
LIMIT: Final = 16 * 2**20
KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
PACKED_ALREADY: Final = (".png", ".ico", ".woff2")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is served. packed: gzip of the content, None where that is not smaller."""

    content: bytes
    packed: bytes | None
    kind: str


def built_page(folder: Path = STATIC) -> Mapping[str, File]:
    """The page's files by their names ("index.html", "assets/lab-1234.js"); none where it was not built.

    Files of other kinds than a page is made of are passed over.
    >>> dict(built_page(Path("nowhere")))
    {}
    """
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in KINDS and path.is_file()]
    return MappingProxyType({path.relative_to(folder).as_posix(): _file(path) for path in paths})


def _file(path: Path) -> File:
    content = read_file(path, limit=LIMIT, refusal=MissingError)
    packed = None if path.suffix in PACKED_ALREADY else gzip.compress(content, mtime=0)
    return File(content, packed if packed and len(packed) < len(content) else None, KINDS[path.suffix])
