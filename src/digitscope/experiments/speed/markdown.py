"""A Report as Markdown whose tables are aligned, so that they read well in a terminal too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitscope.experiments.speed.report import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digitscope.experiments.speed.report import Report, Row, Table


def markdown(report: Report, *, picture: str | None = None) -> str:
    """The whole report: what was measured on, an overview of each group, then every case with its spread.

    picture: the file of a figure that lies beside it.
    """
    parts = ["# How fast", _about(report)]
    if picture is not None:
        parts.append(f"![The same as a figure]({picture})")
    parts += _groups(report, star="\\*")
    if report.tables:
        parts += [
            "## Every case",
            "Medians of the rounds, and the least and the most of them.",
            *map(_case, report.tables),
        ]
    return "\n\n".join(parts) + "\n"


def overview(report: Report) -> str:
    """The head and one grid for each group, without the single cases: for a terminal."""
    return "\n\n".join([_about(report), *_groups(report, star="*")]) + "\n"


def _about(report: Report) -> str:
    held = (
        "all held to one processor" if report.pinned else "not held to one processor, as this system does not allow it"
    )
    versions = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    machine, rounds = report.machine, f"{report.rounds} round{'s' if report.rounds > 1 else ''}"
    lines = [
        f"- Machine: {machine['processor']}, {machine['cores']} cores, {machine['system']}",
        f"- Engine: {report.engine}",
        f"- Versions: {versions}; {machine['blas']}",
        f"- CPU seconds of all threads together, one thread each, {held}; every contender in a process of its own,",
        f"  in turns; {rounds} and one to warm up; medians, and how many times ours they are.",
        *(f"- Absent: {title}: {why}" for title, why in report.absent.items()),
    ]
    return "\n".join(lines)


def _groups(report: Report, *, star: str) -> Iterator[str]:
    for key, group in GROUPS.items():
        if tables := report.group(key):
            yield f"## {group.title}"
            yield group.told
            yield _grid(tables, star)
            if any(row.in_part for table in tables for row in table.rows):
                yield f"{star} measured on a part of the images and scaled up to all of them."
            if ways := list(_ways(tables)):
                yield "\n".join(ways)
            if left_out := dict.fromkeys(pair for table in tables for pair in table.left_out):
                yield "\n".join(f"- {title} is left out where it has no time: {why}" for title, why in left_out)


def _ways(tables: Sequence[Table]) -> Iterator[str]:
    """How each went about it, and where it did so, of those who had a choice."""
    found: dict[str, dict[str, list[str]]] = {}
    for table in tables:
        for row in table.rows:
            if row.how:
                found.setdefault(row.title, {}).setdefault(row.how, []).append(table.column)
    for title, ways in found.items():
        parts = [how if len(tables) == 1 else f"{how} ({', '.join(columns)})" for how, columns in ways.items()]
        yield f"- {title}: {'; '.join(parts)}"


def _grid(tables: Sequence[Table], star: str) -> str:
    titles = {row.name: row.title for table in tables for row in table.rows}
    rows = ([title, *(_cell(table, table.row(name), star) for table in tables)] for name, title in titles.items())
    return aligned(["", *(table.column for table in tables)], rows)


def _cell(table: Table, row: Row | None, star: str) -> str:
    if row is None:
        return "-"
    return f"{amount(row.cpu.median, table.unit)}{star if row.in_part else ''} ({times(table.ratio(row))})"


def _case(table: Table) -> str:
    rows = []
    for row in sorted(table.rows, key=lambda row: row.cpu.median):
        cells = [amount(value, table.unit) for value in (row.cpu.median, row.cpu.least, row.cpu.most)]
        wall = amount(row.wall.median, table.unit) if row.wall else "-"
        title = f"{row.title}, {row.how}" if row.how else row.title
        images = f"{row.images:,} of {row.of:,}" if row.of else "-"
        rows.append([title, *cells, times(table.ratio(row)), wall, images])
    heads = ["", "memory" if table.unit == "bytes" else "CPU", "least", "most", "x ours", "wall", "images"]
    left_out = "\n".join(f"- {title} is left out: {why}" for title, why in table.left_out)
    return f"### {table.title}\n\n{aligned(heads, rows)}" + (f"\n\n{left_out}" if left_out else "")


def amount(value: float, unit: str = "s") -> str:
    """Seconds or bytes, with three digits that mean something.

    >>> amount(0.0264), amount(36.2), amount(5.9e-6), amount(490_000_000, "bytes")
    ('26.4 ms', '36.2 s', '5.90 µs', '490 MB')
    """
    if unit == "bytes":
        return f"{value / 1e6:.0f} MB"
    factor, name = next(
        ((factor, name) for factor, name in ((1, "s"), (1e3, "ms")) if value * factor >= 0.9995), (1e6, "µs")
    )
    scaled = value * factor
    return f"{scaled:.{max(0, 2 - max(0, len(str(int(scaled))) - 1))}f} {name}"


def times(ratio: float | None) -> str:
    """How many times ours.

    >>> times(1.0), times(0.612), times(36.91), times(512.3), times(None)
    ('1.0', '0.61', '37', '512', '-')
    """
    if ratio is None:
        return "-"
    return f"{ratio:,.{2 if ratio < 0.995 else 1 if ratio < 9.95 else 0}f}"


def aligned(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown, first column to the left, the others to the right, padded to one width.

    >>> print(aligned(["", "ms"], [["a", "1"], ["bc", "20"]]))
    |    | ms |
    |:---|---:|
    | a  |  1 |
    | bc | 20 |
    """
    body = [list(row) for row in rows]
    widths = [max(2, *(len(row[column]) for row in [list(heads), *body])) for column in range(len(heads))]
    rule = [":" + "-" * (widths[0] + 1), *("-" * (width + 1) + ":" for width in widths[1:])]
    lines = [_line(heads, widths), f"|{'|'.join(rule)}|", *(_line(row, widths) for row in body)]
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
    return f"| {' | '.join(padded)} |"
