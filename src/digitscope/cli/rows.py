"""Sheets as lines of text: a table for people, CSV and JSON lines for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final

from digitscope.arrays import DIGITS
from digitscope.pictures.blocks import columns, padded, percent, shortened
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from digitscope.reading.sheet import Reading, Sheet

COLUMNS: Final = (
    "file", "number", "digit", "confidence", "runner_up", "runner_up_confidence",
    "x", "y", "width", "height", "reason", "error", "warnings", "label", "runner_up_label",
)  # fmt: skip
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (CWE-1236)."""

NARROW: Final = 6
WIDE: Final = 20
"""Columns for an answer in a table, at least and at most; longer names lose their middle."""


def table_rows(labels: Sequence[str]) -> tuple[str, Callable[[Sheet], str]]:
    """The header, and what turns a Sheet into lines of fixed columns, its name last: they can be printed as they come.

    labels: all that an answer may be called.
    >>> from digitscope.reading.sheet import Sheet
    >>> header, row = table_rows(("cat", "dog"))
    >>> header.split()[:4], row(Sheet("a.png"))
    (['label', 'sure', 'then', 'file'], '')
    """
    longest = min(max(map(columns, labels)), WIDE)
    width, second = max(longest, NARROW), max(longest + 7, 12)
    title = "digit" if all(label in DIGITS for label in labels) else "label"
    header = f"{title:>{width}}    sure   {'then':<{second}}  file\n"

    def row(sheet: Sheet) -> str:
        name = shown(sheet.source)
        if sheet.error is not None:
            why = shown(str(sheet.error))
            return f"{'!':>{width}}{' ' * (second + 13)}{why if name in why else f'{name}: {why}'}\n"
        notes = "".join(f"  ({shown(warning).lower()})" for warning in sheet.warnings)
        return "".join(f"{_told(reading, width, second)}{name}{notes}\n" for reading in sheet.readings)

    return f"{header}{'─' * (len(header) + 24)}\n", row


def _told(reading: Reading, width: int, second: int) -> str:
    if reading.label is None:
        return f"{'·':>{width}}   {str(reading.reason).replace('_', ' ').lower():<{second + 10}}"
    label = padded(shortened(reading.label, width), width, right=True)
    name = padded(shortened(reading.runner_up_label or "", width), second - 7 if second > 12 else 1)
    then = f"{name} {percent(reading.runner_up_confidence):>6}"
    return f"{label} {percent(reading.confidence):>7}   {padded(then, second)}  "


def jsonl_row(sheet: Sheet) -> str:
    """One JSON object in ASCII: whatever a file is called, no terminal takes it for a command."""
    return json.dumps(sheet.to_mapping(), allow_nan=False) + "\n"


def csv_rows(*, raw: bool, clean: bool) -> tuple[str, Callable[[Sheet], str]]:
    """The header, and what turns a Sheet into rows (RFC 4180); one row a digit, or one with the error.

    raw: leave cells that a spreadsheet would take for a formula as they are, instead of putting a ' before them.
    clean: for a terminal; control characters are replaced.
    """

    def text(value: str) -> str:
        value = shown(value) if clean else value
        return f"'{value}" if not raw and value.startswith(FORMULA_STARTS) else value

    def rows(sheet: Sheet) -> str:
        warnings = text(" ".join(sheet.warnings))
        if sheet.error is not None:
            error = text(f"{sheet.error.code}: {sheet.error}")
            return _csv_line([text(sheet.source), *[""] * 10, error, warnings, "", ""])
        lines = []
        for number, reading in enumerate(sheet.readings, 1):
            answer = [_or_empty(reading.digit), f"{reading.confidence:.6f}"]
            second = [_or_empty(reading.runner_up), f"{reading.runner_up_confidence:.6f}"]
            cells = [text(sheet.source), number, *answer, *second, *(reading.box or [""] * 4), reading.reason or ""]
            names = [text(reading.label or ""), text(reading.runner_up_label or "")]
            lines.append(_csv_line([*cells, "", warnings, *names]))
        return "".join(lines)

    return _csv_line(COLUMNS), rows


def _or_empty(value: int | None) -> int | str:
    return "" if value is None else value


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
