"""PyTorch, eager, on one thread: an epoch over slices of one tensor, answers without gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.experiments.speed.material import network_of, ways

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitscope.engine.network import Network
    from digitscope.experiments.speed.cases import Learning
    from digitscope.experiments.speed.material import Answers, Epoch, Exam, Lesson


def epoch(lesson: Lesson) -> Epoch:
    import torch

    pixels, labels = torch.from_numpy(lesson.pixels), torch.from_numpy(np.array(lesson.labels))
    wanted = labels if lesson.case.output == "softmax" else torch.from_numpy(lesson.wanted)
    size = lesson.case.batch

    def batches() -> Iterable[Any]:
        for begin in range(0, lesson.count, size):
            yield pixels[begin : begin + size], wanted[begin : begin + size]

    return learned(lesson.start, lesson.case, batches)


def learned(start: Network, case: Learning, batches: Any) -> Epoch:
    """An epoch over what `batches()` yields: pixels (n, 784), and labels (n,) or wanted outputs (n, 10)."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    model = _model(start)
    if case.output == "softmax":
        model = model[:-1]  # cross_entropy takes z
    first = [parameter.detach().clone() for parameter in model.parameters()]

    def cost(a: Any, y: Any) -> Any:
        if case.output == "softmax":
            return functional.cross_entropy(a, y)
        return functional.mse_loss(a, y, reduction="sum") / len(y)

    def run() -> None:
        with torch.no_grad():
            for parameter, value in zip(model.parameters(), first, strict=True):
                parameter.copy_(value)
        optimizer = torch.optim.SGD(model.parameters(), lr=case.rate)
        for x, y in batches():
            optimizer.zero_grad()
            cost(model(x), y).backward()
            optimizer.step()

    def network(_: None) -> Network:
        numbers = [parameter.detach().numpy() for parameter in model.parameters()]
        return network_of(zip(numbers[::2], numbers[1::2], strict=True), start)

    return run, network


def answers(exam: Exam) -> Answers:
    import torch

    torch.set_num_threads(1)
    network, images = exam.dense
    model = _model(network).eval()

    def answer(some: Any) -> Any:
        with torch.inference_mode():
            return model(some.float())  # of floats that is themselves

    return ways(exam, answer, torch.from_numpy(np.array(images)), joined=torch.cat)


def _model(network: Network) -> Any:
    import torch

    kinds = {"sigmoid": torch.nn.Sigmoid, "relu": torch.nn.ReLU, "softmax": lambda: torch.nn.Softmax(dim=1)}
    steps: list[Any] = []
    for layer in network.layers:
        n_out, n_in = layer.weights.shape
        linear = torch.nn.Linear(n_in, n_out)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(np.array(layer.weights)))
            linear.bias.copy_(torch.from_numpy(np.array(layer.bias)))
        steps += [linear, *([kinds[layer.activation]()] if layer.activation in kinds else [])]
    return torch.nn.Sequential(*steps)
