"""The networks that a worker knows, so that they are not sent, read and computed again for each turn of a knob.

In: the file of a network, once. Out: that network, and all its activations for the 10,000 test digits, as long as there
is room for them: what was asked for longest ago goes first. What is changed in a network is never kept.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.arrays import frozen
from digitscope.data.mnist import mnist
from digitscope.networks.files import from_bytes
from digitscope.probes.baseline import Baseline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitscope.arrays import Floats
    from digitscope.data.dataset import Dataset
    from digitscope.engine.network import Network
    from digitscope.networks.files import NetworkFile
    from digitscope.server.pipe import Task

AT_ONCE: Final = 1_024
"""Images traced at once where not all are kept: a whole number of the engine's blocks, so that answers keep their
bits."""


@dataclass(slots=True)
class KnownNetwork:
    """A network as its file has it. size: of that file, in bytes.  baseline: once it was asked for, if it is kept."""

    file: NetworkFile
    size: int
    baseline: Baseline | None = None

    @property
    def held(self) -> int:
        """Bytes, about."""
        return self.size + (_activation_bytes(self.file.network, len(self.baseline.pixels)) if self.baseline else 0)


class Known:
    """Networks by the SHA-256 of their files, and the test digits that they are asked about."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, KnownNetwork] = OrderedDict()

    @functools.cached_property
    def digits(self) -> Dataset:
        """MNIST's test digits."""
        return mnist("test")

    @functools.cached_property
    def pixels(self) -> Floats:
        """The same as (10,000, 784) float32, 31 MB: made when the first knob is turned."""
        return frozen(self.digits.pixels())

    def slices(self) -> Iterator[slice]:
        """All test digits, some at a time."""
        return (slice(start, start + AT_ONCE) for start in range(0, len(self.digits), AT_ONCE))

    @property
    def held(self) -> int:
        """Bytes of all that is kept, about; the test digits not counted."""
        return sum(one.held for one in self._known.values())

    def of(self, task: Task) -> KnownNetwork | None:
        """The network that a task asks about; None where its file is not known and did not come along.

        Raises NetworkFileError.
        """
        if task.question is None:
            return None
        digest = task.question.digest
        origin = self._known.pop(digest, None)
        if origin is None and task.content:
            origin = KnownNetwork(from_bytes(task.content), len(task.content))
        if origin is not None:
            self._known[digest] = origin
            self._make_room(task.settings["known_bytes"])
        return origin

    def baseline(self, origin: KnownNetwork, *, room: int) -> Baseline | None:
        """Every activation of that network for the test digits; None where they are more than there is room for."""
        network = origin.file.network
        if origin.baseline is None and origin.size + _activation_bytes(network, len(self.digits)) <= room:
            origin.baseline = Baseline(network, self.pixels)
            self._make_room(room)
        return origin.baseline

    def forget(self, task: Task) -> None:
        """Drops what a task asked about, and no more: all others together are within `known_bytes` anyway."""
        if task.question is not None:
            self._known.pop(task.question.digest, None)

    def _make_room(self, room: int) -> None:
        while self._known and self.held > room:
            self._known.popitem(last=False)


def _activation_bytes(network: Network, images: int) -> int:
    """z and a of every layer for so many images."""
    return 2 * np.dtype(network.dtype).itemsize * images * sum(network.widths[1:])
