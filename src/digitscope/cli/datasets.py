"""`--data` and what goes with it, the same for every command that learns or measures: options in, a Dataset out.

What a person should know of the data is said on standard error, each image that was left out by its name.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import click

from digitscope.cli.options import ANY_PATH, counted, labelled_network, note, reading_network, tell, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from digitscope.data.dataset import Dataset
    from digitscope.data.folders import Example
    from digitscope.data.mnist import Part
    from digitscope.networks.files import NetworkFile

FLAGS: Final = ("transposed", "prepare", "allow_modified")
PARTS_HELD_OUT: Final = 6
MOST_HELD_OUT: Final = 10_000
"""Of one's own images a sixth is held out, as MNIST's 10,000 are of 60,000, and no more than these."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. path: None for MNIST, as it ships."""

    path: str | None
    transposed: bool = False
    prepare: bool = False
    allow_modified: bool = False

    def again(self) -> str:
        """The same options once more, to be typed; empty for MNIST."""
        if self.path is None:
            return ""
        flags = [name for name in FLAGS if getattr(self, name)]
        return f" --data {typed(self.path)}" + "".join(f" --{name.replace('_', '-')}" for name in flags)

    def resumed(self, folder: Path) -> str:
        """The options that take a run on it up again."""
        return f"--resume {typed(folder)}{self.again()}"

    def next(self, network: str) -> str:
        """What to do with a network that was trained on it: measure it on what it never saw."""
        from digitscope.data.loading import other_part
        from digitscope.errors import DatasetError

        if self.path is None:
            return f"digitscope evaluate {network}"
        with suppress(DatasetError):  # it may be gone by now, and the training has been worth while all the same
            if other_part(self.path, "training"):
                return f"digitscope evaluate {network}{self.again()}"
        return f"digitscope evaluate {network} --data (images that it never saw)"


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """The data, and how many of its images could not be read."""

    dataset: Dataset
    failed: int = 0


def data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command `--data` and its companions, as keywords that `asked` takes out again."""
    for option in (
        click.option("--allow-modified", is_flag=True, help="Take --data that is MNIST but for some changed bytes."),
        click.option("--prepare", is_flag=True, help="Bring the images of --data to 28 x 28 first, as read does."),
        click.option("--transposed", is_flag=True, help="Swap rows and columns of --data, as EMNIST's files want it."),
        click.option(
            "--data",
            type=ANY_PATH,
            metavar="PATH",
            help="Your own images: a folder with a sub-folder for each label, a .npz, a CSV of pixels, or IDX files.",
        ),
    ):
        command = option(command)
    return command


def asked(settings: dict[str, Any]) -> Asked:
    """Takes the options of `data_options` out of the settings. Raises UsageError for companions without `--data`."""
    path = settings.pop("data")
    flags = {name: settings.pop(name) for name in FLAGS}
    if path is None and any(flags.values()):
        listed = ", ".join("--" + name.replace("_", "-") for name, given in flags.items() if given)
        raise click.UsageError(f"{listed}: these go with --data.")
    return Asked(path, **flags)


def given(wanted: Asked, part: Part) -> Given:
    """The data that was asked for, of that part where it has parts. Raises DatasetError."""
    from digitscope.data.mnist import mnist

    if wanted.path is None:
        return Given(mnist(part))
    from digitscope.data.dataset import Dataset
    from digitscope.data.loading import loading

    failed = 0
    steps = loading(
        wanted.path, part=part, transposed=wanted.transposed, prepared=wanted.prepare,
        allow_modified=wanted.allow_modified,
    )  # fmt: skip
    dataset = None
    for step in counted(steps):
        if isinstance(step, Dataset):
            dataset = step
        else:
            failed += step.refusal is not None
            _complain(step)
    return Given(cast("Dataset", dataset), failed)


def held_out(data: Dataset) -> int:
    """How many images to judge by, where nobody says."""
    return min(MOST_HELD_OUT, len(data) // PARTS_HELD_OUT)


def check_pictures(data: Dataset) -> None:
    """Raises UsageError where `--augment` has no pictures to distort."""
    if (pixels := data.images.shape[1]) != 784:
        raise click.UsageError(
            f"--augment distorts pictures of 28 x 28; those of {data.name} have {pixels} pixels: try --prepare."
        )


def looked_over(data: Dataset, wanted: Asked, *, validation: int) -> Dataset:
    """The data with all that a person should know before learning from it, and it is told: the record keeps it."""
    from digitscope.data.dataset import listed
    from digitscope.data.leakage import in_training
    from digitscope.data.loading import other_part

    part = other_part(str(wanted.path), "training")
    test = given(wanted, part).dataset if part else None
    data = data.noticed(*in_training(data, validation=validation, test=test))
    warn(data.notices)
    tell(f"{data.name}: {len(data):,} images of {data.images.shape[1]:,} pixels, {validation:,} of them held out")
    tell(f"{data.classes:,} label{'s' if data.classes > 1 else ''}: {listed(data.names)}")
    return data


def as_recorded(data: Dataset, record: Mapping[str, Any]) -> Dataset:
    """The data with its labels numbered as a run's record has them, where they are among those.

    record: what `run.json` says of its data.
    """
    labels = record.get("labels", ())
    return data.labelled_as(labels) if set(data.names) <= set(labels) else data


def measured(network: str, wanted: Asked) -> tuple[NetworkFile, Dataset, int]:
    """A network, the images to measure it on with its own labels, and how many could not be read; what a person should
    know is told. Raises NetworkFileError; DatasetError where labels or pixels are not the network's.
    """
    from digitscope.data.leakage import in_evaluation
    from digitscope.errors import DatasetError
    from digitscope.text import shown

    file = reading_network(network) if wanted.path is None else labelled_network(network)
    came = given(wanted, "test")
    test = came.dataset.labelled_as(file.labels)
    pixels, inputs = test.images.shape[1], file.network.widths[0]
    if pixels != inputs:
        raise DatasetError(
            f"{shown(network)} takes images of {inputs:,} pixels",
            came=f"{pixels:,} pixels each in {test.name}",
            hint="with --prepare they are brought to 28 x 28" if inputs == 784 else "give others",
        )
    if wanted.path is not None:  # what ships is known to be in two parts that never mix
        test = test.noticed(*in_evaluation(test, file.data))
    warn(test.notices)
    return file, test, came.failed


def warn(notices: tuple[str, ...]) -> None:
    """Tells them, each in a line of its own."""
    for notice in notices:
        note(f"warning: {notice}")


def _complain(example: Example) -> None:
    from digitscope.text import shown

    if why := example.reason:
        name, said = shown(example.name), shown(why.lower() if example.refusal is None else why)
        note(said if name in said else f"{name}: {said}")
