"""IDX files that belong together: in goes the path of the images, or of a folder, out come images and labels.

Which file is which, their names say as MNIST's do: what is called images has its labels beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from digitscope.data.folders import names_in
from digitscope.data.idx import UNPACKED_LIMIT, read_idx
from digitscope.data.values import Raw
from digitscope.errors import DatasetError
from digitscope.storage import read_file
from digitscope.text import shown

if TYPE_CHECKING:
    from pathlib import Path

    from digitscope.data.mnist import Part

IMAGES: Final = re.compile(r"(?P<set>.*?)(?P<part>train|t10k|test)-images[-.]idx3-ubyte(\.gz)?")
"""As MNIST, Fashion-MNIST, KMNIST and EMNIST call them."""
PARTS: Final = {"train": "training", "t10k": "test", "test": "test"}


def pair_in(folder: Path, part: Part) -> Path | None:
    """The images of that part in a folder, by the usual names; None where there is no IDX file of that part.

    Raises DatasetError where there are several.
    >>> (folder / "t10k-images-idx3-ubyte.gz").touch()
    >>> pair_in(folder, "test").name, pair_in(folder, "training")
    ('t10k-images-idx3-ubyte.gz', None)
    """
    found = sorted(name for name, which in _usual(folder) if which == part)
    if len(found) > 1:
        names = shown(", ".join(found))
        raise DatasetError("a folder must hold one set of IDX files", came=names, hint="give the file of its images")
    return folder / found[0] if found else None


def holds_pairs(folder: Path) -> bool:
    """Whether a folder has IDX files of the usual names, of whichever part."""
    return bool(_usual(folder))


def _usual(folder: Path) -> list[tuple[str, str]]:
    matches = ((name, IMAGES.fullmatch(name)) for name in names_in(folder))
    return [(name, PARTS[match["part"]]) for name, match in matches if match]


def read_pair(images: Path, content: bytes | None = None) -> Raw:
    """The images, and the labels beside them.

    content: of the file of the images, where it was read already.  Raises DatasetError.
    >>> (folder / "few-images-idx3-ubyte").write_bytes(bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 9, 9]))
    18
    >>> (folder / "few-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 5]))
    9
    >>> read_pair(folder / "few-images-idx3-ubyte").labels
    array([5], dtype=uint8)
    """
    name = shown(images.name)
    if content is None:
        content = read_file(images, limit=UNPACKED_LIMIT, refusal=DatasetError)
    levels = read_idx(content, dimensions=3, name=name)
    beside = _labels_of(images)
    labels = read_file(beside, limit=UNPACKED_LIMIT, refusal=DatasetError)
    return Raw(levels, read_idx(labels, dimensions=1, name=shown(beside.name)), name)


def _labels_of(images: Path) -> Path:
    """The file beside it whose name says labels where its own says images, packed or not."""
    wanted = images.name.replace("images", "labels").replace("idx3", "idx1").removesuffix(".gz")
    beside = [images.with_name(name) for name in (wanted, f"{wanted}.gz")]
    found = [path for path in beside if path.exists() and path.name != images.name]
    if not found:
        raise DatasetError(
            f"the labels of {shown(images.name)} must lie beside it",
            came=f"no {shown(wanted)} there, nor .gz",
            hint="give the file of the images, and call that of its labels so",
            code="NOT_FOUND",
        )
    return found[0]
