"""What several commands share: the options that mean the same everywhere, and the ways to speak."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

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


def digits_network(name: str) -> NetworkFile:
    """As `network_file`, and it reads digits. Raises NetworkFileError for one of other inputs or outputs."""
    from digitscope.errors import NetworkFileError

    file = network_file(name)
    inputs, outputs = file.network.widths[0], file.network.widths[-1]
    if (inputs, outputs) != (784, 10):
        raise NetworkFileError(
            "this needs a network from 784 pixels to 10 digits",
            came=f"one from {inputs} to {outputs}",
            hint="give another one",
            code="MODEL_ARCHITECTURE",
        )
    return file


def terminal() -> Ink:
    """What the terminal on standard output can show; NO_COLOR and a dumb terminal mean no colour."""
    from digitscope.pictures.blocks import Ink

    return Ink(colour=is_terminal() and not os.environ.get("NO_COLOR"), width=columns())


def is_terminal() -> bool:
    """Whether a person watches standard output, in a terminal that can move its cursor."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """How wide the terminal is; 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def say(text: str) -> None:
    """The answer, on standard output. Raises BrokenPipeError where its reader has gone."""
    click.echo(text)


def tell(text: str, *, end: str = "\n") -> None:
    """News of long work, on standard output; where nobody listens any more, the work goes on in silence."""
    try:
        click.echo(text + end, nl=False)
    except BrokenPipeError:
        forget_stdout()


def note(message: str, *, end: str = "\n") -> None:
    """A word to the person, on standard error, out of the way of what is piped on. It never stops anything."""
    with suppress(OSError):
        click.echo(message + end, err=True, nl=False)


def forget_stdout() -> None:
    """What is still buffered, and all that follows, goes nowhere; Python does not complain of it at the very end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
