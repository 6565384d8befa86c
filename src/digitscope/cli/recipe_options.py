"""The options that say what is trained and how: the shape of a network, and each setting of a Recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

RATES = {"sgd": 0.5, "momentum": 0.05, "adam": 0.003}
"""Learning rates that do where none is given; an optimizer with another reach needs another."""
RECIPE_OPTIONS = (
    "loss", "optimizer", "learning_rate", "momentum", "weight_decay", "schedule", "warmup",
    "batch", "epochs", "seed", "patience", "validation",
)  # fmt: skip
SHAPE_OPTIONS = ("layers", "activation", "output_activation", "initialisation")


def _widths(_context: click.Context, _option: click.Parameter, value: str) -> tuple[int, ...]:
    """Neurons a layer, from text as 784,16,16,10."""
    try:
        widths = tuple(int(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is no list of whole numbers; the lesson's network is 784,16,16,10"
        ) from None
    if min(widths) < 1 or len(widths) < 2:
        raise click.BadParameter(f"{value!r} must have a layer of pixels and one of answers, as 784,16,16,10")
    return widths


OPTIONS = (
    click.option(
        "--layers",
        callback=_widths,
        default="784,16,16,10",
        show_default=True,
        help="Neurons a layer, pixels first. With --data the two ends are set by it.",
    ),
    click.option(
        "--activation",
        default="sigmoid",
        show_default=True,
        help="sigmoid, relu, leaky_relu, tanh or identity.",
    ),
    click.option(
        "--output-activation", metavar="NAME", help="Default: sigmoid for quadratic, softmax for cross-entropy."
    ),
    click.option("--loss", type=click.Choice(["quadratic", "cross-entropy"]), default="quadratic", show_default=True),
    click.option("--optimizer", type=click.Choice(["sgd", "momentum", "adam"]), default="sgd", show_default=True),
    click.option("--learning-rate", type=float, help="At its highest. Default: 0.5; momentum 0.05, adam 0.003."),
    click.option(
        "--momentum",
        type=float,
        default=0.9,
        show_default=True,
        help="What momentum and adam keep of the old direction.",
    ),
    click.option("--weight-decay", type=float, default=0.0, show_default=True, help="Decoupled from the gradient."),
    click.option(
        "--schedule",
        type=click.Choice(["constant", "linear", "cosine", "steps"]),
        default="cosine",
        show_default=True,
    ),
    click.option(
        "--warmup", type=float, default=0.0, show_default=True, help="Epochs of climbing to the learning rate."
    ),
    click.option(
        "--batch",
        type=int,
        default=10,
        show_default=True,
        help="Images an update; 1 learns from one at a time.",
    ),
    click.option("--epochs", type=int, default=12, show_default=True, help="Passes over the training images."),
    click.option(
        "--seed",
        type=int,
        default=0,
        show_default=True,
        help="Of start, order and distortions: same seed, same bits.",
    ),
    click.option("--patience", type=int, help="Stop after so many epochs without a better network."),
    click.option(
        "--validation",
        type=int,
        default=10_000,
        show_default=True,
        help="Training images held out to judge by. Of --data, a sixth.",
    ),
    click.option("--initialisation", default="glorot", show_default=True, help="glorot, he, lecun, normal or zero."),
    click.option("--augment", is_flag=True, help="Distort each image a little, anew in each epoch."),
)


def recipe_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command all of them, as keywords of the same names, `augment` among them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
