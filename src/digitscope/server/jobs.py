"""The long work of the lab, as plain functions: bytes from outside in, parts of an answer out. Run by worker.py."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from digitscope.arrays import to_bytes as to_levels
from digitscope.ink.normalise import prepare
from digitscope.ink.open import Limits as ImageLimits
from digitscope.ink.open import open_image
from digitscope.messages import Grey, Prepared, Taken, as_text, to_wire
from digitscope.networks.checks import check_count, check_lab
from digitscope.networks.files import NetworkFile, from_bytes, to_bytes
from digitscope.server.figures import evaluate
from digitscope.server.measuring import measure
from digitscope.server.pipe import EVALUATE, MEASURE, PREPARE, SWEEP, TAKE
from digitscope.server.sweeps import sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digitscope.arrays import Bytes
    from digitscope.server.known import Known
    from digitscope.server.pipe import Task

THUMBNAIL: Final = 224
"""The longer side of the pictures of an image's way, in pixels at most."""


def prepare_image(task: Task, _: Known) -> tuple[bytes, ...]:
    """An image file on its way to the 784 numbers: one part, the answer as JSON. Raises ImageError."""
    settings = task.settings
    limits = ImageLimits(
        file_bytes=settings["image_bytes"], pixels=settings["image_pixels"], side=settings["image_side"]
    )
    made = prepare(open_image(task.content, limits=limits))
    height, width = made.grey.shape
    return (
        to_wire(
            Prepared(
                width=width,
                height=height,
                inverted=made.inverted,
                blank=made.blank,
                box=made.box,
                grey=_thumbnail(made.grey),
                ink=_thumbnail(to_levels(made.ink)),
                scaled=_grey(made.scaled),
                levels=as_text(made.levels.tobytes()),
                warnings=made.warnings,
            )
        ),
    )


def _thumbnail(levels: Bytes) -> Grey:
    factor = math.ceil(max(levels.shape) / THUMBNAIL)
    return _grey(np.asarray(Image.fromarray(levels).reduce(factor)) if factor > 1 else levels)


def _grey(levels: Bytes) -> Grey:
    height, width = levels.shape
    return Grey(width, height, as_text(levels.tobytes()))


def take_network(task: Task, _: Known) -> tuple[bytes, ...]:
    """A network file, checked: the answer as JSON, and the bytes as we write them. Raises NetworkFileError."""
    file = from_bytes(task.content)
    _check_size(file, task.settings)
    canonical = to_bytes(file)
    network = file.network
    name = hashlib.sha256(canonical).hexdigest()
    taken = Taken(name, network.widths, network.activations, network.parameter_count, file.notices)
    return to_wire(taken), canonical


def _check_size(file: NetworkFile, settings: Mapping[str, int]) -> None:
    network = file.network
    for what, came in (
        ("tensors", 2 * len(network.layers) + len(file.extras)),
        ("parameters", network.parameter_count),
        ("neurons", sum(network.widths[1:])),
    ):
        check_count(what, came, most=settings[f"network_{what}"], hint="the command line takes larger ones")
    check_lab(network.widths, file.labels)


JOBS: Final[Mapping[str, Callable[[Task, Known], tuple[bytes, ...]]]] = {
    PREPARE.name: prepare_image,
    TAKE.name: take_network,
    EVALUATE.name: evaluate,
    SWEEP.name: sweep,
    MEASURE.name: measure,
}
