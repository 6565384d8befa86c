"""Makes tests/engine/golden.npz with PyTorch in float64: outputs and gradients that our engine is held to.

make golden
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from digitscope.engine.initialise import initialise
from digitscope.storage import write_atomically

TARGET = Path(__file__).parents[1] / "tests" / "engine" / "golden.npz"
CASES = {
    "lesson": ((784, 16, 16, 10), "sigmoid", "sigmoid", "quadratic"),
    "tuned": ((40, 16, 16, 10), "sigmoid", "softmax", "cross-entropy"),
    "binary": ((40, 12, 10), "tanh", "sigmoid", "cross-entropy"),
    "relu": ((40, 20, 10), "relu", "softmax", "cross-entropy"),
    "leaky": ((40, 9, 8, 7, 10), "leaky_relu", "identity", "quadratic"),
    "odd": ((40, 11, 10), "relu", "softmax", "quadratic"),
}
FUNCTIONS: dict[str, Any] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    "identity": lambda z: z,
    "softmax": lambda z: torch.softmax(z, dim=-1),
}


def images_and_labels() -> tuple[Any, Any]:
    """Seven images as grey as MNIST's, a third of the pixels inked."""
    rng = np.random.default_rng(20_26)
    levels = rng.integers(0, 256, (7, 784)) * (rng.random((7, 784)) < 1 / 3)
    return levels / 255, rng.integers(0, 10, 7)


def by_torch(network: Any, pixels: Any, labels: Any, loss: str, dtype: torch.dtype = torch.float64) -> dict[str, Any]:
    """Outputs, mean loss and gradients of parameters and pixels, by autograd."""
    x = torch.tensor(pixels, dtype=dtype, requires_grad=True)
    parameters = [
        torch.tensor(np.array(part), dtype=dtype, requires_grad=True)
        for layer in network.layers
        for part in (layer.weights, layer.bias)
    ]
    a = x
    for layer, weights, bias in zip(network.layers, parameters[::2], parameters[1::2], strict=True):
        z = a @ weights.T + bias
        a = FUNCTIONS[layer.activation](z)
    wanted = torch.nn.functional.one_hot(torch.tensor(labels), a.shape[1]).to(dtype)
    if loss == "quadratic":
        cost = ((a - wanted) ** 2).sum(dim=1).mean()
    elif network.activations[-1] == "softmax":
        cost = torch.nn.functional.cross_entropy(z, torch.tensor(labels))
    else:
        cost = torch.nn.functional.binary_cross_entropy_with_logits(z, wanted, reduction="none").sum(dim=1).mean()
    cost.backward()
    slopes = torch.cat([part.grad.ravel() for part in parameters if part.grad is not None])
    found = {"outputs": a, "loss": cost, "parameters": slopes, "pixels": x.grad}
    return {name: value.detach().numpy() for name, value in found.items() if value is not None}


def case(name: str) -> tuple[Any, str]:
    """The network of a case, from its own seed, and its loss."""
    widths, hidden, output, loss = CASES[name]
    rng = np.random.default_rng(sorted(CASES).index(name))
    network = initialise(widths, hidden, output_activation=output, rng=rng).astype(np.float64)
    return network.with_parameters(network.parameters() + rng.normal(scale=0.05, size=network.parameter_count)), loss


def main() -> None:
    pixels, labels = images_and_labels()
    golden: dict[str, Any] = {"pixels": pixels, "labels": labels, "cases": np.array(json.dumps(CASES))}
    for name in CASES:
        network, loss = case(name)
        golden[f"{name}.network"] = network.parameters()
        golden |= {
            f"{name}.{key}": value
            for key, value in by_torch(network, pixels[:, : network.widths[0]], labels, loss).items()
        }
    content = io.BytesIO()
    np.savez_compressed(content, **golden)
    write_atomically(TARGET, content.getvalue())
    print(f"{TARGET.name}: {len(CASES)} cases by torch {torch.__version__}")


if __name__ == "__main__":
    main()
