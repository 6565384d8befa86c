"""A network as the kernel runs it forward: in go pixels or ink, out come z and a of every layer.

Each image is computed by itself, so it gives the same bits alone and among others, on every instruction set.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.images import Ink
from digitscope.engine.library import Pointers, checked, loaded, path_number
from digitscope.engine.rows import rows_of, structure
from digitscope.errors import ShapeError

if TYPE_CHECKING:
    from digitscope.arrays import Floats
    from digitscope.engine.network import Network

FLOAT32: Final = np.dtype(np.float32)
INFINITY: Final = float("inf")


class Program:
    """One network on one instruction set; made once, never changed. Whoever makes it has asked kernel.refusal.

    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((4, 3, 2), rng=0)
    >>> z = [Program(network, path).forward(np.ones((5, 4)))[0][1] for path in loaded().paths]
    >>> all((z[0] == other).all() for other in z)
    True
    """

    __slots__ = ("_address", "_answer", "_forward", "_path", "_rows", "_structure", "_widths")

    def __init__(self, network: Network, path: str) -> None:
        code = loaded().code
        self._rows = tuple(rows_of(layer) for layer in network.layers)
        self._widths = network.widths
        self._structure = structure(network, self._rows)
        self._address = ctypes.addressof(self._structure)
        self._path = path_number(path)
        self._answer, self._forward = code.kernel_answer, code.kernel_forward

    def answer(self, pixels: Floats, *, brightest: float) -> Floats | None:
        """a of the output layer, (n, n_out) for (n, n_in) pixels, (n_out,) for (n_in,): the short way.

        None for what it does not take: another shape, dtype or memory order, a pixel that is not finite or above
        `brightest`; whoever asked then looks closer.
        """
        shape, wanted = pixels.shape, self._widths
        if pixels.dtype is not FLOAT32 or not pixels.flags.c_contiguous or shape[-1:] != wanted[:1] or len(shape) > 2:
            return None
        count = shape[0] if len(shape) == 2 else 1
        room: Any = (ctypes.c_float * (count * wanted[-1]))()
        where = pixels.__array_interface__["data"][0]  # half the time of pixels.ctypes.data
        if not checked(self._answer(self._path, self._address, where, count, brightest, None, room)):
            return None
        out: Floats = np.frombuffer(room, FLOAT32).reshape(*shape[:-1], wanted[-1])
        return out

    def forward(
        self, given: Floats | Ink, *, first: int = 0, last_only: bool = False
    ) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
        """z and a of the layers from `first` on, each (n, n_out); or z of the last alone.

        given: ink, or what layer `first` takes, (n, n_in) of finite float32: pixels, or activations.
        """
        kept, lit = self._room(len(given), first, last_only=last_only)
        to_z, to_a, end = Pointers(), Pointers(), len(self._widths) - 1
        to_z[end - len(kept) : end] = [z.ctypes.data for z in kept]
        to_a[end - len(lit) : end] = [a.ctypes.data for a in lit]
        inputs = given.inputs if isinstance(given, Ink) else given.shape[-1]
        if inputs != self._widths[first]:
            raise ShapeError(f"layer {first} takes {self._widths[first]} inputs", came=str(inputs), hint="give as many")
        if isinstance(given, Ink):
            inked = given.structure()
            ink, x = ctypes.addressof(inked), None
        else:
            given = np.ascontiguousarray(given, np.float32)
            ink, x = None, given.ctypes.data
        where = ctypes.addressof(to_z), ctypes.addressof(to_a)
        checked(self._forward(self._path, self._address, first, ink, x, len(given), INFINITY, *where))
        return kept, lit

    def _room(self, count: int, first: int, *, last_only: bool) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
        if last_only:
            return (np.empty((count, self._widths[-1]), np.float32),), ()
        kept = tuple(np.empty((count, width), np.float32) for width in self._widths[first + 1 :])
        return kept, tuple(np.empty_like(z) for z in kept)
