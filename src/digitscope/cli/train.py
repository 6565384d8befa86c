"""`digitscope train`: MNIST's training digits or images of one's own in, a network out, every step of it seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digitscope.cli.datasets import (
    Asked,
    as_recorded,
    asked,
    check_pictures,
    data_options,
    given,
    held_out,
    looked_over,
)
from digitscope.cli.options import (
    ANY_PATH,
    digits_network,
    is_terminal,
    labelled_network,
    note,
    runs_option,
    say,
    tell,
    terminal,
)
from digitscope.cli.recipe_options import RATES, RECIPE_OPTIONS, SHAPE_OPTIONS, recipe_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.data.dataset import Dataset
    from digitscope.engine.network import Network
    from digitscope.training.history import History
    from digitscope.training.recipe import Recipe
    from digitscope.training.run import Run
    from digitscope.training.state import State

STEPS_AN_EPOCH = 20
HIDDEN = (16, 16)


@click.command("train")
@recipe_options
@data_options
@click.option("--start", metavar="NETWORK", help="Start from this network instead of random weights.")
@click.option("--resume", metavar="RUN", help="Go on with a run that was stopped: to the very bits as if it never was.")
@runs_option
@click.option("--output", type=ANY_PATH, help="Also write the network to this file.")
@click.pass_context
def command(context: click.Context, /, resume: str | None, runs: str, output: str | None, **settings: Any) -> int:
    """Train a network on MNIST's training digits, or on your own images, and watch it learn.

    The network with the best validation accuracy is kept. Everything about the run lies in a folder of its own
    (run-001, ...): what was asked, the history, the network, and a picture of the curves and weights.

    \b
    digitscope train                                      the lesson's network
    digitscope train --activation relu --loss cross-entropy --learning-rate 0.1
    digitscope train --layers 784,64,10 --seed 7 --output mine.safetensors
    digitscope train --resume run-001                     after Ctrl-C, or a power cut
    digitscope train --data photos/ --augment             photos/cat/..., photos/dog/...: any labels
    """
    from digitscope.storage import writable

    if output is not None:
        writable(output)
    wanted = asked(settings)
    if wanted.path is not None:
        for name in ("layers", "validation"):
            settings[name] = settings[name] if _is_given(context, name) else None
    if resume is None:
        if settings["start"] is not None:
            _refuse(context, SHAPE_OPTIONS, "--start goes on with the network as it is")
        came = given(wanted, "training")
        run, data = _begun(settings, came.dataset, wanted, Path(runs))
    else:
        _refuse(context, (*RECIPE_OPTIONS, *SHAPE_OPTIONS, "start", "augment"), "--resume goes on as the run was begun")
        came = given(wanted, "training")
        run, data = _taken_up(resume, came.dataset, Path(runs))
    _trained(run, data, output, wanted)
    return 1 if came.failed else 0


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _begun(settings: dict[str, Any], data: Dataset, wanted: Asked, runs: Path) -> tuple[Run, Dataset]:
    """A new run, and the data as it learns from it."""
    from digitscope.data.augment import GENTLE
    from digitscope.text import shown
    from digitscope.training.recipe import Recipe
    from digitscope.training.run import begin

    if settings["learning_rate"] is None:
        settings["learning_rate"] = RATES[settings["optimizer"]]
    if settings["validation"] is None:
        settings["validation"] = held_out(data)
    recipe = Recipe(
        **{name: settings[name] for name in RECIPE_OPTIONS},
        augmentation=GENTLE if settings["augment"] else None,
    )
    network, origin, data = _start(settings, recipe, data, wanted)
    if settings["augment"]:
        check_pictures(data)
    if wanted.path is not None:
        data = looked_over(data, wanted, validation=recipe.validation)
    run = begin(network, data, recipe, runs=runs, origin=origin)
    widths = " → ".join(map(str, network.widths))
    tell(f"{widths}   {network.parameter_count:,} weights and biases   {'/'.join(dict.fromkeys(network.activations))}")
    tell(f"Kept in {shown(run.folder)}; if it is stopped, it goes on with {wanted.resumed(run.folder)}\n")
    return run, data


def _start(settings: dict[str, Any], recipe: Recipe, data: Dataset, wanted: Asked) -> tuple[Network, str, Dataset]:
    """The network to begin with, what it is, and the data with its labels numbered as the network's."""
    from digitscope.engine.initialise import initialise
    from digitscope.engine.losses import loss
    from digitscope.text import shown

    if settings["start"] is not None:
        file = (digits_network if wanted.path is None else labelled_network)(settings["start"])
        return file.network, shown(settings["start"]), data.labelled_as(file.labels)
    ends = data.images.shape[1], data.classes
    layers = settings["layers"] or (ends[0], *HIDDEN, ends[1])
    if (layers[0], layers[-1]) != ends:
        what = (
            "784 pixels and end with 10 digits" if wanted.path is None else f"{ends[0]} pixels and end with {ends[1]}"
        )
        tail = ", as 784,16,16,10" if wanted.path is None else f" labels, as {data.name} has them"
        raise click.BadParameter(f"{','.join(map(str, layers))!r} must begin with {what}{tail}", param_hint="--layers")
    network = initialise(
        layers,
        settings["activation"],
        output_activation=settings["output_activation"] or loss(recipe.loss).default_output,
        scheme=settings["initialisation"],
        rng=recipe.stream("start"),
    )
    return network, settings["initialisation"], data


def _refuse(context: click.Context, names: Sequence[str], why: str) -> None:
    """Options that would be passed over are told, not passed over."""
    if foreign := [name for name in names if _is_given(context, name)]:
        listed = ", ".join("--" + name.replace("_", "-") for name in foreign)
        raise click.UsageError(f"{why}; leave out {listed}.")


def _taken_up(name: str, data: Dataset, runs: Path) -> tuple[Run, Dataset]:
    """The run, and the data with its labels numbered as they were."""
    from digitscope.text import shown
    from digitscope.training.record import read_record
    from digitscope.training.run import find, take_up
    from digitscope.training.trainer import ended

    folder = find(name, runs=runs)
    data = as_recorded(data, read_record(folder)["data"])
    run = take_up(folder, data)
    for warning in run.warnings:
        note(f"warning: {warning}")
    if ended(run.start, run.recipe):
        say(f"{shown(run.folder)} has ended; its result is written again.")
    else:
        say(f"{shown(run.folder)} goes on at epoch {run.start.epoch + 1}, batch {run.start.batch + 1}.")
    return run, data


def _trained(run: Run, data: Dataset, output: str | None, wanted: Asked) -> None:
    from digitscope.cli.live import Live
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
            note(f"\nStopped. Go on with: digitscope train {wanted.resumed(run.folder)}")
            raise
    else:
        list(follow(run, data))  # no Step follows, but what a kill kept it from writing down
    if state.diverged:
        note(f"The run diverged at {state.diverged}. The best network before is kept. Try a lower --learning-rate.")
    _finished(run, state, history, data, output, wanted)


def _finished(run: Run, state: State, history: History, data: Dataset, output: str | None, wanted: Asked) -> None:
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
        kind = "digits" if wanted.path is None else "images"
        best = f"epoch {state.best_epoch}, {held['correct'] / held['images']:.2%} of {held['images']:,} held-out {kind}"
        tell(f"Best:     {best} (95%: {low:.2%} to {high:.2%})")
    network = shown(output or run.folder / "network.safetensors")
    tell(f"Network:  {network}")
    if history.rows:
        tell(f"Picture:  {shown(run.folder / 'training.png')}")
    tell(f"Next:     {wanted.next(network)}")
