"""`digitscope export`: a network in a form that needs no digitscope."""

from __future__ import annotations

import sys
from pathlib import PurePath

import click

from digitscope.cli.options import ANY_PATH, network_file, network_option, note


@click.group("export")
def command() -> None:
    """Hand a network on, in a form that works without digitscope.

    \b
    digitscope export document --output digits.html                   the lab as one HTML file
    digitscope export document --network mine.safetensors --output mine.html
    """


@command.command("document", short_help="The lab as one HTML file that opens by double-click.")
@network_option
@click.option("--output", type=ANY_PATH, required=True, help="An .html file; - for standard output.")
def document(network: str, output: str) -> None:
    """A network and the whole lab as one HTML file: it opens by double-click, without server or internet.

    Drawing, looking, comparing and turning every number work in it. Training, photographs, and the 10,000 test digits
    with their figures are not in it, and it says so.
    """
    from digitscope.pictures.document import document as made
    from digitscope.storage import write_atomically
    from digitscope.text import shown

    file = network_file(network)
    content = made(file, name=PurePath(network).stem)  # a shipped name is its own stem
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    write_atomically(output, content)
    note(f"Written: {shown(output)}, {len(content):,} bytes. A double-click opens it.")
    if not output.lower().endswith((".html", ".htm")):
        note("Its name does not end in .html: by that ending a double-click finds the browser.")
