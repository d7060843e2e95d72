"""The rate of Python's shap in a pandas function under Spark, on the rows that `limn worker` explains.

    spark-submit --master 'local-cluster[2,1,1024]' spark_shap.py MODEL ROWS.parquet BACKGROUND.npy COUNT EXPLAINER VALUES.npy

EXPLAINER is kernel or permutation, with shap's defaults. The first COUNT rows are explained and compared
with VALUES.npy, limn's exact values. Needs pyspark, pandas, shap, onnx and onnxruntime.
"""

import importlib.metadata
import sys
import time

import numpy as np
import onnx
import pandas as pd
from pyspark.sql import SparkSession

model, rows, background, count, kind, exact = sys.argv[1:]
spark = SparkSession.builder.appName("shap").getOrCreate()
reference = np.load(background)
# The model up to its logits, which are what limn explains.
graph = onnx.load(model)
logits = [node for node in graph.graph.node if node.op_type == "Softmax"][-1].input[0]
del graph.graph.output[:]
graph.graph.output.append(onnx.helper.make_tensor_value_info(logits, onnx.TensorProto.FLOAT, None))
network = graph.SerializeToString()


def explain(batches):
    import onnxruntime
    import shap

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(network, options)
    place = session.get_inputs()[0].name

    def score(x):
        return session.run(None, {place: x.astype("f4")})[0]

    if kind == "kernel":
        explainer = shap.KernelExplainer(score, reference)
    else:
        explainer = shap.PermutationExplainer(score, reference)
    for frame in batches:
        x = frame.drop(columns="row").to_numpy("f4")
        if kind == "kernel":
            values = explainer.shap_values(x, silent=True)
        else:
            values = explainer(x, silent=True).values
        target = score(x).argmax(1)
        chosen = values[np.arange(len(x)), :, target]
        yield pd.DataFrame({"row": frame["row"], "values": list(chosen.astype("f4"))})


part = spark.read.parquet(rows).where(f"row < {count}").repartition(2).cache()
part.count()
began = time.monotonic()
found = part.mapInPandas(explain, "row long, values array<float>").toPandas().sort_values("row")
took = time.monotonic() - began
values, right = np.stack(found["values"]), np.load(exact, mmap_mode="r")[: int(count)]
error = float(((values - right) ** 2).sum() / (right**2).sum())
versions = f"shap {importlib.metadata.version('shap')}, onnxruntime {importlib.metadata.version('onnxruntime')}"
print(f"{kind}: {count} rows in {took:.1f} s, {int(count) / took:.1f} rows/s; relative squared error {error:.1e} ({versions})")
