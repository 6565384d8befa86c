"""What several commands share: the options that mean the same everywhere, and the ways to speak."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import click

from digitscope.errors import NetworkFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digitscope.networks.files import NetworkFile
    from digitscope.pictures.blocks import Ink

Item = TypeVar("Item")
FC = TypeVar("FC", bound="Callable[..., object] | click.Command")
SECONDS_OF_SILENCE = 1.0
ANY_PATH = click.Path(path_type=str, readable=False)  # what cannot be read gets its own row and reason


def network_option(default: str = "plain") -> Callable[[FC], FC]:
    """--network, as every command has it."""
    told = "A shipped network, or the file of one."
    return click.option("--network", default=default, show_default=True, metavar="NAME|FILE", help=told)


def runs_option(command: FC) -> FC:
    """--runs, as every command has it that keeps runs or takes one."""
    return click.option(
        "--runs",
        type=ANY_PATH,
        default="runs",
        show_default=True,
        envvar="DIGITSCOPE_RUNS",
        help="Where runs are kept.",
    )(command)


def typed(path: str | os.PathLike[str]) -> str:
    """A path as a person can type it in a command: in quotes where it has blanks."""
    from digitscope.text import shown

    return shlex.quote(shown(path))


def network_file(name: str) -> NetworkFile:
    """The network of that name or path, its notices told. Raises NetworkFileError."""
    from digitscope.networks.catalogue import find

    file = find(name)
    for notice in file.notices:
        note(notice)
    return file


def digits_network(name: str) -> NetworkFile:
    """As `network_file`, and it reads digits. Raises NetworkFileError for one of other inputs or outputs."""
    from digitscope.arrays import DIGITS

    file = network_file(name)
    if (file.network.widths[0], file.labels) != (784, DIGITS):
        raise _other_network("784 pixels to 10 digits", file)
    return file


def reading_network(name: str) -> NetworkFile:
    """As `network_file`, and it reads images of digits, or of other labels that its file names."""
    file = network_file(name)
    if file.network.widths[0] != 784 or len(file.labels) < 2:
        raise _other_network("784 pixels to 10 digits, or to labels that it names", file)
    return file


def labelled_network(name: str) -> NetworkFile:
    """As `network_file`, of any number of inputs, and what its outputs are called is known."""
    file = network_file(name)
    if not file.labels:
        raise _other_network("any number of pixels to 10 digits, or to labels that it names", file)
    return file


def _other_network(wanted: str, file: NetworkFile) -> NetworkFileError:
    from digitscope.arrays import DIGITS
    from digitscope.data.dataset import listed

    inputs, outputs = file.network.widths[0], file.network.widths[-1]
    named = f", which are {listed(file.labels)}" if file.labels not in ((), DIGITS) else ""
    return NetworkFileError(
        f"this needs a network from {wanted}",
        came=f"one from {inputs} to {outputs}{named}",
        hint="give another one",
        code="MODEL_ARCHITECTURE",
    )


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


def counted(items: Iterator[Item]) -> Iterator[Item]:
    """The same, with how many it were on standard error while a person waits."""
    if not sys.stderr.isatty():
        yield from items
        return
    start = told = time.monotonic()
    for count, item in enumerate(items, 1):
        yield item
        if (now := time.monotonic()) - told >= SECONDS_OF_SILENCE:
            told = now
            note(f"\r{count:,} read, {count / (now - start):,.0f} a second", end="")
    if told != start:
        note("\r\x1b[K", end="")


def forget_stdout() -> None:
    """What is still buffered, and all that follows, goes nowhere; Python does not complain of it at the very end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
