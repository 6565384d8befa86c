"""`digitscope train`: MNIST's training digits in, a network out, every step of it seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digitscope.cli.options import ANY_PATH, digits_network, is_terminal, note, say, tell, terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.data.dataset import Dataset
    from digitscope.training.history import History
    from digitscope.training.run import Run
    from digitscope.training.state import State

STEPS_AN_EPOCH = 20
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
    if widths[0] != 784 or widths[-1] != 10 or min(widths) < 1 or len(widths) < 2:
        raise click.BadParameter(f"{value!r} must begin with 784 pixels and end with 10 digits, as 784,16,16,10")
    return widths


@click.command("train")
@click.option(
    "--layers",
    callback=_widths,
    default="784,16,16,10",
    show_default=True,
    help="Neurons a layer, pixels first.",
)
@click.option("--activation", default="sigmoid", show_default=True, help="sigmoid, relu, leaky_relu, tanh or identity.")
@click.option("--output-activation", metavar="NAME", help="Default: sigmoid for quadratic, softmax for cross-entropy.")
@click.option("--loss", type=click.Choice(["quadratic", "cross-entropy"]), default="quadratic", show_default=True)
@click.option("--optimizer", type=click.Choice(["sgd", "momentum", "adam"]), default="sgd", show_default=True)
@click.option("--learning-rate", type=float, help="At its highest. Default: 0.5; momentum 0.05, adam 0.003.")
@click.option(
    "--momentum",
    type=float,
    default=0.9,
    show_default=True,
    help="What momentum and adam keep of the old direction.",
)
@click.option("--weight-decay", type=float, default=0.0, show_default=True, help="Decoupled from the gradient.")
@click.option(
    "--schedule",
    type=click.Choice(["constant", "linear", "cosine", "steps"]),
    default="cosine",
    show_default=True,
)
@click.option("--warmup", type=float, default=0.0, show_default=True, help="Epochs of climbing to the learning rate.")
@click.option("--batch", type=int, default=10, show_default=True, help="Images an update; 1 learns from one at a time.")
@click.option("--epochs", type=int, default=12, show_default=True, help="Passes over the training images.")
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="Of start, order and distortions: same seed, same bits.",
)
@click.option("--patience", type=int, help="Stop after so many epochs without a better network.")
@click.option("--validation", type=int, default=10_000, show_default=True, help="Training images held out to judge by.")
@click.option("--initialisation", default="glorot", show_default=True, help="glorot, he, lecun, normal or zero.")
@click.option("--augment", is_flag=True, help="Distort each image a little, anew in each epoch.")
@click.option("--start", metavar="NETWORK", help="Start from this network instead of random weights.")
@click.option("--resume", metavar="RUN", help="Go on with a run that was stopped: to the very bits as if it never was.")
@click.option(
    "--runs",
    type=ANY_PATH,
    default="runs",
    show_default=True,
    envvar="DIGITSCOPE_RUNS",
    help="Where runs are kept.",
)
@click.option("--output", type=ANY_PATH, help="Also write the network to this file.")
@click.pass_context
def command(context: click.Context, /, resume: str | None, runs: str, output: str | None, **settings: Any) -> int:
    """Train a network on MNIST's training digits and watch it learn.

    The network with the best validation accuracy is kept. Everything about the run lies in a folder of its own
    (run-001, ...): what was asked, the history, the network, and a picture of the curves and weights.

    \b
    digitscope train                                      the lesson's network
    digitscope train --activation relu --loss cross-entropy --learning-rate 0.1
    digitscope train --layers 784,64,10 --seed 7 --output mine.safetensors
    digitscope train --resume run-001                     after Ctrl-C, or a power cut
    """
    from digitscope.data.mnist import mnist
    from digitscope.storage import writable

    if output is not None:
        writable(output)
    data = mnist("training")
    if resume is None:
        if settings["start"] is not None:
            _refuse(context, SHAPE_OPTIONS, "--start goes on with the network as it is")
        run = _begun(settings, data, Path(runs))
    else:
        _refuse(context, (*RECIPE_OPTIONS, *SHAPE_OPTIONS, "start", "augment"), "--resume goes on as the run was begun")
        run = _taken_up(resume, data, Path(runs))
    return _trained(run, data, output)


def _begun(settings: dict[str, Any], data: Dataset, runs: Path) -> Run:
    from digitscope.data.augment import GENTLE
    from digitscope.engine.initialise import initialise
    from digitscope.engine.losses import loss
    from digitscope.text import shown
    from digitscope.training.recipe import Recipe
    from digitscope.training.run import begin

    if settings["learning_rate"] is None:
        settings["learning_rate"] = RATES[settings["optimizer"]]
    recipe = Recipe(
        **{name: settings[name] for name in RECIPE_OPTIONS},
        augmentation=GENTLE if settings["augment"] else None,
    )
    if settings["start"] is None:
        network = initialise(
            settings["layers"],
            settings["activation"],
            output_activation=settings["output_activation"] or loss(recipe.loss).default_output,
            scheme=settings["initialisation"],
            rng=recipe.stream("start"),
        )
        origin = settings["initialisation"]
    else:
        network, origin = digits_network(settings["start"]).network, shown(settings["start"])
    run = begin(network, data, recipe, runs=runs, origin=origin)
    widths = " → ".join(map(str, network.widths))
    tell(f"{widths}   {network.parameter_count:,} weights and biases   {'/'.join(dict.fromkeys(network.activations))}")
    tell(f"Kept in {shown(run.folder)}; if it is stopped, it goes on with --resume {shown(run.folder)}\n")
    return run


def _refuse(context: click.Context, names: Sequence[str], why: str) -> None:
    """Options that would be passed over are told, not passed over."""
    given = [name for name in names if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]
    if given:
        listed = ", ".join("--" + name.replace("_", "-") for name in given)
        raise click.UsageError(f"{why}; leave out {listed}.")


def _taken_up(name: str, data: Dataset, runs: Path) -> Run:
    from digitscope.text import shown
    from digitscope.training.run import find, take_up
    from digitscope.training.trainer import ended

    run = take_up(find(name, runs=runs), data)
    for warning in run.warnings:
        note(f"warning: {warning}")
    if ended(run.start, run.recipe):
        say(f"{shown(run.folder)} has ended; its result is written again.")
    else:
        say(f"{shown(run.folder)} goes on at epoch {run.start.epoch + 1}, batch {run.start.batch + 1}.")
    return run


def _trained(run: Run, data: Dataset, output: str | None) -> int:
    from digitscope.cli.live import Live
    from digitscope.text import shown
    from digitscope.training.run import follow
    from digitscope.training.trainer import ended

    recipe, state, history = run.recipe, run.start, run.history
    if not ended(state, recipe):
        batches = -(-(len(data) - recipe.validation) // recipe.batch)
        live = Live(recipe.epochs)
        try:
            for step, rows in follow(run, data, every=max(1, batches // STEPS_AN_EPOCH)):
                state, history = step.state, rows
                live.show(step)
        except (KeyboardInterrupt, SystemExit):
            note(f"\nStopped. Go on with: digitscope train --resume {shown(run.folder)}")
            raise
    if state.diverged:
        note(f"The run diverged at {state.diverged}. The best network before is kept. Try a lower --learning-rate.")
    _finished(run, state, history, data, output)
    return 0


def _finished(run: Run, state: State, history: History, data: Dataset, output: str | None) -> None:
    from dataclasses import asdict

    from digitscope.networks import files
    from digitscope.pictures import charts
    from digitscope.pictures import terminal as drawn
    from digitscope.pictures.canvas import render
    from digitscope.storage import write_atomically
    from digitscope.text import shown
    from digitscope.training.run import result

    made = result(state, data, run.recipe)
    files.save(run.folder / "network.safetensors", made)
    if output is not None:
        files.save(output, made)
    write_atomically(run.folder / "history.csv", history.to_csv().encode())
    if is_terminal():
        tell(f"\nWhat the first neurons look for now:\n\n{drawn.thumbnails(state.best, terminal())}")
    if history.rows:
        figure = charts.training([asdict(row) for row in history.rows], state.best)
        write_atomically(run.folder / "training.png", render(figure, "png"))
    if history.rows and state.best_epoch == 0 and run.recipe.validation:
        note("No epoch was better than the start, which is kept. Try a lower --learning-rate.")
    tell("")
    if held := made.figures.get("validation"):
        low, high = held["interval"]
        best = f"epoch {state.best_epoch}, {held['correct'] / held['images']:.2%} of {held['images']:,} held-out digits"
        tell(f"Best:     {best} (95%: {low:.2%} to {high:.2%})")
    network = shown(output or run.folder / "network.safetensors")
    tell(f"Network:  {network}")
    if history.rows:
        tell(f"Picture:  {shown(run.folder / 'training.png')}")
    tell(f"Next:     digitscope evaluate {network}")
