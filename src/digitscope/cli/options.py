"""What several commands share: the options that mean the same everywhere, and writing to the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from digitscope.networks.files import NetworkFile
    from digitscope.pictures.blocks import Ink

ANY_PATH = click.Path(path_type=str, readable=False)  # what cannot be read gets its own row and reason
network_option = click.option(
    "--network",
    default="plain",
    show_default=True,
    metavar="NAME|FILE",
    help="A shipped network, or the file of one.",
)


def network_file(name: str) -> NetworkFile:
    """The network of that name or path, its notices told. Raises NetworkFileError."""
    from digitscope.networks.catalogue import find

    file = find(name)
    for notice in file.notices:
        note(notice)
    return file


def terminal() -> Ink:
    """What the terminal on standard output can show; NO_COLOR and a dumb terminal mean none."""
    from digitscope.pictures.blocks import Ink

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Ink(colour=colour, width=shutil.get_terminal_size((80, 24)).columns)


def note(message: str) -> None:
    """A word to the person, on standard error, out of the way of what is piped on."""
    click.echo(message, err=True)


def say(text: str, **how: Any) -> None:
    """The answer, on standard output."""
    click.echo(text, **how)
