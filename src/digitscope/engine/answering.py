"""The forward pass on whichever engine takes the network: in go pixels or images, out come z and a.

The same bits for an image alone and among others, from pixels and from images, from the first layer and from a later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.arrays import LOOKS_LIKE_BYTES, from_bytes, frozen
from digitscope.engine.choice import path_for
from digitscope.engine.forward import in_blocks
from digitscope.engine.images import Images
from digitscope.engine.program import Program
from digitscope.errors import ShapeError

if TYPE_CHECKING:
    from typing import Any

    from digitscope.arrays import Bytes, Floats
    from digitscope.engine.choice import Engine
    from digitscope.engine.network import Network

PART = 512
"""Images that NumPy turns into pixels at once."""


def passed(
    network: Network, given: Floats, *, first: int = 0, engine: Engine | None = None
) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """z and a of the layers from `first` on, each (n, n_out); given: (n, n_in) finite, what that layer takes."""
    if program := _program(network, engine):
        return program.forward(given, first=first)
    return in_blocks(network.layers[first:], _many(network, given, first))


def outputs(network: Network, images: Images | Bytes | Floats, *, engine: Engine | None = None) -> Floats:
    """z of the output layer, (n, n_out): what losses, answers and confidences are made of.

    images: (n, n_in) grey levels uint8, or Images of them (quicker from the second time on), or finite pixels.
    engine: another than the one that takes this network.  Raises ShapeError, NotFiniteError.
    >>> from digitscope.engine.initialise import initialise
    >>> network, levels = initialise((4, 2), rng=0), np.full((3, 4), 255, np.uint8)
    >>> bool((outputs(network, levels) == outputs(network, Images(levels))).all())
    True
    """
    levels = images.levels if isinstance(images, Images) else images
    if program := _program(network, engine):
        if isinstance(images, Images):
            if images.ink is not None:
                return frozen(program.forward(images.ink, last_only=True)[0][0])
            images = images.levels
        if images.dtype == np.uint8:
            return frozen(program.read(images))
        return frozen(program.forward(images, last_only=True)[0][0])
    _many(network, levels, 0)
    parts = [levels[start : start + PART] for start in range(0, len(levels), PART)]
    given = [in_blocks(network.layers, _pixels(part, network.dtype))[0][-1] for part in parts]
    return frozen(np.concatenate(given) if given else np.empty((0, network.widths[-1]), network.dtype))


def _pixels(some: Bytes | Floats, dtype: Any) -> Floats:
    return (from_bytes(some) if some.dtype == np.uint8 else some).astype(dtype, copy=False)


def _many(network: Network, given: Floats, first: int) -> Floats:
    if not 0 <= first < len(network.layers):
        came, hint = str(first), "0 is the first hidden layer"
        raise ShapeError(f"layers are 0 to {len(network.layers) - 1}", came=came, hint=hint)
    if np.ndim(given) != 2 or given.shape[1] != network.widths[first]:
        wanted = f"layer {first} takes (n, {network.widths[first]})"
        raise ShapeError(wanted, came=str(np.shape(given)), hint="give many at once")
    return given


def answered(network: Network, pixels: Any) -> Floats | None:
    """a of the output layer, the short way, for pixels that are as the kernel wants them and need no second look."""
    program = network.prepared or _program(network)
    if not program or type(pixels) is not np.ndarray:
        return None
    flat = pixels.reshape(784) if pixels.shape == (28, 28) and network.widths[0] == 784 else pixels
    a = program.answer(flat, brightest=LOOKS_LIKE_BYTES)
    return None if a is None else frozen(a)


def _program(network: Network, engine: Engine | None = None) -> Program | None:
    """The network as the kernel runs it; None where NumPy takes it. Made once for the engine that takes it."""
    if engine is not None:
        path = path_for(network, engine)
        return Program(network, path) if path else None
    if network.prepared is None:
        path = path_for(network)
        object.__setattr__(network, "prepared", Program(network, path) if path else False)
    program: Program | None = network.prepared or None
    return program
