"""The model file as the peers see it: the same weights in NumPy and in PyTorch."""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import numpy_helper


@dataclass(frozen=True)
class Model:
    """Rectifier layers read from an ONNX file; scores are the logits."""

    factor: np.ndarray  # what each input is multiplied by
    layers: list  # (weights inputs x outputs, bias), from the input on

    @property
    def inputs(self):
        return self.layers[0][0].shape[0]

    def __call__(self, x):
        """Logits of a batch, in the precision of `x`."""
        h = np.asarray(x) * self.factor.astype(x.dtype)
        for index, (weights, bias) in enumerate(self.layers):
            if index:
                h = np.maximum(h, 0)
            h = h @ weights.astype(x.dtype) + bias.astype(x.dtype)
        return h

    def torch(self):
        """The same network as a `torch.nn.Sequential`, in float32."""
        import torch

        class Factor(torch.nn.Module):
            def __init__(self, factor):
                super().__init__()
                self.register_buffer("factor", torch.tensor(factor))

            def forward(self, x):
                return x * self.factor

        parts = [Factor(self.factor.astype(np.float32))]
        for index, (weights, bias) in enumerate(self.layers):
            if index:
                parts.append(torch.nn.ReLU())
            dense = torch.nn.Linear(*weights.shape)
            dense.weight.data = torch.tensor(np.ascontiguousarray(weights.T))
            dense.bias.data = torch.tensor(bias)
            parts.append(dense)
        return torch.nn.Sequential(*parts).eval()


def load(path):
    """Reads a rectifier network; refuses anything else rather than measure another function."""
    graph = onnx.load(path).graph
    constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    factor, layers = None, []
    for node in graph.node:
        known = [constants[name] for name in node.input if name in constants]
        if node.op_type in ("Flatten", "Reshape", "Identity", "Relu", "Softmax"):
            continue
        if node.op_type in ("Mul", "Div") and not layers and factor is None:
            value = known[0].reshape(-1).astype(np.float32)
            factor = value if node.op_type == "Mul" else 1 / value
        elif node.op_type == "Gemm":
            transposed = any(a.name == "transB" and a.i for a in node.attribute)
            layers.append((known[0].T if transposed else known[0], known[1].reshape(-1)))
        else:
            raise ValueError(f"{path}: no {node.op_type} in a network to measure on")
    width = layers[0][0].shape[0]
    factor = np.ones(1, np.float32) if factor is None else factor
    return Model(np.broadcast_to(factor, width).copy(), layers)
