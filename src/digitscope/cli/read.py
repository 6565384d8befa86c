"""`digitscope read`: images in, digits out."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

import click

from digitscope.cli.options import ANY_PATH, counted, network_option, note, reading_network, say, terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from digitscope.networks.files import NetworkFile
    from digitscope.reading.sheet import Sheet
    from digitscope.reading.sources import Source

SHOWN_AS_PICTURES = 12


@click.command("read")
@click.argument("paths", nargs=-1, type=ANY_PATH)
@network_option("wide")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "jsonl"]),
    help="Default: as the output's name says, else table.",
)
@click.option("--output", type=ANY_PATH, help="Write to this file, whole or not at all (- is standard output).")
@click.option(
    "--overlay",
    type=ANY_PATH,
    metavar="FOLDER",
    help="Also write each image there with its answer drawn on it.",
)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to read with.")
@click.option(
    "--pictures/--no-pictures",
    default=None,
    help="Show what the network received. Default: for a few, in a terminal.",
)
@click.option("--raw-csv", is_flag=True, help="In CSV, leave names that start with = + - @ as they are.")
@click.option("--samples", is_flag=True, help="Read the images that came with digitscope.")
def command(
    paths: tuple[str, ...], network: str, form: str | None, output: str | None, overlay: str | None,
    workers: int, pictures: bool | None, raw_csv: bool, samples: bool,
) -> int:  # fmt: skip
    """Read handwritten digits from images, one digit an image.

    PATHS are files, folders (with their subfolders), or - for an image on standard input. PNG, JPEG, WebP, BMP, TIFF
    and GIF are read, dark on light or light on dark, whatever their size. An image without ink answers none.

    \b
    digitscope read seven.jpg
    digitscope read scans/ --output digits.csv
    digitscope read scans/ --format jsonl | head -3
    cat seven.png | digitscope read -

    Exit code: 0 all read, 1 some could not be (each says why), 2 usage, 3 network refused, 4 cannot write.
    """
    from digitscope.reading.reader import Reader
    from digitscope.reading.sources import sources
    from digitscope.reading.workers import read_with

    if not paths and not samples:
        raise click.UsageError("Nothing to read: give files or folders, - for standard input, or --samples.")
    if overlay is not None and "-" in paths:
        raise click.UsageError("--overlay is for files; standard input is gone once it has been read.")
    output = None if output == "-" else output
    form = form or _implied(output)
    if pictures and (form != "table" or output is not None):
        raise click.UsageError("--pictures are for the terminal; leave out --format and --output.")
    if samples:
        paths = (*paths, str(resources.files("digitscope") / "samples"))
    file = reading_network(network)
    to_read = _with_standard_input(sources(paths))
    if form == "table" and output is None:
        few, to_read = _first(to_read, SHOWN_AS_PICTURES + 1)
        if pictures or (pictures is None and sys.stdout.isatty() and len(few) <= SHOWN_AS_PICTURES):
            form = "pictures"
    sheets = read_with(Reader.of(file), to_read, workers=workers)
    if output is not None or not sys.stdout.isatty():
        sheets = counted(sheets)
    if overlay is not None:
        from digitscope.cli.overlay import overlaid

        sheets = overlaid(sheets, overlay, inputs=paths)
    if form == "pictures":
        failed = _show_cards(list(sheets), network, file)
    else:
        failed = _write_rows(sheets, form, output, labels=file.labels, raw_csv=raw_csv)
        if form == "table" and output is None:
            say(f"\nRead by the network {_named(network, file)}.")
    return 1 if failed else 0


def _implied(output: str | None) -> str:
    """The format that a file's name asks for."""
    ending = (output or "").lower().rpartition(".")[2]
    if ending == "json":
        raise click.UsageError("--output: rows of JSON are .jsonl; a .json file would hold one object.")
    return {"csv": "csv", "jsonl": "jsonl", "ndjson": "jsonl"}.get(ending, "table")


def _with_standard_input(named: Iterable[Source]) -> Iterator[Source]:
    from digitscope.reading.sources import Source, standard_input

    for source in named:
        yield Source("-", standard_input()) if source.name == "-" else source


def _first(items: Iterator[Source], count: int) -> tuple[list[Source], Iterator[Source]]:
    """The first few, and all of them again."""
    from itertools import chain, islice

    few = list(islice(items, count))
    return few, chain(few, items)


def _write_rows(sheets: Iterator[Sheet], form: str, output: str | None, *, labels: Sequence[str], raw_csv: bool) -> int:
    """Writes every Sheet in its form, tells those that could not be read, and counts them."""
    from digitscope.cli import rows
    from digitscope.text import shown

    row: Callable[[Sheet], str]
    if form == "table":
        header, row = rows.table_rows(labels)
    elif form == "csv":
        header, row = rows.csv_rows(raw=raw_csv, clean=output is None and sys.stdout.isatty())
    else:
        header, row = "", rows.jsonl_row
    told_already = form == "table" and output is None and sys.stdout.isatty()
    read = failed = 0
    with _lines_to(output) as write:
        write(header)
        for sheet in sheets:
            write(row(sheet))
            read += sheet.error is None
            failed += sheet.error is not None
            if not told_already:
                _complain(sheet)
    if output is not None:
        note(f"{read:,} of {read + failed:,} images read: {shown(output)}")
    elif failed > 1:
        note(f"{failed:,} of {read + failed:,} images could not be read.")
    return failed


def _complain(sheet: Sheet) -> None:
    from digitscope.text import shown

    if sheet.error is not None:
        name, why = shown(sheet.source), shown(str(sheet.error))
        note(why if name in why else f"{name}: {why}")


@contextmanager
def _lines_to(output: str | None) -> Iterator[Callable[[str], object]]:
    if output is None:
        yield sys.stdout.write
        return
    from digitscope.storage import atomic_file

    with atomic_file(output) as file:
        yield lambda text: file.write(text.encode("utf-8", "surrogateescape"))


def _show_cards(sheets: list[Sheet], network: str, file: NetworkFile) -> int:
    from digitscope.pictures.terminal import Card, cards
    from digitscope.text import shown

    shown_cards = [
        Card(
            shown(sheet.source.rpartition("/")[2]),
            reading.pixels,
            reading.label,
            reading.confidence,
            reading.runner_up_label,
            reading.runner_up_confidence,
            (reading.reason or "").replace("_", " ").lower(),
        )
        for sheet in sheets
        for reading in sheet.readings
    ]
    if shown_cards:
        say(cards(shown_cards, terminal()))
    for sheet in sheets:
        _complain(sheet)
        for warning in sheet.warnings:
            note(f"{shown(sheet.source)}: {shown(warning).lower()}")
    failed = sum(sheet.error is not None for sheet in sheets)
    say(f"{len(sheets) - failed} of {len(sheets)} images read by the network {_named(network, file)}.")
    return failed


def _named(network: str, file: NetworkFile) -> str:
    from digitscope.text import shown

    return f"{shown(network)} ({file.network.parameter_count:,} numbers)"
