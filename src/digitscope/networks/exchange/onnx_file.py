"""ONNX: in goes a network file, out come the bytes of an .onnx file that any runtime of the last years reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.activations import LEAK
from digitscope.environment import versions
from digitscope.networks.exchange.chain import needed
from digitscope.text import to_json

if TYPE_CHECKING:
    from digitscope.networks.files import NetworkFile

OPSET: Final = 13
"""The first whose Softmax is ours; onnxruntime reads it from 1.6 (2020) on."""
IR_VERSION: Final = 7
KINDS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "sigmoid": ("Sigmoid", {}),
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": LEAK}),
    "tanh": ("Tanh", {}),
    "identity": ("Identity", {}),
    "softmax": ("Softmax", {"axis": 1}),
}


def to_onnx(file: NetworkFile) -> bytes:
    """The network as an ONNX file: one Gemm and one activation a layer. Needs the package onnx.

    In: `pixels`, float32 (images, n_in), any number of images, 0 background to 1 ink.
    Out: `activations`, float32 (images, n_out), of the output layer; `confidence`, the same shape, which is
    softmax(z / temperature) and sums to 1.
    Metadata: `labels` (a JSON list, what each output stands for: the file's, or 0, 1, 2 ... where it has none) and
    `temperature`.  The same file gives the same bytes.  Raises MissingError.
    """
    helper = needed("onnx.helper", "'digitscope[onnx]'")
    numbers, nodes, z, given = [], [], "", "pixels"
    for index, layer in enumerate(file.network.layers):
        last = index + 1 == len(file.network.layers)
        z, a = f"layers.{index}.z", "activations" if last else f"layers.{index}.a"
        parts = {f"layers.{index}.weights": layer.weights, f"layers.{index}.bias": layer.bias}
        numbers += [_tensor(name, array) for name, array in parts.items()]
        nodes.append(helper.make_node("Gemm", [given, *parts], [z], name=f"layers.{index}", transB=1))
        kind, settings = KINDS[layer.activation]
        nodes.append(helper.make_node(kind, [z], [a], name=f"layers.{index}.{layer.activation}", **settings))
        given = a
    numbers.append(_tensor("temperature", np.array([file.temperature], np.float32)))
    nodes.append(helper.make_node("Div", [z, "temperature"], ["tempered"], name="tempered"))
    nodes.append(helper.make_node("Softmax", ["tempered"], ["confidence"], name="confidence", axis=1))
    return _model(helper, file, nodes, numbers)


def _model(helper: Any, file: NetworkFile, nodes: list[Any], numbers: list[Any]) -> bytes:
    inputs, outs = file.network.widths[0], file.network.widths[-1]
    pixels, activations, confidence = (
        helper.make_tensor_value_info(name, 1, ["images", width], doc_string=meaning)  # 1 is float32
        for name, width, meaning in (
            ("pixels", inputs, "0 background to 1 ink, row by row"),
            ("activations", outs, "of the output layer"),
            ("confidence", outs, "softmax(z / temperature); each row sums to 1"),
        )
    )
    graph = helper.make_graph(nodes, "network", [pixels], [activations, confidence], numbers)
    own = versions()["digitscope"]
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="digitscope",
        producer_version=own,
        doc_string="A plain, fully connected network.",
    )
    named = file.labels or [str(number) for number in range(outs)]
    helper.set_model_props(model, {"labels": to_json(named), "temperature": repr(file.temperature)})
    made: bytes = model.SerializeToString(deterministic=True)
    return made


def _tensor(name: str, array: Any) -> Any:
    return needed("onnx.numpy_helper", "'digitscope[onnx]'").from_array(np.array(array, np.float32), name)
