"""The command `digitscope`: finds the command, turns errors into plain words and exit codes, leaves quietly.

Exit codes: 0 all well, 1 some inputs failed, 2 usage, 3 network refused, 4 cannot write, 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from digitscope.cli.options import forget_stdout, note
from digitscope.errors import DigitscopeError, ImageError, NetworkFileError, StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = ("lab", "read", "train", "rerun", "evaluate", "networks", "draw", "export", "bench")
SOME_FAILED, USAGE, REFUSED, CANNOT_WRITE, INTERRUPTED, TERMINATED = 1, 2, 3, 4, 130, 143
EXIT_CODES: Final = ((ImageError, SOME_FAILED), (NetworkFileError, REFUSED), (StorageError, CANNOT_WRITE))


class Commands(click.Group):
    """Commands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"digitscope.cli.{cmd_name}").command
        return command


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from digitscope.engine.choice import present
    from digitscope.environment import versions

    engine = present()
    click.echo(f"digitscope {versions()['digitscope']}, on {engine}: {engine.why}")
    context.exit()


@click.command(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Say it, and which engine runs.",
)
@click.pass_context
def digitscope(context: click.Context) -> None:
    """The neural network that one can see through.

    It reads handwritten digits with the small network of a famous lesson (784 pixels, two hidden layers of 16, ten
    outputs: 13,002 numbers) and shows every number on the way.

    \b
    Start here:
      digitscope                             open the lab in the browser: draw, and see every number
      digitscope read --samples              read the images that came with it
      digitscope read photo.jpg scans/       read yours, files and folders
      digitscope train                       teach a new network, and watch it learn
      digitscope draw weights                see what the sixteen neurons look for
      digitscope export document             hand the lab on, as one file (--output lab.html)
    """
    if context.invoked_subcommand is None:
        context.invoke(import_module("digitscope.cli.lab").command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code. What a user can do wrong ends in a sentence, not in a traceback."""
    for library in ("OPENBLAS_NUM", "OMP_NUM", "MKL_NUM", "VECLIB_MAXIMUM"):  # no idle threads are started at all
        os.environ.setdefault(f"{library}_THREADS", "1")
    _settle_streams()
    signal.signal(signal.SIGTERM, _terminated)
    try:
        # not digitscope.main(): click would end the process itself where a reader of ours has gone
        with digitscope.make_context("digitscope", list(sys.argv[1:] if arguments is None else arguments)) as context:
            code = digitscope.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit:
        return TERMINATED
    except BrokenPipeError:
        forget_stdout()
        return 0
    except DigitscopeError as error:
        note(f"digitscope: {error}")
        return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), USAGE)
    except MemoryError:
        note("digitscope: this needs more memory than there is: try smaller layers, or fewer images at once")
        return USAGE
    except OSError as error:
        if error.filename is not None:
            raise
        forget_stdout()  # only writing to a standard stream fails without a file's name
        note(f"digitscope: standard output could not be written: {error.strerror}")
        return CANNOT_WRITE
    return code if isinstance(code, int) else 0


def run() -> NoReturn:
    """The command as it is installed: `main`, and out."""
    code = main()
    if code in (INTERRUPTED, TERMINATED):
        if "multiprocessing.util" in sys.modules:  # what Python itself would do at its end, except for waiting for
            import_module("multiprocessing.util")._run_finalizers(0)  # the threads of a pool that is gone
        os._exit(code)
    sys.exit(code)


def _settle_streams() -> None:
    """UTF-8 whatever the locale, file names that are not valid UTF-8 pass as they came; a closed stream is nowhere."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdout else "replace")


def _terminated(*_: Any) -> NoReturn:
    raise SystemExit(TERMINATED)
