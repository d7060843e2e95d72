"""Makes the model files of this folder and expected.json; see README.md for the versions."""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import onnx
import onnxruntime
from keras import layers as L

HERE = pathlib.Path(__file__).parent


def dense():
    x = i = keras.Input((8,))
    x = L.Dense(12, activation="relu")(x)
    return i, L.Dense(3, activation="softmax")(L.Dense(6, activation="tanh")(x))


def convolution():
    x = i = keras.Input((10, 10, 1))
    x = L.MaxPooling2D()(L.Conv2D(4, 3, activation="relu")(x))
    x = L.Flatten()(L.Conv2D(6, 3, padding="same", activation="elu")(x))
    return i, L.Dense(3, activation="softmax")(x)


def normalised():
    x = i = keras.Input((9, 8, 3))
    x = L.BatchNormalization()(L.Conv2D(5, 3, strides=2, padding="same", use_bias=False)(x))
    x = L.AveragePooling2D(2, padding="same")(L.ReLU(6.0)(x))
    return i, L.Dense(4)(L.GlobalAveragePooling2D()(x))


def residual():
    i = keras.Input((8, 8, 3))
    x = L.Conv2D(4, 3, padding="same")(i)
    y = L.BatchNormalization()(L.Conv2D(4, 3, padding="same", activation="relu")(x))
    x = L.GlobalMaxPooling2D()(L.LeakyReLU()(L.Add()([x, y])))
    return i, L.Dense(3, activation="softmax")(x)


def separable():
    x = i = keras.Input((8, 8, 3))
    x = L.SeparableConv2D(6, 3, activation="swish")(x)
    x = L.DepthwiseConv2D(3, padding="same", depth_multiplier=2)(x)
    x = L.GlobalAveragePooling2D()(L.Activation("gelu")(x))
    return i, L.Dense(3, activation="softmax")(x)


def grouped():
    x = i = keras.Input((6, 6, 3))
    x = L.Activation("mish")(L.GroupNormalization(4)(L.Conv2D(8, 3)(x)))
    return i, L.Dense(2)(L.Flatten()(x))


def activations():
    names = """relu6 selu softsign hard_sigmoid hard_silu celu exponential leaky_relu silu
    log_sigmoid squareplus hard_tanh tanh_shrink soft_shrink hard_shrink sparse_plus""".split()
    i = keras.Input((8,))
    parts = [L.Activation(name)(L.Dense(4)(i)) for name in names]
    return i, L.Dense(3)(L.Concatenate()(parts))


def resized():
    x = i = keras.Input((7, 7, 2))
    x = L.PReLU(shared_axes=[1, 2])(L.Conv2D(4, 3)(x))
    x = L.Cropping2D(((1, 0), (0, 1)))(L.ZeroPadding2D(1)(x))
    x = L.UpSampling2D(2, interpolation="bilinear")(x)
    return i, L.Dense(3, activation="softmax")(L.Flatten()(L.Conv2D(3, 4, strides=3)(x)))


def series():
    x = i = keras.Input((20, 3))
    x = L.MaxPooling1D(2)(L.Conv1D(6, 5, padding="causal", activation="relu")(x))
    x = L.GlobalAveragePooling1D()(L.Conv1D(4, 3, dilation_rate=2)(x))
    return i, L.Dense(3, activation="softmax")(x)


def transposed():
    x = i = keras.Input((5, 5, 3))
    x = L.Conv2DTranspose(4, 3, strides=2, padding="same", activation="relu")(x)
    return i, L.Dense(3)(L.Flatten()(x))


def attention():
    i = keras.Input((6, 8))
    x = L.MultiHeadAttention(2, 4)(i, i)
    return i, L.Dense(3, activation="softmax")(L.GlobalAveragePooling1D()(L.Add()([x, i])))


def causal():
    i = keras.Input((6, 8))
    x = L.MultiHeadAttention(2, 4)(i, i, use_causal_mask=True)
    return i, L.Dense(3)(L.Flatten()(x))


def excited():
    i = keras.Input((6, 6, 4))
    x = L.Conv2D(8, 3, padding="same")(i)
    s = L.GlobalAveragePooling2D(keepdims=True)(x)
    s = L.Dense(8, activation="sigmoid")(L.Dense(2, activation="relu")(s))
    x = L.GlobalMaxPooling2D()(L.Multiply()([x, s]))
    return i, L.Dense(3, activation="softmax")(x)


def rescaled():
    x = i = keras.Input((8, 8, 3))
    x = L.Rescaling(1 / 127.5, -1)(x)
    x = L.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0])(x)
    x = L.Reshape((64, 3))(L.Permute((2, 1, 3))(x))
    return i, L.Dense(2, activation="softmax")(L.Flatten()(L.Dense(4, activation="relu")(x)))


expected = {}
for build in [
    dense, convolution, normalised, residual, separable, grouped, activations, resized, series,
    transposed, attention, causal, excited, rescaled,
]:
    keras.utils.set_random_seed(1)
    name, model = build.__name__, keras.Model(*build())
    for layer in model.layers:
        if isinstance(layer, L.BatchNormalization):
            layer.set_weights(
                [w + 0.5 * np.random.rand(*w.shape).astype("float32") for w in layer.get_weights()])
    x = np.random.randn(2, *model.input_shape[1:]).astype("float32")
    model(x)
    path = HERE / f"{name}.onnx"
    model.export(path, format="onnx", verbose=False)
    graph = onnx.load(path)
    for part in [graph, graph.graph, *graph.graph.node]:
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(graph, path)
    session = onnxruntime.InferenceSession(path)
    y = session.run(None, {session.get_inputs()[0].name: x})[0]
    assert np.abs(y - model.predict(x, verbose=0)).max() < 1e-5, name

    def rows(values):
        return [[float(v) for v in row] for row in values.reshape(len(values), -1)]

    expected[name] = {"inputs": rows(x), "outputs": rows(y)}
(HERE / "expected.json").write_text(json.dumps(expected) + "\n")
