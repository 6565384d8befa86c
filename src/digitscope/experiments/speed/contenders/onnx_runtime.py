"""onnxruntime: the shipped network as an ONNX file in memory, run on one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.arrays import from_bytes

if TYPE_CHECKING:
    from digitscope.engine.network import Network
    from digitscope.experiments.speed.material import Answers, Exam


def answers(exam: Exam) -> Answers:
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(as_onnx(exam.network), settings, providers=["CPUExecutionProvider"])
    levels, pixels, raw = exam.levels, np.atleast_2d(exam.pixels), exam.case.kind == "raw"
    one = exam.case.kind == "one"

    def run() -> Any:
        (given,) = session.run(None, {"pixels": from_bytes(levels) if raw else pixels})
        return given[0] if one else given

    return run


def as_onnx(network: Network) -> bytes:
    """The network as the bytes of an ONNX file: one Gemm and one activation a layer, any number of images."""
    from onnx import TensorProto, helper, numpy_helper

    nodes, numbers, given = [], [], "pixels"
    for index, layer in enumerate(network.layers):
        weights, bias, z, a = (f"{what}{index}" for what in ("weights", "bias", "z", "a"))
        numbers += [numpy_helper.from_array(np.array(layer.weights), weights)]
        numbers += [numpy_helper.from_array(np.array(layer.bias), bias)]
        kind = {"sigmoid": "Sigmoid", "relu": "Relu", "softmax": "Softmax", "identity": "Identity"}[layer.activation]
        nodes += [helper.make_node("Gemm", [given, weights, bias], [z], transB=1), helper.make_node(kind, [z], [a])]
        given = a
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["images", width])
        for name, width in (("pixels", network.widths[0]), (given, network.widths[-1]))
    ]
    graph = helper.make_graph(nodes, "network", ends[:1], ends[1:], numbers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    made: bytes = model.SerializeToString()
    return made
