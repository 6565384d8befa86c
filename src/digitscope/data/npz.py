"""The .npz files of NumPy: in go bytes, out come the arrays of images and labels, or a clear refusal.

Nothing is unpacked to a disk and nothing unpickled. The archive's list is bounded before it is read, entries are taken
by name, and an array is looked at only when it is exactly as long as its head says.
Source: NumPy enhancement proposal 1, "A simple file format for NumPy arrays"; PKWARE's APPNOTE.TXT.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import frozen
from digitscope.data.dataset import listed
from digitscope.data.idx import UNPACKED_LIMIT
from digitscope.data.values import Raw
from digitscope.errors import DatasetError
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from digitscope.data.mnist import Part

MAGIC: Final = b"PK\3\4"
END: Final = b"PK\5\6"
KINDS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""As NumPy writes them. Of bzip2 and LZMA zipfile unpacks all at once, however little is asked for."""
END_LENGTH: Final = 22
LIST_LIMIT: Final = 65_536
"""Bytes of the archive's list of entries: some hundred of them."""
HEAD_LIMIT: Final = 4_096
SIZES: Final = 4
NUMBERS: Final = re.compile(r"[<>=|]?(b1|[ui][1248]|f[248])")
TEXTS: Final = re.compile(r"[<>=|]?U[1-9][0-9]{0,3}|\|?S[1-9][0-9]{0,3}")
PAIRS: Final[Mapping[Part | None, Sequence[tuple[str, str]]]] = {
    "training": (("x_train", "y_train"), ("X_train", "y_train"), ("train_images", "train_labels")),
    "test": (("x_test", "y_test"), ("X_test", "y_test"), ("test_images", "test_labels")),
    None: (("images", "labels"), ("x", "y"), ("X", "y"), ("data", "target"), ("pixels", "labels")),
}
"""What the two arrays are called: of one part, or of all there is."""


def read_npz(content: bytes, *, part: Part, name: str = "the file", limit: int = UNPACKED_LIMIT) -> Raw | None:
    """The images and labels of that part, or of all where the file has no parts; None where it has the other only.

    limit: bytes of an array.  Raises DatasetError (DATASET_TOO_LARGE beyond `limit`).
    >>> np.savez(made := io.BytesIO(), images=np.zeros((2, 4)), labels=np.array([7, 1]))
    >>> read_npz(made.getvalue(), part="test").labels
    array([7, 1])
    """
    present = {entry.filename.removesuffix(".npy"): entry for entry in _entries(content, name)}
    both = [pair for which in ("training", "test") for pair in PAIRS[which] if set(pair) <= set(present)]
    pairs = [pair for which in (part, None) for pair in PAIRS[which] if set(pair) <= set(present)]
    if not pairs and not both:
        wanted = "images and labels, x and y, or x_train, y_train, x_test and y_test"
        raise _refused(name, f"arrays named {wanted}", listed(sorted(present)) or "none", "save them by these names")
    if not pairs:
        return None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        images, labels = (_array(_unpacked(archive, present[key], limit), f"{name}, {key}") for key in pairs[0])
    if images.dtype.kind in "US":
        raise _refused(name, "numbers for pixels", "texts", f"what is {pairs[0][0]}?")
    return Raw(images, labels, name)


def has_arrays(content: bytes, part: Part) -> bool:
    """Whether the file has arrays of that very part.

    >>> np.savez(made := io.BytesIO(), x_test=np.zeros((2, 4)), y_test=np.array([7, 1]))
    >>> has_arrays(made.getvalue(), "test"), has_arrays(made.getvalue(), "training")
    (True, False)
    """
    present = {entry.filename.removesuffix(".npy") for entry in _entries(content, "the file")}
    return any(set(pair) <= present for pair in PAIRS[part])


