"""Equal networks on top of each other, each step of them one batched product: in go weights, images and labels, out
come costs and gradients of all.

The same equations as in engine/forward, gradient, losses and optimizers, with an axis for the networks before all
others (G networks, B images): weights are (G, n_out, n_in), activations (G, B, n). Pixels are (G, B, n_in), or
(B, n_in) where all networks see the same images: then the first layer is one plain product for all of them.
Long because it says in one place what four modules of the engine say.
"""

from __future__ import annotations

import functools
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from digitscope.arrays import frozen
from digitscope.engine.activations import LEAK
from digitscope.engine.optimizers import Adam
from digitscope.errors import MissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from digitscope.arrays import Floats
    from digitscope.engine.network import Network
    from digitscope.engine.optimizers import Memory
    from digitscope.training.recipe import Recipe

Tensor: TypeAlias = Any
"""A torch.Tensor; its type is not named, so that types can be checked where there is no PyTorch."""
REMEMBERED: Final = {"sgd": (), "momentum": ("velocity",), "adam": ("mean", "square")}
"""What each optimizer carries, of the shape of the parameters."""
ADAM: Final = Adam()
JUDGING: Final = 8
"""Part of the budget, one in so many, that what held-out images light up may take."""


@functools.cache
def torch() -> Any:
    """PyTorch, imported when first needed. Raises MissingError that says how to get it."""
    try:
        return import_module("torch")
    except ImportError:
        raise MissingError(
            "training on a device needs PyTorch",
            came="none that can be imported",
            hint="pip install 'digitscope[torch]', or train without `device`",
            code="TORCH_MISSING",
        ) from None


