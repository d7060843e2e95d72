"""A small network whose weights PyTorch keeps in a second file, and what onnxruntime answers."""

import json

import numpy
import onnx
import onnxruntime
import torch

torch.manual_seed(0)
# PyTorch 2.13 keeps tensors of less than a kilobyte in the model's own file.
net = torch.nn.Sequential(torch.nn.Linear(16, 24), torch.nn.ReLU(), torch.nn.Linear(24, 12))
torch.onnx.export(
    net.eval(), (torch.rand(2, 16),), "split.onnx", input_names=["input"], output_names=["scores"],
    dynamic_shapes=({0: torch.export.Dim("batch")},), external_data=True)
# Where the exporter ran is nobody's business.
model = onnx.load("split.onnx", load_external_data=False)
for part in [*model.graph.node, *model.graph.input, *model.graph.output, model.graph]:
    del part.metadata_props[:]
    part.doc_string = ""
del model.metadata_props[:]
onnx.save(model, "split.onnx")
inputs = numpy.random.default_rng(0).standard_normal((3, 16)).astype("float32")
found = onnxruntime.InferenceSession("split.onnx").run(None, {"input": inputs})[0]


def rows(values):
    return [[float(f"{v:.9g}") for v in row] for row in values]


with open("expected.json", "w") as file:
    file.write(json.dumps({"inputs": rows(inputs), "outputs": rows(found)}) + "\n")
