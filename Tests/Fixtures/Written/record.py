"""Runs the model files of this folder in onnxruntime and records what they answer."""

import json
import pathlib

import numpy
import onnx
import onnxruntime

folder = pathlib.Path(__file__).parent
numbers = numpy.random.default_rng(0)
expected = {}
for path in sorted(folder.glob("*.onnx")):
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path)
    model_input = session.get_inputs()[0]
    inputs = numbers.standard_normal((5, *model_input.shape[1:])).astype("float32")
    found = session.run(None, {model_input.name: inputs})

    def rows(values):
        return [[float(f"{value:.9g}") for value in row] for row in values.reshape(5, -1)]

    expected[path.stem] = {
        "inputs": rows(inputs), "scores": rows(found[0]), "outputs": rows(found[-1]),
    }
(folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