class _TorchOnOneThread:
    """Holds PyTorch to one thread of the CPU for each that asks, until it is done.

    PyTorch's number is each thread's own, but a new thread begins with the one that was set last, by whomever: so the
    first that asks remembers it for all, and the last one does not leave a 1 behind.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._before = 1

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock:
            here = torch().get_num_threads()  # a thread that never asked would take what others set while it computes
            self._before = self._before if self._inside else here
            self._inside += 1
            torch().set_num_threads(1)
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                torch().set_num_threads(self._before)


torch_on_one_thread: Final = _TorchOnOneThread()
"""Within `with torch_on_one_thread():` products as small as these are no faster on more threads, and wait for each
other where other work wants the processors too: measured 20 times as slow."""


@dataclass(frozen=True, slots=True)
class _Function:
    """An activation function. value: z -> a.  pull: (a, upstream) -> upstream pulled back from a to z."""

    value: Callable[[Tensor], Tensor]
    pull: Callable[[Tensor, Tensor], Tensor]


def _softmax_pull(a: Tensor, upstream: Tensor) -> Tensor:
    return a * (upstream - (a * upstream).sum(-1, keepdim=True))


FUNCTIONS: Final = {
    "sigmoid": _Function(lambda z: z.sigmoid(), lambda a, upstream: upstream * a * (1 - a)),
    "relu": _Function(lambda z: z.relu(), lambda a, upstream: upstream * (a > 0)),
    "leaky_relu": _Function(
        lambda z: torch().where(z > 0, z, z * LEAK), lambda a, upstream: torch().where(a > 0, upstream, upstream * LEAK)
    ),
    "tanh": _Function(lambda z: z.tanh(), lambda a, upstream: upstream * (1 - a * a)),
    "identity": _Function(lambda z: z, lambda _, upstream: upstream),
    "softmax": _Function(lambda z: z.softmax(-1), _softmax_pull),
}


def costs(z: Tensor, wanted: Tensor, output: str, loss: str) -> Tensor:
    """The cost of each image for each network, (G, B). z: (G, B, n_out).  wanted: one-hot, (G or 1, B, n_out)."""
    if loss == "quadratic":
        return (FUNCTIONS[output].value(z) - wanted).square().sum(-1)
    if output == "softmax":
        return -(z.log_softmax(-1) * wanted).sum(-1)
    against = z * (1 - 2 * wanted)
    return (against.relu() + torch().log1p(torch().exp(-against.abs()))).sum(-1)


def slope(a: Tensor, wanted: Tensor, output: str, loss: str) -> Tensor:
    """d cost / d z of the output layer of each image, (G, B, n_out), from its activations."""
    difference = a - wanted
    return difference if loss == "cross-entropy" else FUNCTIONS[output].pull(a, 2 * difference)


@dataclass(slots=True, eq=False)
class Stack:
    """G networks of one shape, their optimizer's memory with them; what changes in place is nobody else's.

    parameters: weights (G, n_out, n_in) and bias (G, n_out) of each layer in turn.
    memory: by name, tensors of the same shapes.
    """

    activations: tuple[str, ...]
    parameters: list[Tensor]
    memory: dict[str, list[Tensor]]

    @classmethod
    def of(cls, networks: Sequence[Network], optimizer: str, device: str) -> Stack:
        """The networks as they are, with an empty memory."""
        parameters = [
            torch().tensor(np.stack([getattr(one, name) for one in layers]), device=device)
            for layers in zip(*(network.layers for network in networks), strict=True)
            for name in ("weights", "bias")
        ]
        memory = {name: [torch().zeros_like(part) for part in parameters] for name in REMEMBERED[optimizer]}
        return cls(networks[0].activations, parameters, memory)

    def copy(self) -> Stack:
        """The same numbers, apart."""
        return self._each(lambda part: part.clone())

    def kept(self, places: Tensor) -> Stack:
        """Only the networks at these places."""
        return self._each(lambda part: part[places])

    def _each(self, change: Callable[[Tensor], Tensor]) -> Stack:
        memory = {name: [change(part) for part in parts] for name, parts in self.memory.items()}
        return Stack(self.activations, [change(part) for part in self.parameters], memory)

    def vectors(self) -> tuple[Floats, dict[str, Floats]]:
        """All on the host: parameters (G, parameter_count) in the order of `Network.parameters`, memory the same."""
        return flat(self.parameters), {name: flat(parts) for name, parts in self.memory.items()}

    def finite(self) -> Tensor:
        """(G,) whether all numbers of a network and its memory are."""
        found = [
            part.isfinite().flatten(1).all(1) for parts in (self.parameters, *self.memory.values()) for part in parts
        ]
        return torch().stack(found).all(0)

    def lit(self, pixels: Tensor) -> tuple[Tensor, list[Tensor]]:
        """z of the output layer, (G, B, n_out), and what lights up: the pixels, then a of each layer."""
        lit = [pixels]
        for weights, bias, name in zip(self.parameters[::2], self.parameters[1::2], self.activations, strict=True):
            z = _weighted(lit[-1], weights, bias)
            lit.append(FUNCTIONS[name].value(z))
        return z, lit

    def gradient(self, lit: list[Tensor], delta: Tensor) -> list[Tensor]:
        """d mean loss / d parameters, in their order. delta: (G, B, n_out), d mean loss / d z of the output layer."""
        slopes: list[Tensor] = []
        for index in reversed(range(len(self.activations))):
            slopes[:0] = [_products(lit[index], delta), delta.sum(1)]
            if index:
                upstream = torch().bmm(delta, self.parameters[2 * index])
                delta = FUNCTIONS[self.activations[index - 1]].pull(lit[index], upstream)
        return slopes

    def descend(self, slopes: list[Tensor], rates: Rates, number: int) -> None:
        """One update in place. number: of the batch in its epoch."""
        for place, (parameters, slopes_here) in enumerate(zip(self.parameters, slopes, strict=True)):
            here = (-1, *[1] * (parameters.ndim - 1))
            rate = rates.rate[number].view(here)
            if rates.decay is not None and place % 2 == 0:  # weights; biases are left alone
                parameters -= rates.decay[number].view(here) * parameters
            step = slopes_here
            if "velocity" in self.memory:
                step = self.memory["velocity"][place]
                step.mul_(rates.keep.view(here)).add_(slopes_here)
            elif "square" in self.memory:
                mean, square = self.memory["mean"][place], self.memory["square"][place]
                keep, keep_square = rates.keep.view(here), rates.keep_square
                mean.mul_(keep).add_((1 - keep) * slopes_here)
                square.mul_(keep_square).add_((1 - keep_square) * slopes_here.square())
                step = mean / ((square / rates.square[number]).sqrt_() + ADAM.epsilon)
            parameters -= rate * step


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """How far the steps of one epoch go; a row for each batch.

    rate: (batches, G), of the step itself, for Adam with the correction of its mean.  decay: (batches, G), the part of
    the weights that goes before each step, None for nothing.  keep: (G,), what momentum and Adam keep.
    keep_square: (), what Adam keeps of squares.  square: (batches,), Adam's correction of them.
    """

    rate: Tensor
    decay: Tensor | None
    keep: Tensor
    keep_square: Tensor
    square: Tensor


def memory_of(place: int, memory: dict[str, Floats], *, steps: int) -> Memory:
    """The memory of one network as its optimizer would hold it after so many steps."""
    if not steps:
        return {}
    mine = {name: frozen(vectors[place].copy()) for name, vectors in memory.items()}
    return mine | {"count": frozen(np.array([steps], np.float32))} if "square" in mine else mine


def _weighted(a: Tensor, weights: Tensor, bias: Tensor) -> Tensor:
    """z = W a + b, (G, B, n_out)."""
    if a.ndim == 3:
        return torch().baddbmm(bias[:, None], a, weights.transpose(1, 2))
    count, n_out, n_in = weights.shape
    z = a @ weights.view(count * n_out, n_in).T  # (B, G n_out)
    return z.view(len(a), count, n_out).transpose(0, 1).contiguous().add_(bias[:, None])


def _products(a: Tensor, delta: Tensor) -> Tensor:
    """d mean loss / d weights, (G, n_out, n_in): the sum over the images of delta a."""
    if a.ndim == 3:
        return torch().bmm(delta.transpose(1, 2), a)
    count, batch, n_out = delta.shape
    return (delta.transpose(0, 1).reshape(batch, count * n_out).T @ a).view(count, n_out, -1)


def flat(parts: Sequence[Tensor]) -> Floats:
    """Tensors of (G, ...) as one (G, all of it) array on the host."""
    return np.concatenate([part.flatten(1).cpu().numpy() for part in parts], axis=1)


def bytes_each(network: Network, recipe: Recipe, images: int, *, shared: bool) -> int:
    """Bytes on the device that a network of this shape takes while it learns from so many images, all in all.

    shared: the networks beside it see the same images in the same order.
    """
    size, batch = np.dtype(network.dtype).itemsize, min(recipe.batch, images)
    copies = 5 + 2 * len(REMEMBERED[recipe.optimizer])  # itself, best, before, gradient, one passing; memory twice
    learning = copies * network.parameter_count + 4 * batch * sum(network.widths[1:]) + 3 * -(-images // recipe.batch)
    own_images = 0 if shared else 4 * images + batch * network.widths[0] * (5 + size)
    return (learning * size + own_images) * JUDGING // (JUDGING - 1)


def images_at_once(network: Network, networks: int, budget: int) -> int:
    """How many images so many networks may be judged by at once."""
    each = 4 * networks * sum(network.widths[1:]) * np.dtype(network.dtype).itemsize
    return max(1, budget // JUDGING // each)
