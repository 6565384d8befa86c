"""`digitscope rerun`: a training made again, and whether it came to the same bits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from digitscope.cli.datasets import asked, data_options, given
from digitscope.cli.options import note, runs_option, say, tell

if TYPE_CHECKING:
    from digitscope.cli.datasets import Asked
    from digitscope.data.dataset import Dataset
    from digitscope.training.history import History
    from digitscope.training.rerun import Likeness, Original
    from digitscope.training.run import Run
    from digitscope.training.state import State

THE_SAME, NOT_THE_SAME = 0, 1
NAMES: Final = {"weights": "weights", "last": "weights at the end", "history": "history"}


@click.command("rerun")
@click.argument("run", metavar="RUN|NETWORK")
@data_options
@runs_option
def command(run: str, runs: str, **settings: Any) -> int:
    """Train again what was trained, and say whether it came to the same bits.

    RUN is a run that has ended, its folder or its name. From the same start, by the same recipe, from the same data
    (the checksum is compared), a new run is made and kept; then the SHA-256 of weights and history are compared.
    NETWORK is a shipped network or the file of one: it is trained again as far as it says how it was.

    \b
    digitscope rerun run-001                    exit code 0: the same; 1: not the same
    digitscope rerun mine.safetensors
    digitscope rerun run-002 --data photos/     of your own images: the same once more, with the same options
    """
    from digitscope.text import shown
    from digitscope.training.rerun import likeness
    from digitscope.training.run import begin

    wanted = asked(settings)
    original = _original(run, Path(runs))
    data = original.numbered(given(wanted, "training").dataset)
    original.check(data)
    for notice in original.notices:
        note(notice)
    again = begin(original.start, data, original.recipe, runs=Path(runs), origin=original.origin)
    tell(f"{shown(run)} again: {original.recipe.epochs} epochs by seed {original.recipe.seed}, from {data.name}")
    tell(f"Kept in {shown(again.folder)}\n")
    found = likeness(original, *_trained(again, data, original, wanted))
    _tell(found)
    return THE_SAME if found.whole else NOT_THE_SAME


def _original(name: str, runs: Path) -> Original:
    """A run's folder comes first, then a network. Raises MissingError that names both where it is neither."""
    from digitscope.errors import MissingError, NetworkFileError
    from digitscope.networks.catalogue import find as find_network
    from digitscope.training.rerun import of_file, of_run
    from digitscope.training.run import find

    try:
        folder = find(name, runs=runs)
    except MissingError as no_run:
        try:
            file = find_network(name)
        except NetworkFileError as error:
            if error.code in ("NOT_FOUND", "NOT_A_FILE"):
                raise no_run from None
            raise
        return of_file(file)
    return of_run(folder)


def _trained(run: Run, data: Dataset, original: Original, wanted: Asked) -> tuple[State, History]:
    from digitscope.cli.live import Live
    from digitscope.networks import files
    from digitscope.storage import write_atomically
    from digitscope.training.run import follow, result

    state, history = run.start, run.history
    live = Live(run.recipe.epochs)
    try:
        for step, rows in follow(run, data, every=original.every):
            state, history = step.state, rows
            live.show(step)
    except (KeyboardInterrupt, SystemExit):
        note(f"\nStopped. Go on with: digitscope train {wanted.resumed(run.folder)}")
        raise
    files.save(run.folder / "network.safetensors", result(state, data, run.recipe))
    write_atomically(run.folder / "history.csv", history.to_csv().encode())
    return state, history


def _tell(found: Likeness) -> None:
    from digitscope.text import shown

    tell("")
    for name, same in found.same.items():
        then, now = found.then[name], found.now[name]
        say(f"{NAMES[name]:20}{'the same' if same else 'NOT the same':14}SHA-256 {then}")
        if then != now:
            say(f"{'':34}now     {now}")
    if "history" not in found.same:
        say(f"{'history':20}not known: a network file keeps none")
    if found.whole:
        say("\nThe same: every bit that is known of it.")
        return
    if found.difference is not None:
        say(f"{'largest difference':20}{found.difference:.3g} between two weights or biases")
    told = ["unknown" if accuracy is None else f"{accuracy:.2%}" for accuracy in found.accuracies]
    say(f"{'accuracy':20}{told[0]} then, {told[1]} now")
    for name, then, now in found.others:
        say(f"{name:20}{shown(then)} then, {shown(now)} now")
    why = "see above for what is other than it was" if found.others else "nothing else that was recorded is other now"
    say(f"\nNot the same; {why}. What the bits depend on: docs/runs.md")
