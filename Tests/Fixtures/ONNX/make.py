"""Makes the model files of this folder and expected.json; see README.md for the versions."""

import json
import os
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch import nn

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
X, Y = load_digits(return_X_y=True)
X = X.astype(np.float32)
ROWS = [0, 1, 2, 3]
expected = {}


def session(model):
    return onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"])


def record(name, model, output, shape=(64,), logits=None):
    """Saves the model, and what onnxruntime answers for the first digits.

    `logits` names the value that holds the logits where `output` holds probabilities.
    """
    onnx.save(model, os.path.join(HERE, name + ".onnx"))
    source = model.graph.input[0].name
    kind = model.graph.input[0].type.tensor_type.elem_type
    dtype = {TensorProto.FLOAT: np.float32, TensorProto.DOUBLE: np.float64,
             TensorProto.INT64: np.int64}[kind]
    batch = X[ROWS].reshape((len(ROWS),) + shape).astype(dtype)
    entry = {"inputShape": [s for s in shape if s != 1] if len(shape) > 1 else list(shape)}
    answers = session(model).run([output], {source: batch})[0]
    entry["isProbability"] = logits is not None
    entry["output"] = np.asarray(answers, dtype=np.float64).reshape(len(ROWS), -1).tolist()
    if logits:
        wider = onnx.ModelProto()
        wider.CopyFrom(model)
        if all(o.name != logits for o in wider.graph.output):
            wider.graph.output.append(helper.make_tensor_value_info(logits, kind, None))
        answers = session(wider).run([logits], {source: batch})[0]
        entry["logits"] = np.asarray(answers, dtype=np.float64).reshape(len(ROWS), -1).tolist()
    expected[name] = entry


def before(model, operator):
    """The value that the last node of `operator` takes."""
    return [n for n in model.graph.node if n.op_type == operator][-1].input[0]


# scikit-learn
def classifier(**options):
    return MLPClassifier((6,), max_iter=12, random_state=0, **options)


raw = {"zipmap": False}
model = to_onnx(classifier().fit(X, Y), X[:1], options=raw)
record("sklearn-relu", model, "probabilities", logits=before(model, "Softmax"))
pipeline = make_pipeline(StandardScaler(), classifier(activation="tanh")).fit(X, Y)
model = to_onnx(pipeline, X[:1])
# ZipMap's dictionaries are not compared: the same values enter it.
zipmap = [n for n in model.graph.node if n.op_type == "ZipMap"][0]
wider = onnx.ModelProto()
wider.CopyFrom(model)
wider.graph.output.append(helper.make_tensor_value_info(zipmap.input[0], TensorProto.FLOAT, None))
record("sklearn-scaler-zipmap", wider, zipmap.input[0], logits=before(model, "Softmax"))
onnx.save(model, os.path.join(HERE, "sklearn-scaler-zipmap.onnx"))
pipeline = make_pipeline(MinMaxScaler(), classifier(activation="logistic")).fit(X, Y)
model = to_onnx(pipeline, X[:1], options=raw, target_opset=11)
record("sklearn-minmax-opset11", model, "probabilities", logits=before(model, "Softmax"))
pipeline = make_pipeline(MinMaxScaler(), classifier()).fit(X, Y % 2)
model = to_onnx(pipeline, X[:1], options=raw)
record("sklearn-binary", model, "probabilities", logits=before(model, "Sigmoid"))
words = np.array(["even", "odd"])[Y % 2]
model = to_onnx(classifier().fit(X / 16, words), X[:1])
onnx.save(model, os.path.join(HERE, "sklearn-binary-words-zipmap.onnx"))
model = to_onnx(classifier().fit(X.astype(np.float64), Y), X[:1].astype(np.float64), options=raw)
record("sklearn-double", model, "probabilities", logits=before(model, "Softmax"))
regressor = MLPRegressor(hidden_layer_sizes=(6,), max_iter=12, random_state=0).fit(X / 16, Y)
model = to_onnx(regressor, X[:1])
record("sklearn-regressor", model, model.graph.output[0].name)

# PyTorch
torch.manual_seed(0)


class Viewed(nn.Module):
    """Scales and flattens in forward, drops out, and ends in a softmax."""

    def __init__(self):
        super().__init__()
        self.mean = nn.Parameter(torch.rand(64) * 8)
        self.linear = nn.Linear(64, 10)
        self.dropout = nn.Dropout()

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return torch.softmax(self.dropout(self.linear((x - self.mean) / 4)), dim=1)


def activations():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(64, 6), nn.GELU(), nn.Linear(6, 6), nn.GELU(approximate="tanh"),
        nn.Linear(6, 6, bias=False), nn.GELU(), nn.Linear(6, 6, bias=False), nn.Softplus(),
        nn.Linear(6, 6), nn.ELU(0.7), nn.Linear(6, 6), nn.LeakyReLU(0.2), nn.Linear(6, 6), nn.ReLU(),
        nn.Linear(6, 6), nn.Tanh(), nn.Linear(6, 6), nn.Sigmoid(), nn.Linear(6, 10))


def export(module, path, dynamo, opset=None, shape=(1, 8, 8)):
    options = {"opset_version": opset} if opset else {}
    if dynamo:
        options.update(dynamic_shapes=({0: torch.export.Dim("batch")},), external_data=False)
    else:
        options.update(dynamic_axes={"x": {0: "batch"}})
    torch.onnx.export(module.eval(), (torch.rand((2,) + shape),), path, dynamo=dynamo,
                      input_names=["x"], output_names=["y"], **options)
    # Notes on where a value comes from in the exporting script.
    model = onnx.load(path)
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    del model.metadata_props[:]
    return model


