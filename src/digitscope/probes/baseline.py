"""A network once computed, kept to compute its edits from: the ASK walk's short cut.

In: a network and many images. Out: the trace of any edited network, of which only the layers from the first that was
changed are computed.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from digitscope.arrays import as_pixels, frozen, settled
from digitscope.engine.answering import passed
from digitscope.engine.forward import Trace

if TYPE_CHECKING:
    from digitscope.arrays import Floats
    from digitscope.engine.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """One network with every number that it gives for some images, all of it read-only.

    pixels: (n, n_in), 0 black to 1 white; kept as they are if nobody can write to them, else copied.
    trace: z and a of every layer, (n, n_out); some 3 MB for the lesson's network and 10,000 digits.
    Raises ShapeError, NotFiniteError, ArrayTypeError; warns PixelRangeWarning for 0..255.
    >>> from digitscope.engine.initialise import initialise
    >>> network, pixels = initialise((4, 3, 2), rng=0), np.ones((5, 4))
    >>> baseline, edited = Baseline(network, pixels), network.with_bias(1, 0, 0.5)
    >>> bool((baseline.pre_activations(edited) == edited.trace(pixels).pre_activations[-1]).all())
    True
    """

    network: Network
    pixels: Floats = field(repr=False)
    trace: Trace = field(init=False, repr=False)

    def __post_init__(self) -> None:
        given = np.atleast_2d(as_pixels(self.pixels, inputs=self.network.widths[0], dtype=self.network.dtype))
        object.__setattr__(self, "pixels", settled(given))
        object.__setattr__(self, "trace", _on_from((), (), self.network, self.pixels))

    def traced(self, edited: Network) -> Trace:
        """The Trace of an edited network for the same images, to the bits of `edited.trace(pixels)`.

        Layers before the first that differs are not computed: they are the very arrays of `self.trace`. A network of
        another kind (other inputs, other precision) is computed whole.  Raises ShapeError where its inputs are not
        these pixels.
        """
        same = 0
        for mine, theirs in zip(self.network.layers, edited.layers, strict=False):
            if mine is not theirs and mine != theirs:
                break
            same += 1
        if same:
            return _on_from(self.trace.pre_activations[:same], self.trace.activations[:same], edited, self.pixels)
        if (edited.widths[0], edited.dtype) == (self.network.widths[0], self.network.dtype):
            return _on_from((), (), edited, self.pixels)  # looked at already, which takes a third of the whole way
        return _on_from((), (), edited, as_pixels(self.pixels, inputs=edited.widths[0], dtype=edited.dtype))

    def of(self, edited: Network) -> Baseline:
        """The baseline of an edited network for the same images, made from this one as `traced` does."""
        if edited.dtype != self.network.dtype:
            return Baseline(edited, self.pixels)
        other = copy(self)
        object.__setattr__(other, "network", edited)
        object.__setattr__(other, "trace", self.traced(edited))
        return other

    def pre_activations(self, edited: Network) -> Floats:
        """z of the output layer of an edited network, (n, n_out), see `traced`."""
        return self.traced(edited).pre_activations[-1]


def _on_from(kept: tuple[Floats, ...], lit: tuple[Floats, ...], network: Network, pixels: Floats) -> Trace:
    """The Trace of `network` whose first layers, z and a, are known already."""
    if len(kept) < len(network.layers):
        later, bright = passed(network, lit[-1] if lit else pixels, first=len(kept))
        kept, lit = (*kept, *map(frozen, later)), (*lit, *map(frozen, bright))
    return Trace(pixels, kept, lit)
