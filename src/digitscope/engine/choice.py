"""Which engine takes a network, and why: the one place where that is decided.

The kernel takes what it knows and is the faster one at; NumPy takes everything. Both give the same numbers to rounding.
DIGITSCOPE_ENGINE in the environment forces one: auto, numpy, or an instruction set of the kernel.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from digitscope.engine.images import MOST_PIXELS
from digitscope.engine.library import DEPTH, loaded
from digitscope.engine.optimizers import PLAIN, WithDecay
from digitscope.engine.rows import ACTIVATIONS
from digitscope.environment import wanted_engine
from digitscope.errors import SettingError
from digitscope.text import shown

if TYPE_CHECKING:
    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Optimizer

AUTO: Final = "auto"
WIDEST: Final = 128
"""Neurons a layer up to which the kernel is the faster one: see docs/speed.md."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What computes a network.

    name: kernel or numpy.  path: the instruction set of the kernel, empty for NumPy.  why: it, and not another one.
    """

    name: str
    path: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"the kernel ({self.path})" if self.path else "NumPy"


NUMPY: Final = Engine("numpy", why="it takes every network")


@functools.cache
def engines() -> tuple[Engine, ...]:
    """All that can run here: the kernel on each instruction set that this processor has, the best first; NumPy last.

    >>> engines()[-1].name
    'numpy'
    """
    found = loaded()
    return (*(Engine("kernel", path, found.why) for path in found.paths), NUMPY)


@functools.cache
def present() -> Engine:
    """The engine that runs the lesson's network here, and why.

    Raises SettingError where the environment asks for one that is not known, or not here.
    >>> present() in engines() or present().name == "numpy"
    True
    """
    wanted, found = wanted_engine(), engines()
    if wanted == AUTO:
        return found[0] if found[0].path else Engine("numpy", why=loaded().why)
    if wanted == NUMPY.name:
        return Engine("numpy", why="DIGITSCOPE_ENGINE asks for it")
    for engine in found:
        if wanted and engine.path == wanted:
            return Engine("kernel", engine.path, f"DIGITSCOPE_ENGINE asks for it, {engine.why}")
    raise SettingError(
        f"DIGITSCOPE_ENGINE must be {AUTO} or one of {', '.join(engine.path or engine.name for engine in found)}",
        came=shown(repr(wanted)),
        hint="these can run here; unset it for the best one",
    )


def path_for(network: Network, engine: Engine | None = None) -> str:
    """The instruction set on which the kernel computes this network; empty where NumPy does.

    engine: one that is asked for; where it is the kernel and that does not know the network, it is NumPy all the same.
    Raises SettingError for a path that this processor does not have.
    """
    chosen = engine or engine_for(network)
    if chosen.path and chosen.path not in loaded().paths:
        here = ", ".join(loaded().paths) or "none"
        raise SettingError(f"the kernel can use {here} here", came=shown(chosen.path), hint="see choice.engines()")
    return "" if refusal(network) else chosen.path


def refusal(network: Network) -> str | None:
    """Why the kernel does not take this network; None where it does, whether or not there is one here.

    >>> from digitscope.engine.initialise import initialise
    >>> refusal(initialise((784, 16, 16, 10), rng=0)) is None
    True
    >>> refusal(initialise((784, 800, 10), rng=0))
    'a layer of 800 is wider than 128: BLAS is the faster one there'
    """
    widest = max(network.widths[1:])
    if network.dtype != np.float32:
        return f"the kernel computes in float32, this network is {np.dtype(network.dtype).name}"
    if widest > WIDEST:
        return f"a layer of {widest} is wider than {WIDEST}: BLAS is the faster one there"
    if len(network.layers) > DEPTH:
        return f"the kernel takes {DEPTH} layers, this network has {len(network.layers)}"
    if network.widths[0] > MOST_PIXELS:
        return f"the kernel takes {MOST_PIXELS:,} inputs, this network has {network.widths[0]:,}"
    unknown = set(network.activations) - set(ACTIVATIONS)
    return f"the kernel does not know {', '.join(sorted(unknown))}" if unknown else None


def takes(optimizer: Optimizer, network: Network) -> bool:
    """Whether the kernel knows this optimizer: SGD, Momentum or Adam, alone or with decay of all weights and no bias.

    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.engine.optimizers import Adam
    >>> takes(Adam(), initialise((4, 2), rng=0))
    True
    """
    if isinstance(optimizer, WithDecay):
        parts = network.split(np.asarray(optimizer.shrinks))
        usual = all((weights == 1).all() and not bias.any() for weights, bias in parts)
        return usual and type(optimizer.optimizer) in PLAIN
    return type(optimizer) in PLAIN


def engine_for(network: Network) -> Engine:
    """The engine that takes this network here.

    >>> from digitscope.engine.initialise import initialise
    >>> engine_for(initialise((784, 800, 10), rng=0)).why
    'a layer of 800 is wider than 128: BLAS is the faster one there'
    """
    here = present()
    if here.path and (why := refusal(network)):
        return Engine("numpy", why=why)
    return here
