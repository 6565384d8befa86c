"""Sheets as lines of text: a table for people, CSV and JSON lines for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final

from digitscope.pictures.blocks import percent
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from digitscope.reading.sheet import Sheet

COLUMNS: Final = (
    "file", "number", "digit", "confidence", "runner_up", "runner_up_confidence",
    "x", "y", "width", "height", "reason", "error", "warnings",
)  # fmt: skip
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (CWE-1236)."""

TABLE_HEADER: Final = " digit   sure   then          file\n" + "─" * 60 + "\n"


def table_row(sheet: Sheet) -> str:
    """The answers of one image in fixed columns, its name last, so that rows can be printed as they come.

    >>> from digitscope.reading.sheet import Sheet
    >>> table_row(Sheet("a.png"))
    ''
    """
    name = shown(sheet.source)
    if sheet.error is not None:
        why = shown(str(sheet.error))
        return f"     !                         {why if name in why else f'{name}: {why}'}\n"
    notes = "".join(f"  ({shown(warning).lower()})" for warning in sheet.warnings)
    lines = []
    for reading in sheet.readings:
        if reading.digit is None:
            answer = f"     ·   {str(reading.reason).replace('_', ' ').lower():<22}"
        else:
            then = f"{reading.runner_up} {percent(reading.runner_up_confidence):>6}"
            answer = f"     {reading.digit} {percent(reading.confidence):>7}   {then:<12}  "
        lines.append(f"{answer}{name}{notes}\n")
    return "".join(lines)


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
            return _csv_line([text(sheet.source), *[""] * 10, error, warnings])
        lines = []
        for number, reading in enumerate(sheet.readings, 1):
            answer = [_or_empty(reading.digit), f"{reading.confidence:.6f}"]
            second = [_or_empty(reading.runner_up), f"{reading.runner_up_confidence:.6f}"]
            cells = [text(sheet.source), number, *answer, *second, *(reading.box or [""] * 4), reading.reason or ""]
            lines.append(_csv_line([*cells, "", warnings]))
        return "".join(lines)

    return _csv_line(COLUMNS), rows


def _or_empty(value: int | None) -> int | str:
    return "" if value is None else value


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
