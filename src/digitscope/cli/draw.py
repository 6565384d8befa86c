"""`digitscope draw`: a network, or one image on its way through it, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digitscope.cli.datasets import asked, data_options, measured
from digitscope.cli.options import ANY_PATH, digits_network, network_file, network_option, note, say, terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from digitscope.engine.forward import Trace
    from digitscope.engine.network import Network
    from digitscope.pictures.blocks import Ink

SUFFIXES = ("png", "svg", "pdf")


def _picture(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and value.lower().rpartition(".")[2] not in SUFFIXES:
        raise click.BadParameter(f"{value!r} must end in .png, .svg or .pdf")
    return value


output_option = click.option(
    "--output", type=ANY_PATH, callback=_picture, help="A .png, .svg or .pdf file; default: the terminal."
)
dark_option = click.option("--dark", is_flag=True, help="For a dark page.")


@click.group("draw")
def command() -> None:
    """Draw a network, or one image on its way through it.

    In the terminal, or with --output as PNG, SVG or PDF.

    \b
    digitscope draw weights                          what each neuron looks for
    digitscope draw activations seven.png            the image through all layers
    digitscope draw equation seven.png --layer 2 --neuron 7
    digitscope draw confusion --output confusion.svg
    """


@command.command("weights", short_help="What each neuron looks for.")
@click.argument("network", default="plain")
@output_option
@dark_option
def weights(network: str, output: str | None, dark: bool) -> None:
    """The weights of every layer; the first layer's as pictures: what each neuron looks for."""
    made = network_file(network).network

    def figure() -> Figure:
        from digitscope.pictures import figures

        return figures.weights(made, dark=dark)

    def text(ink: Ink) -> str:
        from digitscope.pictures import terminal as drawn

        return drawn.weights(made, ink)

    _draw(output, figure, text)


@command.command("activations", short_help="One image through all layers.")
@click.argument("image", type=ANY_PATH)
@network_option()
@output_option
@dark_option
def activations(image: str, network: str, output: str | None, dark: bool) -> None:
    """Every activation for one image (- for standard input), layer by layer, at its true brightness."""
    made, trace = _traced(network, image)

    def figure() -> Figure:
        from digitscope.pictures import figures

        return figures.activations(made, trace, dark=dark)

    def text(ink: Ink) -> str:
        from digitscope.pictures import terminal as drawn

        return drawn.activations(made, trace, ink)

    _draw(output, figure, text)


@command.command("equation", short_help="One neuron's weighted sum, with its real numbers.")
@click.argument("image", type=ANY_PATH)
@network_option()
@click.option("--layer", type=int, default=-1, help="0 is the first hidden layer, -1 the output (default).")
@click.option("--neuron", type=int, help="Counted from 0; default: the brightest of the layer.")
@click.option(
    "--top",
    type=click.IntRange(1, 784),
    default=8,
    show_default=True,
    help="Terms written out; the rest is summed.",
)
@output_option
@dark_option
def equation(
    image: str, network: str, layer: int, neuron: int | None, top: int, output: str | None, dark: bool
) -> None:
    """One neuron's weighted sum with its real numbers, largest terms first, and what the activation makes of it."""
    made, trace = _traced(network, image)
    if not -len(made.layers) <= layer < len(made.layers):
        raise click.BadParameter(f"the layers of this network are 0 to {len(made.layers) - 1}", param_hint="--layer")
    lit = trace.activations[layer]
    chosen = int(lit.argmax()) if neuron is None else neuron
    if not 0 <= chosen < len(lit):
        raise click.BadParameter(f"the neurons of this layer are 0 to {len(lit) - 1}", param_hint="--neuron")

    def figure() -> Figure:
        from digitscope.pictures import figures

        return figures.equation(made, trace, layer, chosen, top=top, dark=dark)

    def text(ink: Ink) -> str:
        from digitscope.pictures import terminal as drawn

        return drawn.equation(made, trace, layer, chosen, ink, top=top)

    _draw(output, figure, text)


@command.command("confusion", short_help="Which test digits are taken for which.")
@click.argument("network", default="plain")
@data_options
@output_option
@dark_option
def confusion(network: str, output: str | None, dark: bool, **data: Any) -> int:
    """Which test digits, or which of your own images, are taken for which: rows are labels, columns answers."""
    from digitscope.measures.accuracy import evaluation
    from digitscope.text import shown

    wanted = asked(data)
    file, test, failed = measured(network, wanted)
    found = evaluation(file.network(test.pixels()), test.labels)
    title = f"{shown(network)} on {test.name}{' digits' if wanted.path is None else ''}"

    def figure() -> Figure:
        from digitscope.pictures import charts

        return charts.confusion(found.confusion, title, names=file.labels, dark=dark)

    def text(ink: Ink) -> str:
        from digitscope.pictures import terminal as drawn

        return f"{title}\n\n{drawn.confusion(found.confusion, ink, names=file.labels)}"

    _draw(output, figure, text)
    return 1 if failed else 0


def _traced(network: str, image: str) -> tuple[Network, Trace]:
    """The network, and every number of this image's way through it."""
    from digitscope.errors import ImageError
    from digitscope.ink.normalise import prepare
    from digitscope.reading.sources import standard_input

    made = digits_network(network).network
    prepared = prepare(standard_input() if image == "-" else image)
    if prepared.blank:
        raise ImageError("an image to draw has ink on it", came="a blank one", hint="give another", code="BLANK")
    return made, made.trace(prepared.pixels)


def _draw(output: str | None, figure: Callable[[], Figure], text: Callable[[Ink], str]) -> None:
    if output is None:
        say(text(terminal()))
        return
    from digitscope.pictures.canvas import render
    from digitscope.storage import write_atomically
    from digitscope.text import shown

    write_atomically(output, render(figure(), output.lower().rpartition(".")[2]))
    note(f"Drawn: {shown(output)}")
