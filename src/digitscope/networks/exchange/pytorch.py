"""PyTorch: in goes a Sequential or the state_dict of any module, out comes a Network; and back."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.activations import LEAK
from digitscope.errors import SettingError
from digitscope.networks.exchange.chain import Shape, Weights, needed, network_of, unknown
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digitscope.arrays import Floats
    from digitscope.engine.network import Network

SHAPES: Final = {
    "Sigmoid": "sigmoid",
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "Tanh": "tanh",
    "Softmax": "softmax",
}
PASSED: Final = ("Flatten", "Identity", "Dropout")
"""Layers that change nothing when a network answers."""
NAMES: Final = {ours: theirs for theirs, ours in SHAPES.items()} | {"identity": None}
INSTALL: Final = "'digitscope[torch]'"


def from_torch(model: Any, *, activations: Sequence[str] | None = None) -> Network:
    """The network that a PyTorch model is; float64 stays float64, all else becomes float32.

    model: an nn.Sequential of Linear and activations, or a state_dict, or any module that runs its Linear layers one
    after the other; for the last two `activations` are our names for them, one for each Linear, the output's last.
    Raises SettingError that names the layer that no Network has.
    >>> state = {"0.weight": np.ones((3, 4)), "0.bias": np.zeros(3), "2.weight": np.ones((2, 3))}
    >>> from_torch(state, activations=("relu", "softmax")).widths
    (4, 3, 2)
    """
    if activations is None and not isinstance(model, Mapping):
        return network_of(_pieces(model, ""))
    state = model if isinstance(model, Mapping) else model.state_dict()
    weights = list(_of_state(state))
    if activations is None or isinstance(activations, str) or len(activations) != len(weights):
        raise SettingError(
            f"a state_dict says nothing of activations: {len(weights)} are needed, one for each layer",
            came=shown(repr(activations)),
            hint='as activations=("sigmoid", "softmax"), or give the nn.Sequential itself',
        )
    shapes = (Shape(name, name) for name in activations)
    return network_of(piece for pair in zip(weights, shapes, strict=True) for piece in pair)


def to_torch(network: Network) -> Any:
    """The network as an nn.Sequential of Linear layers and activations, with the same numbers. Needs PyTorch.

    Linear layers without an activation after them have the identity. Raises MissingError.
    """
    torch = needed("torch", INSTALL)
    steps = []
    for layer in network.layers:
        n_out, n_in = layer.weights.shape
        linear = torch.nn.utils.skip_init(torch.nn.Linear, n_in, n_out, dtype=getattr(torch, str(layer.weights.dtype)))
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(np.array(layer.weights)))
            linear.bias.copy_(torch.from_numpy(np.array(layer.bias)))
        steps += [linear, *_shape_of(torch, layer.activation)]
    return torch.nn.Sequential(*steps).eval()


def to_torch_file(network: Network) -> bytes:
    """The state_dict of `to_torch(network)` as a file that torch.load reads with weights_only=True. Needs PyTorch."""
    torch = needed("torch", INSTALL)
    file = io.BytesIO()
    torch.save(to_torch(network).state_dict(), file)
    return file.getvalue()


def sequential(network: Network) -> str:
    """The line of Python that makes the nn.Sequential which `to_torch_file` fits.

    >>> from digitscope.engine.initialise import initialise
    >>> sequential(initialise((4, 3, 2), "relu", output_activation="identity", rng=0))
    'nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))'
    """
    words = []
    for layer in network.layers:
        n_out, n_in = layer.weights.shape
        words.append(f"nn.Linear({n_in}, {n_out})")
        if (name := NAMES[layer.activation]) is not None:
            words.append(f"nn.{name}({'dim=1' if name == 'Softmax' else ''})")
    return f"nn.Sequential({', '.join(words)})"


def _shape_of(torch: Any, activation: str) -> list[Any]:
    name = NAMES[activation]
    settings: dict[str, dict[str, Any]] = {"Softmax": {"dim": 1}, "LeakyReLU": {"negative_slope": LEAK}}
    return [] if name is None else [getattr(torch.nn, name)(**settings.get(name, {}))]


def _pieces(module: Any, place: str) -> Iterator[Weights | Shape]:
    kind = type(module).__name__
    called = f"{kind} at {place}" if place else kind
    if kind == "Sequential":
        for name, part in zip(module._modules, module, strict=True):  # named_children leaves out repeats
            yield from _pieces(part, f"{place}.{name}" if place else name)
    elif kind == "Linear":
        yield Weights(_array(module.weight), None if module.bias is None else _array(module.bias))
    elif kind == "LeakyReLU" and module.negative_slope != LEAK:
        raise unknown(f"{called} with slope {module.negative_slope}", hint=f"ours is {LEAK}")
    elif kind == "Softmax" and module.dim not in (None, 1, -1):
        raise unknown(f"{called} over dimension {module.dim}", hint="over the outputs: dim=1")
    elif kind in SHAPES:
        yield Shape(SHAPES[kind], called)
    elif kind == "LogSoftmax":
        raise unknown(called, hint="put nn.Softmax(dim=1) in its place: the answers are the same")
    elif kind not in PASSED:
        raise unknown(called, hint="see docs/exchange.md; other modules need `activations`, and Linear layers alone")


def _of_state(state: Mapping[str, Any]) -> Iterator[Weights]:
    left = dict(state)
    for name in state:
        if not f".{name}".endswith(".weight") or getattr(state[name], "ndim", 0) != 2:
            continue
        bias = left.pop(f"{name.removesuffix('weight')}bias", None)
        yield Weights(_array(left.pop(name)), None if bias is None else _array(bias))
    if left:
        raise unknown(
            ", ".join(map(str, left)), hint="a state_dict must hold the weights and bias of Linear layers alone"
        )


def _array(tensor: Any) -> Floats:
    if not hasattr(tensor, "detach"):
        return np.asarray(tensor)
    plain = tensor.detach().cpu()
    try:
        return np.asarray(plain.numpy())
    except TypeError:  # bfloat16, of which NumPy knows nothing
        return np.asarray(plain.float().numpy())
