"""A network as the kernel runs it forward: in go pixels or ink, out come z and a of every layer.

Each image is computed by itself, so it gives the same bits alone and among others, on every instruction set.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.images import SHADES, Ink
from digitscope.engine.library import Pointers, checked, loaded, path_number
from digitscope.engine.rows import rows_of, structure
from digitscope.errors import NotFiniteError, ShapeError

if TYPE_CHECKING:
    from digitscope.arrays import Bytes, Floats
    from digitscope.engine.network import Network

FLOAT32: Final = np.dtype(np.float32)
LARGEST: Final = float(np.finfo(np.float32).max)


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

    def __deepcopy__(self, memo: object) -> Program:
        return self

    def answer(self, pixels: Floats, *, brightest: float) -> Floats | None:
        """a of the output layer, (n, n_out) for (n, n_in) pixels, (n_out,) for (n_in,): the short way.

        None for what it does not take: another shape, dtype or memory order, a pixel that is not finite or above
        `brightest`; whoever asked then looks closer.
        """
        shape, wanted = pixels.shape, self._widths
        if pixels.dtype is not FLOAT32 or shape[-1:] != wanted[:1] or len(shape) > 2:
            return None
        flags = pixels.flags
        if not flags.c_contiguous or not flags.aligned:
            return None
        count = shape[0] if len(shape) == 2 else 1
        room: Any = (ctypes.c_float * (count * wanted[-1]))()
        where = pixels.__array_interface__["data"][0]  # half the time of pixels.ctypes.data
        if not checked(self._answer(self._path, self._address, where, count, brightest, None, room)):
            return None
        out: Floats = np.frombuffer(room, FLOAT32).reshape(*shape[:-1], wanted[-1])
        return out

    def read(self, levels: Bytes) -> Floats:
        """z of the output layer, (n, n_out), of (n, n_in) grey levels as they are: quicker than to find ink first."""
        if levels.ndim != 2 or levels.shape[1] != self._widths[0] or levels.dtype != np.uint8:
            came = f"{levels.shape} of {levels.dtype}"
            raise ShapeError(f"images must be (n, {self._widths[0]}) of uint8", came=came, hint="give many at once")
        given = np.ascontiguousarray(levels)
        z = np.empty((len(given), self._widths[-1]), np.float32)
        where = given.ctypes.data, SHADES.ctypes.data
        checked(loaded().code.kernel_read(self._path, self._address, *where, len(given), z.ctypes.data))
        return z

    def forward(
        self, given: Floats | Ink, *, first: int = 0, last_only: bool = False
    ) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
        """z and a of the layers from `first` on, each (n, n_out); or z of the last alone.

        given: ink, or what layer `first` takes, (n, n_in): pixels, or activations.
        """
        depth, widths = len(self._rows), self._widths
        if not 0 <= first < depth:
            raise ShapeError(f"layers are 0 to {depth - 1}", came=str(first), hint="0 is the first hidden layer")
        shape = (len(given), given.inputs) if isinstance(given, Ink) else np.shape(given)
        if len(shape) != 2 or shape[1] != widths[first] or (isinstance(given, Ink) and first):
            raise ShapeError(f"layer {first} takes (n, {widths[first]})", came=str(shape), hint="give many at once")
        kept, lit = self._room(shape[0], first, last_only=last_only)
        to_z, to_a = Pointers(), Pointers()
        to_z[depth - len(kept) : depth] = [z.ctypes.data for z in kept]
        to_a[depth - len(lit) : depth] = [a.ctypes.data for a in lit]
        if isinstance(given, Ink):
            inked = given.structure()
            ink, x = ctypes.addressof(inked), None
        else:
            given = np.require(given, np.float32, ["C_CONTIGUOUS", "ALIGNED"])
            ink, x = None, given.ctypes.data
        where = ctypes.addressof(to_z), ctypes.addressof(to_a)
        if not checked(self._forward(self._path, self._address, first, ink, x, shape[0], LARGEST, *where)):
            raise NotFiniteError("pixels must be finite", came="others", hint="replace NaN and infinity first")
        return kept, lit

    def _room(self, count: int, first: int, *, last_only: bool) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
        if last_only:
            return (np.empty((count, self._widths[-1]), np.float32),), ()
        kept = tuple(np.empty((count, width), np.float32) for width in self._widths[first + 1 :])
        return kept, tuple(np.empty_like(z) for z in kept)
