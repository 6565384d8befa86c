"""Images as rows of a CSV file: in goes its text, out come pixels and labels, or a refusal that names line and cell.

The label stands in the first column, or in one that the first line calls `label`; all other columns are pixels.
"""

from __future__ import annotations

import io
import warnings
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import Floats, frozen
from digitscope.data.values import Raw
from digitscope.errors import DatasetError
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

BOM: Final = b"\xef\xbb\xbf"
LINES: Final = 2_048
"""Read at once: what a line of text takes is many times what its pixels do."""
LABEL_COLUMNS: Final = ("label", "labels", "class", "target", "digit")
"""Not y: that is what a row of letters may begin with."""


def read_csv(content: bytes, *, name: str = "the file") -> Raw:
    """Images (n, pixels) float32 and labels (n,) texts or float64; cells end with a comma, a semicolon or a tab.

    Raises DatasetError.
    >>> read_csv(b"label,p0,p1\\n7,0,255\\n").images
    array([[  0., 255.]], dtype=float32)
    """
    body = content.removeprefix(BOM).rstrip(b"\r\n")
    count = body.count(b"\n") + 1
    lines = io.BytesIO(body)  # one by one: all at once take ten times what they hold
    head = _text(lines.readline(), 1, name)
    mark = max(",;\t", key=head.count)
    first = _cells(head, mark)
    titled = _is_header(first)
    column = _label_column(first, name) if titled else 0
    width, start = len(first), int(titled)
    if width < 2 or count <= start:
        came = f"{count} lines of {width} cells" if head.strip() else "an empty first line"
        raise _refused(name, "rows of a label and its pixels", came, "see `digitscope train --help`")
    if (count - start) * width > len(content):  # so that nothing is allocated that could not be there
        raise _refused(name, f"{width} cells in each line, as in its first", "fewer in some", "is the file whole?")
    if not titled:
        lines.seek(0)
    labels: list[str] = []
    known: dict[str, str] = {}  # so that a label is kept once, not once a line
    pixels = np.empty((count - start, width - 1), np.float32)
    for begin in range(start, count, LINES):
        block = [_text(line, number, name) for number, line in enumerate(islice(lines, LINES), begin + 1)]
        rows = [_split(line, mark, column, width, number, name) for number, line in enumerate(block, begin + 1)]
        labels += [known.setdefault(label, label) for label, _ in rows]
        done = begin - start
        pixels[done : done + len(rows)] = _numbers([row for _, row in rows], mark, width - 1, begin + 1, name)
    return Raw(frozen(pixels), _labels(labels), name)


def _text(line: bytes, number: int, name: str) -> str:
    try:
        return line.decode().rstrip("\r\n").replace('"', "")
    except UnicodeDecodeError:
        asked = "text, or be another kind of data set that is read here"
        came = f"bytes that are no UTF-8 in line {number:,}"
        raise _refused(name, asked, came, "see `digitscope train --help`") from None


def _cells(line: str, mark: str) -> list[str]:
    return [cell.strip() for cell in line.split(mark)]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _is_header(first: Sequence[str]) -> bool:
    """A first line with words in it, beyond one that may be a label."""
    return sum(not _is_number(cell) for cell in first) > 1 or any(cell.lower() in LABEL_COLUMNS for cell in first)


def _label_column(first: Sequence[str], name: str) -> int:
    found = [place for place, cell in enumerate(first) if cell.lower() in LABEL_COLUMNS]
    if len(found) != 1:
        came = f"{len(found)} in {', '.join(first[:3])}, ..."
        raise _refused(name, "one column named label in its first line", came, "rename the column of the labels")
    return found[0]


def _split(line: str, mark: str, column: int, width: int, number: int, name: str) -> tuple[str, str]:
    """The label of a line and the rest of it."""
    if line.count(mark) != width - 1:
        came = f"{line.count(mark) + 1} in line {number:,}"
        raise _refused(name, f"{width} cells in each line, as in its first", came, "is the file whole?")
    if column == 0:
        label, _, pixels = line.partition(mark)
    else:
        cells = line.split(mark)
        label, pixels = cells.pop(column), mark.join(cells)
    if not label.strip():
        raise _refused(name, "a label in each line", f"none in line {number:,}", "add it, or leave out that line")
    return label.strip(), pixels


def _numbers(rows: list[str], mark: str, width: int, number: int, name: str) -> Floats:
    """(n, width) float32 of lines without their labels. number: of the first, for people."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)  # how older NumPy says what newer refuses
            flat = np.fromstring(mark.join(rows), np.float32, sep=mark)
        if flat.size == len(rows) * width:
            return flat.reshape(len(rows), width)
    except (ValueError, DeprecationWarning):
        pass
    for line, row in enumerate(rows, number):
        for cell in row.split(mark):
            if not _is_number(cell):
                raise _refused(name, "numbers for pixels", f"{shown(repr(cell))} in line {line:,}", "correct that cell")
    raise _refused(name, "numbers for pixels", f"others after line {number:,}", "correct these cells")


def _labels(texts: list[str]) -> npt.NDArray[Any]:
    """Whole numbers where all are, however they are written (7, 7.0); else texts."""
    if all(map(_is_number, texts)):
        numbers = np.array(texts, np.float64)
        if np.array_equal(numbers, np.rint(numbers)):
            return numbers
    return np.array(texts)


def _refused(name: str, wanted: str, came: str, hint: str) -> DatasetError:
    return DatasetError(f"{shown(name)} must have {wanted}", came=came, hint=hint)
