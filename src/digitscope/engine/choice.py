"""Which engine takes a network, and why: the one place where that is decided.

The kernel takes what it knows and is the faster one at; NumPy takes everything. Both give the same numbers to rounding.
DIGITSCOPE_ENGINE in the environment forces one: auto, numpy, or an instruction set of the kernel.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digitscope.engine.kernel import refusal
from digitscope.engine.library import loaded
from digitscope.environment import wanted_engine
from digitscope.errors import SettingError
from digitscope.text import shown

if TYPE_CHECKING:
    from digitscope.engine.network import Network

AUTO: Final = "auto"


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
