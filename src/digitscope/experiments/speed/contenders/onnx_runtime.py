"""onnxruntime: the shipped network as an ONNX file in memory, run on one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from digitscope.experiments.speed.material import ways

if TYPE_CHECKING:
    from digitscope.engine.network import Network
    from digitscope.experiments.speed.material import Answers, Exam


def answers(exam: Exam) -> Answers:
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    network, images = exam.dense
    made = as_onnx(network, levels=exam.case.kind == "raw")
    session = onnxruntime.InferenceSession(made, settings, providers=["CPUExecutionProvider"])
    one = exam.case.kind == "one"

    def answer(some: Any) -> Any:
        (given,) = session.run(None, {"pixels": some})
        return given[0] if one else given

    return ways(exam, answer, np.atleast_2d(images), joined=np.concatenate)


def as_onnx(network: Network, *, levels: bool = False) -> bytes:
    """The network as the bytes of an ONNX file: one Gemm and one activation a layer, any number of images.

    levels: it takes uint8, of which the file makes float32 first.
    """
    from onnx import TensorProto, helper, numpy_helper

    nodes, numbers, given = [], [], "pixels"
    if levels:
        nodes, given = [helper.make_node("Cast", ["pixels"], ["floats"], to=TensorProto.FLOAT)], "floats"
    for index, layer in enumerate(network.layers):
        weights, bias, z, a = (f"{what}{index}" for what in ("weights", "bias", "z", "a"))
        numbers += [numpy_helper.from_array(np.array(layer.weights), weights)]
        numbers += [numpy_helper.from_array(np.array(layer.bias), bias)]
        kind = {"sigmoid": "Sigmoid", "relu": "Relu", "softmax": "Softmax", "identity": "Identity"}[layer.activation]
        nodes += [helper.make_node("Gemm", [given, weights, bias], [z], transB=1), helper.make_node(kind, [z], [a])]
        given = a
    ends = [
        helper.make_tensor_value_info(name, kind, ["images", width])
        for name, kind, width in (
            ("pixels", TensorProto.UINT8 if levels else TensorProto.FLOAT, network.widths[0]),
            (given, TensorProto.FLOAT, network.widths[-1]),
        )
    ]
    graph = helper.make_graph(nodes, "network", ends[:1], ends[1:], numbers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    made: bytes = model.SerializeToString()
    return made
