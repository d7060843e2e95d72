"""Networks of other sizes than the embedded one, as ONNX files."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def random(widths, seed=0):
    """Rectifier layers with He's variance: (weights inputs x outputs, bias) each."""
    generator = np.random.default_rng(seed)
    return [
        (generator.normal(0, np.sqrt(2 / inputs), (inputs, outputs)).astype(np.float32),
         generator.normal(0, 0.1, outputs).astype(np.float32))
        for inputs, outputs in zip(widths, widths[1:])
    ]


def write(layers, path):
    """Writes rectifier layers that end in logits."""
    nodes, constants, last = [], [], "input"
    for index, (weights, bias) in enumerate(layers):
        constants += [
            numpy_helper.from_array(np.ascontiguousarray(weights), f"weights{index}"),
            numpy_helper.from_array(bias, f"bias{index}"),
        ]
        nodes.append(helper.make_node(
            "Gemm", [last, f"weights{index}", f"bias{index}"], [f"dense{index}"], f"dense{index}"))
        last = f"dense{index}"
        if index + 1 < len(layers):
            nodes.append(helper.make_node("Relu", [last], [f"relu{index}"], f"relu{index}"))
            last = f"relu{index}"
    shapes = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width])
        for name, width in (("input", layers[0][0].shape[0]), (last, layers[-1][0].shape[1]))
    ]
    graph = helper.make_graph(nodes, "network", shapes[:1], shapes[1:], constants)
    onnx.save(
        helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
