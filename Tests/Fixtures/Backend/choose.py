"""Takes small node tests of the ONNX backend, one or two for each operator, and records what they expect."""

import collections
import json
import pathlib

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases

# Operators of one value whose examples stay apart; the test's name where one stands for a variant.
operators = """AveragePool BatchNormalization Celu Clip Conv ConvTranspose DepthToSpace Elu Erf Exp Expand
Flatten Gather Gelu Gemm GlobalAveragePool GlobalMaxPool GroupNormalization HardSigmoid HardSwish
InstanceNormalization LayerNormalization LeakyRelu Log LogSoftmax LpNormalization MatMul MaxPool Mish
Neg PRelu Pad Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin
ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize Round Selu Shrink Sigmoid Sign Slice Softmax
Softplus Softsign Sqrt Squeeze Swish Tanh ThresholdedRelu Tile Transpose Unsqueeze""".split()
most = {"ConvTranspose": 7, "Resize": 14, "Conv": 4, "AveragePool": 6, "MaxPool": 6, "Pad": 4}

# Not read, and refused with the reason: other axes mixed, cubic and cropping resampling, empty sets.
SKIPPED = [
    "empty_set", "cubic", "antialias", "crop", "3d", "axis_0", "axis0", "default_axes", "transposeA",
    "linear_align_corners", "out_of_bounds", "expanded", "matrix_bias", "prelu_example", "starts_on_pad",
]

folder = pathlib.Path(__file__).parent
taken = collections.Counter()
expected = {}
cases = [case for case in collect_testcases() if case.kind == "node" and case.data_sets]
cases.sort(key=lambda case: sum(getattr(v, "size", 0) for part in case.data_sets[0] for v in part))
for case in cases:
    kinds = [node.op_type for node in case.model.graph.node]
    (inputs, outputs) = case.data_sets[0]
    if len(kinds) != 1 or kinds[0] not in operators or len(outputs) != 1:
        continue
    arrays = [*inputs, *outputs]
    if not all(isinstance(v, numpy.ndarray) for v in arrays) or inputs[0].ndim < 2:
        continue
    same = outputs[0].ndim > 1 and outputs[0].shape[0] == inputs[0].shape[0]
    if outputs[0].dtype != numpy.float32 or inputs[0].dtype != numpy.float32 or not same:
        continue
    if any(word in case.name for word in SKIPPED) or outputs[0].size > 200 or inputs[0].size > 200:
        continue
    if taken[kinds[0]] >= most.get(kinds[0], 1):
        continue
    taken[kinds[0]] += 1
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    # All but the first input are constants, and what has more axes is laid out flat.
    for value, declared in list(zip(inputs, model.graph.input))[1:]:
        if declared.name:
            model.graph.initializer.append(numpy_helper.from_array(numpy.asarray(value), declared.name))
    first = model.graph.input[0]
    del model.graph.input[:]
    model.graph.input.append(first)
    if outputs[0].ndim > 2:
        model.graph.node.append(
            helper.make_node("Flatten", [model.graph.output[0].name], ["flat"], axis=1))
        del model.graph.output[:]
        model.graph.output.append(helper.make_tensor_value_info("flat", TensorProto.FLOAT, None))
    onnx.save(model, folder / f"{case.name}.onnx")

    def rows(values):
        return [[float(f"{v:.9g}") for v in row] for row in values.reshape(len(values), -1)]

    expected[case.name] = {"inputs": rows(inputs[0]), "outputs": rows(outputs[0])}
(folder / "expected.json").write_text(json.dumps(expected) + "\n")
print(len(expected), sorted(set(operators) - set(taken)))
