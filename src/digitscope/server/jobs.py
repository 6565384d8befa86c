"""The long work of the lab, as plain functions: bytes from outside in, parts of an answer out. Run by worker.py."""

from __future__ import annotations

import functools
import hashlib
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

from digitscope.arrays import to_bytes as to_levels
from digitscope.data.mnist import mnist
from digitscope.errors import NetworkFileError
from digitscope.ink.normalise import prepare
from digitscope.ink.open import Limits as ImageLimits
from digitscope.ink.open import open_image
from digitscope.measures.accuracy import answers
from digitscope.measures.calibration import probabilities
from digitscope.measures.intervals import wilson
from digitscope.messages import Evaluation, Grey, Prepared, Taken, as_text, to_wire
from digitscope.networks.files import NetworkFile, from_bytes, to_bytes
from digitscope.server.pipe import EVALUATE, PREPARE, TAKE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digitscope.arrays import Bytes
    from digitscope.data.dataset import Dataset

THUMBNAIL: Final = 224
"""The longer side of the pictures of an image's way, in pixels at most."""
INPUTS: Final = 784
OUTPUTS: Final = range(2, 65)
AT_ONCE: Final = 1_024
"""Images traced at once: a whole number of the engine's blocks, so that each answer keeps its bits."""
UNANSWERED: Final = 255


def prepare_image(content: bytes, settings: Mapping[str, int]) -> tuple[bytes, ...]:
    """An image file on its way to the 784 numbers: one part, the answer as JSON. Raises ImageError."""
    limits = ImageLimits(
        file_bytes=settings["image_bytes"], pixels=settings["image_pixels"], side=settings["image_side"]
    )
    made = prepare(open_image(content, limits=limits))
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


def take_network(content: bytes, settings: Mapping[str, int]) -> tuple[bytes, ...]:
    """A network file, checked: the answer as JSON, and the bytes as we write them. Raises NetworkFileError."""
    file = from_bytes(content)
    _check_size(file, settings)
    canonical = to_bytes(file)
    network = file.network
    name = hashlib.sha256(canonical).hexdigest()
    taken = Taken(name, network.widths, network.activations, network.parameter_count, file.notices)
    return to_wire(taken), canonical


def _check_size(file: NetworkFile, settings: Mapping[str, int]) -> None:
    network = file.network
    tensors = 2 * len(network.layers) + len(file.extras)
    for what, most, came in (
        ("tensors", settings["network_tensors"], tensors),
        ("parameters", settings["network_parameters"], network.parameter_count),
    ):
        if came > most:
            asked, hint = f"a network must have at most {most:,} {what} here", "the command line takes larger ones"
            raise NetworkFileError(asked, came=f"{came:,}", hint=hint, code="MODEL_TOO_LARGE")
    inputs, outputs = network.widths[0], network.widths[-1]
    if inputs != INPUTS or outputs not in OUTPUTS:
        raise NetworkFileError(
            f"the lab's networks go from {INPUTS} pixels to {OUTPUTS[0]} to {OUTPUTS[-1]} outputs",
            came=f"one from {inputs} to {outputs}",
            hint="choose a network that reads 28 x 28 pixels",
            code="MODEL_ARCHITECTURE",
        )


def evaluate(content: bytes, _: Mapping[str, int]) -> tuple[bytes, ...]:
    """A network file against the 10,000 test digits: one part, an Evaluation (id 0, no name) as JSON."""
    file = from_bytes(content)
    test = _test_digits()
    given, sure = np.empty(len(test), np.int64), np.empty(len(test), np.float32)
    for start in range(0, len(test), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        z: Any = file.network.trace(test.pixels(rows)).pre_activations[-1]
        finite = np.isfinite(z).all(axis=1)[:, None]
        given[rows] = answers(z)
        sure[rows] = probabilities(np.where(finite, z, 0), temperature=file.temperature).max(axis=1)
    correct = int((given == test.labels).sum())
    answered = np.where(given < 0, UNANSWERED, given).astype(np.uint8)
    sure[given < 0] = 0
    return (
        to_wire(
            Evaluation(
                id=0,
                network="",
                images=len(test),
                correct=correct,
                accuracy=correct / len(test),
                interval=wilson(correct, len(test)),
                answers=as_text(answered.tobytes()),
                confidences=as_text(sure.astype("<f4").tobytes()),
            )
        ),
    )


@functools.cache
def _test_digits() -> Dataset:
    return mnist("test")


JOBS: Final[Mapping[str, Callable[[bytes, Mapping[str, int]], tuple[bytes, ...]]]] = {
    PREPARE.name: prepare_image,
    TAKE.name: take_network,
    EVALUATE.name: evaluate,
}
