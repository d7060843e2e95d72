"""Makes the files of this folder: pipelines of scikit-learn over a table with columns of words, and what
onnxruntime answers for its rows. Run where scikit-learn, pandas, skl2onnx and onnxruntime are; the versions
that made what stands here are in README.md."""

import json
import os

import numpy as np
import onnxruntime
import pandas as pd
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

os.chdir(os.path.dirname(os.path.abspath(__file__)))
random = np.random.default_rng(18)
count = 40
table = pd.DataFrame({
    "age": random.integers(0, 20, count).astype(np.float32),
    "fuel": random.choice(["diesel", "petrol", "electric"], count),
    "origin": random.choice(["Japan", "Côte d'Azur, FR", "USA"], count),
    "km": np.round(random.uniform(1000, 200000, count)).astype(np.float32),
})
score = (table.fuel == "electric") * 2.0 + (table.origin == "USA") * 1.5 - table.age / 8 - table.km / 90000
label = np.where(score > 0, "dear", np.where(score > -1.5, "fair", "cheap"))
words, numbers = ["fuel", "origin"], ["age", "km"]
types = [(name, (StringTensorType if name in words else FloatTensorType)([None, 1])) for name in table]


def columns(encoder, *steps):
    return ColumnTransformer([("words", encoder, words), ("numbers", make_pipeline(*steps), numbers)])


models = {
    "one-hot": make_pipeline(
        columns(OneHotEncoder(handle_unknown="ignore"), StandardScaler()), LogisticRegression()),
    "one-hot-strict": make_pipeline(columns(OneHotEncoder(drop="first"), StandardScaler()), Ridge()),
    "ordinal": make_pipeline(
        columns(OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), StandardScaler()),
        LogisticRegression()),
    "imputed": make_pipeline(
        columns(OneHotEncoder(handle_unknown="ignore"), SimpleImputer(strategy="median"), StandardScaler()),
        MLPClassifier((6,), max_iter=400, random_state=0)),
}
gaps = table.copy()
gaps.loc[[1, 5], "age"] = np.nan
gaps.loc[[5, 9], "km"] = np.nan
expected = {}
for name, model in models.items():
    given = gaps if name == "imputed" else table
    model.fit(given, score if name == "one-hot-strict" else label)
    options = None if name == "one-hot-strict" else {"zipmap": False}
    file = convert_sklearn(model, initial_types=types, options=options, target_opset={"": 18, "ai.onnx.ml": 3})
    content = file.SerializeToString()
    with open(f"{name}.onnx", "wb") as out:
        out.write(content)
    session = onnxruntime.InferenceSession(content)

    def answers(rows):
        feed = {c: rows[[c]].to_numpy(object if c in words else np.float32) for c in rows}
        return session.run(None, feed)[-1].astype(float).tolist()

    expected[name] = {"outputs": answers(given.head(12))}
    if name in ("one-hot", "ordinal"):
        other = table.head(3).assign(fuel="steam")
        expected[name]["unknown"] = answers(other)
table.head(12).to_csv("table.csv", index=False)
gaps.head(12).to_csv("gaps.csv", index=False)
table.head(3).assign(fuel="steam").to_csv("unknown.csv", index=False)
with open("expected.json", "w") as out:
    json.dump(expected, out, indent=1)
