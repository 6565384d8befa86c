"""The forward pass on whichever engine takes the network: in go pixels or images, out come z and a.

The same bits for an image alone and among others, from pixels and from images, from the first layer and from a later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.arrays import LOOKS_LIKE_BYTES, frozen
from digitscope.engine.choice import engine_for
from digitscope.engine.forward import in_blocks
from digitscope.engine.images import Images
from digitscope.engine.program import Program

if TYPE_CHECKING:
    from typing import Any

    from digitscope.arrays import Floats
    from digitscope.engine.choice import Engine
    from digitscope.engine.network import Network

PART = 4096
"""Images that NumPy turns into pixels at once."""


def passed(
    network: Network, given: Floats, *, first: int = 0, engine: Engine | None = None
) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """z and a of the layers from `first` on, each (n, n_out); given: (n, n_in) finite, what that layer takes."""
    if program := _program(network, engine):
        return program.forward(given, first=first)
    return in_blocks(network.layers[first:], given)


def outputs(network: Network, images: Images | Floats, *, engine: Engine | None = None) -> Floats:
    """z of the output layer, (n, n_out): what losses, answers and confidences are made of.

    images: Images, or (n, n_in) finite pixels.  engine: another than the one that takes this network.
    >>> from digitscope.engine.initialise import initialise
    >>> outputs(initialise((4, 2), rng=0), Images(np.zeros((3, 4), np.uint8))).shape
    (3, 2)
    """
    ink = images.ink if isinstance(images, Images) else images
    if ink is not None and (program := _program(network, engine)):
        ((z,), _) = program.forward(ink, last_only=True)
        return frozen(z)
    if not isinstance(images, Images):
        return frozen(in_blocks(network.layers, images)[0][-1])
    parts = [images.pixels(slice(start, start + PART)) for start in range(0, len(images), PART)]
    given = [in_blocks(network.layers, part.astype(network.dtype, copy=False))[0][-1] for part in parts]
    return frozen(np.concatenate(given) if given else np.empty((0, network.widths[-1]), network.dtype))


def answered(network: Network, pixels: Any) -> Floats | None:
    """a of the output layer, the short way, for pixels that are as the kernel wants them and need no second look."""
    program = network.program or _program(network)
    if not program or not isinstance(pixels, np.ndarray):
        return None
    flat = pixels.reshape(784) if pixels.shape == (28, 28) and network.widths[0] == 784 else pixels
    a = program.answer(flat, brightest=LOOKS_LIKE_BYTES)
    return None if a is None else frozen(a)


def _program(network: Network, engine: Engine | None = None) -> Program | None:
    """The network as the kernel runs it; None where NumPy takes it. Made once for the engine that takes it."""
    if engine is not None:
        return Program(network, engine.path) if engine.path else None
    if network.program is None:
        path = engine_for(network).path
        object.__setattr__(network, "program", Program(network, path) if path else False)
    program: Program | None = network.program or None
    return program
