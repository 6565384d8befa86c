"""Optimizers as pure steps: in go parameters, their gradient and what the optimizer remembers, out come new ones.

Weight decay is decoupled in all of them: it pulls weights (not biases) to 0 by rate x decay a step
(Loshchilov and Hutter 2019), so that it means the same whatever the optimizer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import numpy as np

from digitscope.arrays import frozen
from digitscope.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digitscope.arrays import Floats

Memory: TypeAlias = "Mapping[str, Floats]"
"""What an optimizer carries from step to step, by name: `velocity`, or `mean`, `square` and `count`."""
NOTHING: Final[Memory] = MappingProxyType({})


def _kept(**arrays: Floats) -> Memory:
    return MappingProxyType({name: frozen(array) for name, array in arrays.items()})


class Optimizer(Protocol):
    """One step downhill: parameters (p,), gradient (p,), rate, memory -> new parameters (p,), new memory.

    An empty memory is the start of a run.
    """

    def step(self, parameters: Floats, gradient: Floats, rate: float, memory: Memory) -> tuple[Floats, Memory]: ...


@dataclass(frozen=True, slots=True)
class SGD:
    """Stochastic gradient descent: p - rate g, nothing remembered.

    >>> SGD().step(np.array([1.0]), np.array([0.5]), 0.1, {})[0].tolist()
    [0.95]
    """

    def step(self, parameters: Floats, gradient: Floats, rate: float, memory: Memory) -> tuple[Floats, Memory]:
        return parameters - parameters.dtype.type(rate) * gradient, memory


@dataclass(frozen=True, slots=True)
class Momentum:
    """Heavy ball (Polyak 1964): v = momentum v + g; p - rate v.

    >>> moved, memory = Momentum(0.5).step(np.array([1.0]), np.array([0.5]), 0.1, {})
    >>> Momentum(0.5).step(moved, np.array([0.5]), 0.1, memory)[1]["velocity"].tolist()
    [0.75]
    """

    momentum: float = 0.9

    def step(self, parameters: Floats, gradient: Floats, rate: float, memory: Memory) -> tuple[Floats, Memory]:
        real = parameters.dtype.type
        velocity = real(self.momentum) * memory.get("velocity", real(0)) + gradient
        return parameters - real(rate) * velocity, _kept(velocity=velocity)


@dataclass(frozen=True, slots=True)
class Adam:
    """Adam (Kingma and Ba 2015, algorithm 1), with both averages corrected for their start at 0.

    >>> Adam().step(np.array([1.0]), np.array([0.5]), 0.1, {})[0].round(6).tolist()
    [0.9]
    """

    mean_decay: float = 0.9
    square_decay: float = 0.999
    epsilon: float = 1e-8

    def step(self, parameters: Floats, gradient: Floats, rate: float, memory: Memory) -> tuple[Floats, Memory]:
        real = parameters.dtype.type
        count = int(memory.get("count", np.zeros(1))[0]) + 1
        keep, keep_square = real(self.mean_decay), real(self.square_decay)
        mean = keep * memory.get("mean", real(0)) + (1 - keep) * gradient
        square = keep_square * memory.get("square", real(0)) + (1 - keep_square) * (gradient * gradient)
        size = real(rate / (1 - self.mean_decay**count))
        root = np.sqrt(square / real(1 - self.square_decay**count)) + real(self.epsilon)
        moved = parameters - size * (mean / root)
        return moved, _kept(mean=mean, square=square, count=np.array([count], np.float32))


@dataclass(frozen=True, slots=True)
class WithDecay:
    """Any optimizer with decoupled weight decay before its own step.

    shrinks: (p,), 1 for weights and 0 for biases.
    >>> decayed = WithDecay(SGD(), 0.5, np.array([1.0]))
    >>> decayed.step(np.array([1.0]), np.array([0.0]), 0.1, {})[0].tolist()
    [0.95]
    """

    optimizer: Optimizer
    decay: float
    shrinks: Floats = field(repr=False)

    def step(self, parameters: Floats, gradient: Floats, rate: float, memory: Memory) -> tuple[Floats, Memory]:
        smaller = parameters - parameters.dtype.type(rate * self.decay) * self.shrinks * parameters
        return self.optimizer.step(smaller, gradient, rate, memory)


PLAIN: Final = (SGD, Momentum, Adam)
"""Those that every engine knows, in the order of kernel.c."""


def optimizer(name: str, *, momentum: float = 0.9) -> Optimizer:
    """The optimizer of that name: sgd, momentum or adam. Raises SettingError that lists the names.

    >>> optimizer("momentum", momentum=0.5)
    Momentum(momentum=0.5)
    """
    known: dict[str, Optimizer] = {
        "sgd": SGD(),
        "momentum": Momentum(momentum),
        "adam": Adam(mean_decay=momentum),
    }
    if name not in known:
        raise SettingError("an optimizer must be known", came=repr(name), hint=f"use one of {', '.join(known)}")
    return known[name]
