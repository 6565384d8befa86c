"""`digitscope export`: a network in a form that needs no digitscope."""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from digitscope.cli.options import ANY_PATH, network_file, note

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT = "plain"


def _network_and_output(function: Callable[..., None]) -> Callable[..., None]:
    """Which network, as NETWORK or --network, and where it goes; the same for every form."""
    function = click.option("--output", type=ANY_PATH, required=True, help="A file; - for standard output.")(function)
    default = f"The same as NETWORK.  [default: {DEFAULT}]"
    function = click.option("--network", metavar="NAME|FILE", help=default)(function)
    return click.argument("named", metavar="[NETWORK]", required=False)(function)


@click.group("export")
def command() -> None:
    """Hand a network on, in a form that works without digitscope.

    NETWORK is a shipped one, by its name, or the file of one.

    \b
    digitscope export document plain --output digits.html             the lab as one HTML file
    digitscope export onnx mine.safetensors --output mine.onnx        for onnxruntime and all that reads ONNX
    digitscope export torch mine.safetensors --output mine.pt         weights for PyTorch
    digitscope export c mine.safetensors --output mine.h              one C header
    """


@command.command("document", short_help="The lab as one HTML file that opens by double-click.")
@_network_and_output
def document(named: str | None, network: str | None, output: str) -> None:
    """A network and the whole lab as one HTML file: it opens by double-click, without server or internet.

    Drawing, looking, comparing and turning every number work in it. Training, photographs, and the 10,000 test digits
    with their figures are not in it, and it says so.
    """
    from digitscope.pictures.document import document as made

    chosen = _chosen(named, network)
    if _written(made(network_file(chosen), name=_stem(chosen)), output, "A double-click opens it."):
        _advise(output, (".html", ".htm"), "by that ending a double-click finds the browser")


@command.command("onnx", short_help="An ONNX file, which many runtimes read.")
@_network_and_output
def onnx(named: str | None, network: str | None, output: str) -> None:
    """A network as an ONNX file (opset 13), for onnxruntime and whatever else reads ONNX.

    It takes `pixels`, float32 (images, 784), 0 background to 1 ink, and gives `activations` and `confidence`. What the
    outputs stand for and the temperature are in its metadata. Needs the extra: pip install 'digitscope[onnx]'.
    """
    from digitscope.networks.exchange.onnx_file import to_onnx

    if _written(to_onnx(network_file(_chosen(named, network))), output, "onnxruntime reads it."):
        _advise(output, (".onnx",), "by that ending others know it")


@command.command("torch", short_help="Weights for PyTorch.")
@_network_and_output
def torch(named: str | None, network: str | None, output: str) -> None:
    """The weights of a network as a file of PyTorch, which torch.load reads with weights_only=True.

    It holds no more than a state_dict, so it is said what model it fits. Needs the extra: pip install
    'digitscope[torch]'.
    """
    from digitscope.networks.exchange.pytorch import sequential, to_torch_file

    file = network_file(_chosen(named, network))
    _written(
        to_torch_file(file.network),
        output,
        "In Python:\n\n    import torch\n    from torch import nn\n\n"
        f"    model = {sequential(file.network)}\n"
        f"    model.load_state_dict(torch.load({str(output)!r}, weights_only=True))\n",
    )


@command.command("c", short_help="One C header that needs nothing but math.h.")
@_network_and_output
def c(named: str | None, network: str | None, output: str) -> None:
    """A network as one C99 header: its numbers as constants, and functions that run it. How to use it stands in it.

    What its functions begin with is the name of the network.
    """
    from digitscope.networks.exchange.c_header import to_c

    chosen = _chosen(named, network)
    header = to_c(network_file(chosen), name=_stem(chosen))
    _written(header.encode(), output, "How to use it stands in its first lines.")


def _chosen(named: str | None, option: str | None) -> str:
    if named is not None and option is not None:
        raise click.UsageError("the network is given twice: as NETWORK and as --network")
    return named or option or DEFAULT


def _stem(network: str) -> str:
    return PurePath(network).stem  # a shipped name is its own stem


def _written(content: bytes, output: str, more: str) -> bool:
    """Writes it and says so; false where it went to standard output and nothing is left to be said."""
    from digitscope.storage import write_atomically
    from digitscope.text import shown

    if output == "-":
        sys.stdout.buffer.write(content)
        return False
    write_atomically(output, content)
    note(f"Written: {shown(output)}, {len(content):,} bytes. {more}")
    return True


def _advise(output: str, endings: tuple[str, ...], why: str) -> None:
    if not output.lower().endswith(endings):
        note(f"Its name does not end in {endings[0]}: {why}.")