for dynamo in (False, True):
    way = "dynamo" if dynamo else "script"
    path = os.path.join(HERE, "scratch.onnx")
    model = export(activations(), path, dynamo)
    record(f"torch-{way}-activations", model, "y", (1, 8, 8))
    model = export(Viewed(), path, dynamo)
    record(f"torch-{way}-view", model, "y", (1, 8, 8), logits=before(model, "Softmax"))
    os.remove(path)
path = os.path.join(HERE, "scratch.onnx")
model = export(activations(), path, True, opset=18)
record("torch-dynamo-opset18", model, "y", (1, 8, 8))
model = export(activations(), path, False, opset=9)
record("torch-script-opset9", model, "y", (1, 8, 8))
model = export(nn.Sequential(nn.Linear(64, 10)), path, True, shape=(64,))
record("torch-dynamo-linear", model, "y")
os.remove(path)

# By hand: what no exporter at hand writes, and what must be refused.
random = np.random.default_rng(0)


def normal(*shape):
    return (random.standard_normal(shape) * 0.3).astype(np.float32)


def graph(nodes, tensors, shape=("N", 64), opset=13, output=("N", 10), kind=TensorProto.FLOAT,
          answer=None, inputs=()):
    info = helper.make_tensor_value_info
    model = helper.make_model(
        helper.make_graph(
            nodes, "by hand", [info("x", kind, shape), *inputs],
            [info("y", answer or kind, output)], list(tensors)),
        opset_imports=[helper.make_opsetid("", opset)], ir_version=3 if opset < 9 else 8)
    return model


def tensor(name, values):
    return numpy_helper.from_array(np.asarray(values), name)


def typed(name, values, kind=TensorProto.FLOAT):
    values = np.asarray(values)
    return helper.make_tensor(name, kind, values.shape, values.flatten().tolist())


node = helper.make_node
W, B = normal(64, 10) / 8, normal(10)
WB = [tensor("w", W), tensor("b", B)]

record("hand-transposed-first", graph(
    [node("Transpose", ["x"], ["t"], perm=[1, 0]),
     node("Gemm", ["t", "w", "b"], ["h"], transA=1, alpha=0.5, beta=2.0),
     node("Gemm", ["v", "h", "c"], ["z"], transB=1),
     node("Transpose", ["z"], ["y"])],
    [*WB, tensor("v", normal(10, 10)), tensor("c", normal(10, 1))]), "y")
record("hand-bias-first-typed", graph(
    [node("MatMul", ["x", "w"], ["h"]), node("Add", ["b", "h"], ["y"])],
    [typed("w", W), typed("b", B.reshape(1, 10))]), "y")
record("hand-double-typed", graph(
    [node("Gemm", ["x", "w", "b"], ["y"])],
    [typed("w", W.astype(np.float64), TensorProto.DOUBLE),
     typed("b", B.astype(np.float64), TensorProto.DOUBLE)], kind=TensorProto.DOUBLE), "y")
old = graph(
    [node("Flatten", ["x"], ["f"]), node("Div", ["f", "s"], ["d"]),
     node("Dropout", ["d"], ["o"], ratio=0.5), node("Gemm", ["o", "w", "b"], ["z"]),
     node("Softmax", ["z"], ["y"])],
    [*WB, tensor("s", np.float32(16))], shape=("N", 8, 8), opset=7,
    inputs=[helper.make_tensor_value_info("w", TensorProto.FLOAT, [64, 10]),
            helper.make_tensor_value_info("b", TensorProto.FLOAT, [10]),
            helper.make_tensor_value_info("s", TensorProto.FLOAT, [])])
record("hand-opset7-listed-inputs", old, "y", (8, 8), logits="z")
record("hand-integers-cast", graph(
    [node("Cast", ["x"], ["c"], to=TensorProto.FLOAT), node("Mul", ["s", "c"], ["m"]),
     node("Sub", ["one", "m"], ["i"]), node("Gemm", ["i", "w", "b"], ["y"])],
    [*WB, tensor("s", np.float32(0.0625)), tensor("one", np.ones(64, np.float32))],
    kind=TensorProto.INT64, answer=TensorProto.FLOAT), "y")
record("hand-channels-last", graph(
    [node("Sub", ["x", "m"], ["c"]), node("Transpose", ["c"], ["t"], perm=[0, 3, 1, 2]),
     node("Reshape", ["t", "r"], ["f"]), node("Gemm", ["f", "w", "b"], ["y"])],
    [*WB, tensor("m", normal(8, 1)), tensor("r", np.array([0, -1]))],
    shape=("N", 8, 8, 1)), "y", (8, 8, 1))
record("hand-constants", graph(
    [node("Constant", [], ["k"], value_float=0.0625),
     node("Constant", [], ["o"], value_floats=B.tolist()),
     node("Mul", ["x", "k"], ["m"]), node("MatMul", ["m", "w"], ["h"]), node("Sub", ["h", "o"], ["p"]),
     node("Identity", ["p"], ["q"]), node("Mul", ["q", "temper"], ["y"])],
    [WB[0], tensor("temper", np.float32(0.5))]), "y")

with open(os.path.join(HERE, "expected.json"), "w") as file:
    lines = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in expected.items()]
    file.write("{\n" + ",\n".join(lines) + "\n}\n")
