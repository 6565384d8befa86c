"""The READ walk: image -> pixels -> network -> Trace -> Reading.

One image or a hundred thousand go the same way, in blocks of one size, so that each gets the same bits however it
comes; nothing is kept of what was read before.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import DIGITS, as_names
from digitscope.engine.forward import BLOCK
from digitscope.errors import DigitscopeError, ImageError, ShapeError
from digitscope.ink.normalise import Prepared, prepare
from digitscope.ink.open import COMMAND_LINE, Limits, open_image
from digitscope.measures.calibration import probabilities
from digitscope.networks.catalogue import find
from digitscope.reading.sheet import Reading, Sheet
from digitscope.reading.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digitscope.arrays import Floats, Labels
    from digitscope.engine.network import Network
    from digitscope.networks.files import NetworkFile

PIXELS: Final = 784


@dataclass(frozen=True, slots=True)
class Reader:
    """A network that reads images.

    network: any from 784 pixels to the ten digits, or to `labels`.  temperature: divides z before softmax, so that
    confidences mean something.  limits: how large an image may be.  labels: what the outputs are called.
    Raises ShapeError for a network of other inputs or outputs, LabelError where labels are not those of two or more.
    >>> Reader.of(find("plain")).read(np.zeros((40, 40))).digits
    (None,)
    """

    network: Network
    temperature: float = 1.0
    limits: Limits = COMMAND_LINE
    labels: tuple[str, ...] = DIGITS

    def __post_init__(self) -> None:
        inputs, outputs = self.network.widths[0], self.network.widths[-1]
        if inputs != PIXELS or outputs < 2 or (self.labels == DIGITS and outputs != len(DIGITS)):
            raise ShapeError(
                "a reader's network goes from 784 pixels to 10 digits, or to two or more labels of its own",
                came=f"one from {inputs} to {outputs}",
                hint="choose another network",
            )
        as_names(self.labels, count=outputs)

    @classmethod
    def of(cls, file: NetworkFile) -> Reader:
        """The reader that a network file describes."""
        return cls(file.network, file.temperature, labels=file.labels or DIGITS)

    def read(self, image: Any) -> Sheet:
        """One image: a path, the bytes of a file, a grey array (h, w), or a Pillow image.

        Raises ImageError where it cannot be read.
        """
        if isinstance(image, str | os.PathLike | bytes):
            source = Source("image", image) if isinstance(image, bytes) else Source(os.fspath(image))
            item = self._prepared(source)
        else:
            source, item = Source("image"), prepare(image)
        if isinstance(item, DigitscopeError):
            raise item
        return next(self._sheets([(source, item)]))

    def read_many(self, sources: Iterable[Source]) -> Iterator[Sheet]:
        """A Sheet for each source, in their order; what cannot be read says so in its own Sheet and stops nothing."""
        waiting = iter(sources)
        while block := list(islice(waiting, BLOCK)):
            yield from self._sheets([(source, self._prepared(source)) for source in block])

    def _prepared(self, source: Source) -> Prepared | DigitscopeError:
        if source.refusal is not None:
            return source.refusal
        try:
            return prepare(open_image(source.name if source.content is None else source.content, limits=self.limits))
        except ImageError as error:
            return error

    def _sheets(self, block: list[tuple[Source, Prepared | DigitscopeError]]) -> Iterator[Sheet]:
        inked = [item for _, item in block if isinstance(item, Prepared) and not item.blank]
        z = self.network.trace(np.array([item.pixels for item in inked]).reshape(-1, PIXELS)).pre_activations[-1]
        finite: Any = np.isfinite(z).all(axis=1)
        chances = probabilities(np.where(finite[:, None], z, 0), temperature=self.temperature)
        orders = np.argsort(-z, axis=1, kind="stable")
        answers = iter(zip(inked, finite, chances, orders, strict=True))
        for source, item in block:
            if isinstance(item, DigitscopeError):
                yield Sheet(source.name, error=item)
            else:
                reading = _unread(item, "BLANK") if item.blank else _reading(*next(answers), self.labels)
                yield Sheet(source.name, (reading,), item.warnings)


def _reading(prepared: Prepared, finite: bool, chances: Floats, order: Labels, labels: tuple[str, ...]) -> Reading:
    if not finite:
        return _unread(prepared, "OVERFLOW")
    first, second = order[:2].tolist()
    sure, less_sure = float(chances[first]), float(chances[second])
    label, other = labels[first], labels[second]
    return Reading(
        _digit(label), sure, _digit(other), less_sure, prepared.box, None, prepared.pixels, chances, label, other
    )


def _digit(label: str) -> int | None:
    """The digit that a label is, if it is one."""
    return int(label) if label in DIGITS else None


def _unread(prepared: Prepared, reason: str) -> Reading:
    return Reading(None, 0.0, None, 0.0, prepared.box, reason, prepared.pixels, None)


def read(image: Any, *, network: str | NetworkFile = "wide") -> Sheet:
    """Reads one image with a shipped network, a network file, or one that was loaded before.

    image: a path, the bytes of a file, a grey array (h, w), or a Pillow image.
    Raises ImageError, NetworkFileError.
    >>> white = np.full((60, 60), 255, np.uint8)
    >>> read(white).readings[0].reason
    'BLANK'
    """
    return Reader.of(find(network) if isinstance(network, str) else network).read(image)