def _entries(content: bytes, name: str) -> list[zipfile.ZipInfo]:
    """The archive's list: short, of plain names, none twice."""
    end = content[-END_LENGTH:]
    size, comment = int.from_bytes(end[12:16], "little"), end[20:]
    if len(end) < END_LENGTH or end[:4] != END or comment != b"\0\0":
        raise _refused(name, "an end, as a whole archive has", "none", "copy or save it again")
    beyond = content[-END_LENGTH - 20 : -END_LENGTH].startswith(b"PK\6\7")
    if size > LIST_LIMIT or beyond:
        came = "a list of more than 4 GB" if beyond else f"{size:,}"
        raise _refused(name, f"a list of at most {LIST_LIMIT:,} bytes", came, "save the arrays alone")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except Exception as error:  # what zipfile raises on hostile bytes is not a closed list
        raise _refused(name, "a sound list of arrays", str(error) or type(error).__name__, "save it again") from None
    names = [entry.filename for entry in entries]
    for odd in (entry for entry in names if not entry.endswith(".npy") or set(entry) & set("/\\:\0")):
        raise _refused(name, "arrays only, NAME.npy each", odd, "digitscope unpacks no other archive: unpack it first")
    for packed in (entry.filename for entry in entries if entry.compress_type not in KINDS):
        raise _refused(name, "arrays stored or deflated", f"{packed}, packed otherwise", "save it with numpy.savez")
    for twice in (entry for entry, count in Counter(names).items() if count > 1):
        raise _refused(name, "names that come once", f"{twice} twice", "save it again")
    return entries


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(entry) as stream:
            content = stream.read(limit + 1)
            whole = len(content) > limit or not stream.read(1)
    except Exception as error:  # as above
        raise _refused(entry.filename, "a sound entry", str(error) or type(error).__name__, "save it again") from None
    if len(content) > limit or not whole:
        raise DatasetError(
            f"{entry.filename} must unpack to at most {limit:,} bytes",
            came="more",
            hint="save the pixels as uint8, or give fewer images",
            code="DATASET_TOO_LARGE",
        )
    return content


def _array(content: bytes, name: str) -> npt.NDArray[Any]:
    """The array of a .npy file: its head is matched, not evaluated, and must say what is there."""
    head, start = _head(content, name)
    kind, order, shape = (re.search(pattern, head) for pattern in (
        r"'descr': *'([^']{1,12})'", r"'fortran_order': *(True|False)", r"'shape': *\(([0-9, ]{0,80})\)"
    ))  # fmt: skip
    if not kind or not (NUMBERS.fullmatch(kind[1]) or TEXTS.fullmatch(kind[1])):
        came = kind[1] if kind else "objects or fields" if "descr" in head else "no dtype"
        raise _refused(name, "numbers or texts", came, "save plain arrays: nothing is ever unpickled here")
    sizes = tuple(int(size) for size in shape[1].split(",") if size.strip()) if shape and _counts(shape[1]) else ()
    if not order or not 0 < len(sizes) <= SIZES or not all(sizes):
        raise _refused(name, f"1 to {SIZES} sizes above 0", shape[1] if shape else "none", "choose another array")
    dtype = np.dtype(kind[1])
    if prod(sizes) * dtype.itemsize != len(content) - start:
        wanted = f"{prod(sizes) * dtype.itemsize:,} bytes, for {sizes} of {dtype}"
        raise _refused(name, wanted, f"{len(content) - start:,}", "save it again")
    flat = np.frombuffer(content, dtype, offset=start)
    array = flat.reshape(sizes, order="F" if order[1] == "True" else "C")
    if dtype.kind == "S":
        array = _decoded(array, name)
    return frozen(array.astype(dtype.newbyteorder("="), copy=False))


def _head(content: bytes, name: str) -> tuple[str, int]:
    """Its text, and where the numbers begin."""
    long = content[6:7] in (b"\2", b"\3")
    start = 12 if long else 10
    length = int.from_bytes(content[8:start], "little")
    if content[:6] != b"\x93NUMPY" or content[6:7] not in (b"\1", b"\2", b"\3"):
        raise _refused(name, "an array of NumPy", content[:6].hex(" ") or "nothing", "save it with numpy.savez")
    if length > HEAD_LIMIT or start + length > len(content):
        raise _refused(name, f"a head of at most {HEAD_LIMIT:,} bytes", f"{length:,}", "save it again")
    return content[start : start + length].decode("latin-1"), start + length


def _counts(sizes: str) -> bool:
    return all(len(size.strip()) <= 12 and size.strip().isdigit() for size in sizes.split(",") if size.strip())


def _decoded(array: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    try:
        return np.strings.decode(array, "utf-8")
    except UnicodeDecodeError:
        raise _refused(name, "texts in UTF-8", "other bytes", "save the labels as texts or numbers") from None


def _refused(name: str, wanted: str, came: str, hint: str) -> DatasetError:
    return DatasetError(f"{shown(name)} must have {wanted}", came=shown(came), hint=hint)
