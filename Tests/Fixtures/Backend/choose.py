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

# Left out of these: several of one kind, and those that mix the rows of a batch or have no values.
SKIPPED = [
    "empty_set", "cubic", "antialias", "crop", "3d", "axis_0", "axis0", "default_axes", "transposeA",
    "linear_align_corners", "out_of_bounds", "expanded", "matrix_bias", "prelu_example", "starts_on_pad",
]

# Rare forms, by name.
FORMS = """averagepool_3d_dilations_small maxpool_3d_dilations resize_downsample_scales_cubic
resize_downsample_scales_cubic_antialias resize_downsample_scales_linear_antialias
resize_downsample_sizes_cubic_antialias resize_tf_crop_and_resize
resize_tf_crop_and_resize_axes_3_2 resize_tf_crop_and_resize_extrapolation_value
resize_upsample_scales_cubic resize_upsample_scales_cubic_A_n0p5_exclude_outside
resize_upsample_scales_cubic_align_corners resize_upsample_sizes_cubic
spacetodepth_crd_mode_example spacetodepth_example""".split()
# Those whose first axis is no batch, which the reader is told.
WHOLE = """softmax_axis_0 logsoftmax_axis_0 l2normalization_axis_0 l1normalization_axis_0
pow_types_float32_uint32 add where_example""".split()

folder = pathlib.Path(__file__).parent
expected = {}


def rows(values):
    return [[float(f"{v:.9g}") for v in row] for row in values.reshape(len(values), -1)]


def record(case, whole=False):
    """All but the first input of floats are constants, and rows of several axes are laid out flat."""
    inputs, outputs = case.data_sets[0]
    own = next(k for k, v in enumerate(inputs) if v.dtype == numpy.float32)
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    declared = [value for value in model.graph.input if value.name]
    for k, (value, name) in enumerate(zip(inputs, declared)):
        if k != own:
            model.graph.initializer.append(numpy_helper.from_array(numpy.asarray(value), name.name))
    del model.graph.input[:]
    model.graph.input.append(declared[own])
    if outputs[0].ndim > 2 and not whole:
        model.graph.node.append(
            helper.make_node("Flatten", [model.graph.output[0].name], ["flat"], axis=1))
        del model.graph.output[:]
        model.graph.output.append(helper.make_tensor_value_info("flat", TensorProto.FLOAT, None))
    onnx.save(model, folder / f"{case.name}.onnx")
    expected[case.name] = {
        "inputs": rows(inputs[own][None] if whole else inputs[own]),
        "outputs": rows(outputs[0][None] if whole else outputs[0]), "isOneExample": whole}


taken = collections.Counter()
cases = [case for case in collect_testcases() if case.kind == "node" and case.data_sets]
cases.sort(key=lambda case: sum(getattr(v, "size", 0) for part in case.data_sets[0] for v in part))
for case in cases:
    kinds = [node.op_type for node in case.model.graph.node]
    (inputs, outputs) = case.data_sets[0]
    name = case.name.removeprefix("test_")
    if name in FORMS + WHOLE:
        record(case, whole=name in WHOLE)
        continue
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
    record(case)
(folder / "expected.json").write_text(json.dumps(expected) + "\n")
print(len(expected), sorted(set(operators) - set(taken)))
