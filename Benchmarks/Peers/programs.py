"""Shapley estimators on other people's models: a random forest and gradient boosting of scikit-learn as
programs, 20 rows of its 30-column breast-cancer table, the probability of a class.

    python3 Benchmarks/Peers/programs.py path/to/limn [--background 1|100] [--evaluations 512,2048] [--ways NAME …]

needs scikit-learn and shap, whose TreeExplainer gives the exact values. Prints a table of squared errors, summed
over rows and seeds and divided by the sum of the squared exact values, the share of 95% intervals that hold the
exact value, and seconds a row.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import joblib
import numpy as np
import shap
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.model_selection import train_test_split

ROWS, SEEDS = 20, 3
PROGRAM = """
import sys, struct, joblib, numpy as np
model, read, write = joblib.load(sys.argv[1]), sys.stdin.buffer.read, sys.stdout.buffer.write
write(b'{"outputs": ["malignant", "benign"], "link": "softmax"}\\n')
while head := read(8):
    rows, columns = struct.unpack("<II", head)
    x = np.frombuffer(read(4 * rows * columns), "<f4").reshape(rows, columns)
    y = np.asarray(model.predict_proba(x), "<f4").reshape(rows, -1)
    write(struct.pack("<II", *y.shape) + y.tobytes())
    sys.stdout.buffer.flush()
"""
WAYS = [
    ("auto", []),
    ("sampling", ["--estimator", "sampling"]),
    ("permutation", ["--estimator", "permutation"]),
    ("kernel", ["--estimator", "kernel"]),
    ("gaussian-process, fixed decays", ["--estimator", "gaussian-process", "--decays", "fixed"]),
    ("gaussian-process, learned decays", ["--estimator", "gaussian-process", "--decays", "learned"]),
]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("limn")
    options.add_argument("--background", type=int, default=1)
    options.add_argument("--evaluations", default="512,2048")
    options.add_argument("--ways", nargs="*", help="only these estimators, by the table's names")
    given = options.parse_args()
    x, y = load_breast_cancer(return_X_y=True)
    x = x.astype(np.float32)
    train, test, labels, _ = train_test_split(x, y, test_size=0.3, random_state=0)
    rows = test[:ROWS]
    absent = (
        train.mean(0, keepdims=True, dtype=np.float64).astype(np.float32)
        if given.background == 1
        else train[np.random.default_rng(0).permutation(len(train))[:given.background]])
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "program.py")
        with open(program, "w") as file:
            file.write(PROGRAM)
        np.save(os.path.join(folder, "rows.npy"), rows)
        np.save(os.path.join(folder, "absent.npy"), absent)
        for name, model in [
            ("random forest, 100 trees", RandomForestClassifier(100, random_state=0)),
            ("gradient boosting, 100 trees", GradientBoostingClassifier(random_state=0)),
        ]:
            model.fit(train, labels)
            path = os.path.join(folder, "model.joblib")
            joblib.dump(model, path)
            explainer = shap.TreeExplainer(
                model, data=absent.astype(np.float64), feature_perturbation="interventional",
                model_output="probability")
            truth = explainer.shap_values(rows.astype(np.float64), check_additivity=False)
            truth = truth[:, :, 1] if truth.ndim == 3 else truth
            print(f"\n{name}, {ROWS} rows, background of {len(absent)}, {SEEDS} seeds\n")
            print("| estimator | evaluations | error | 95% intervals that hold | seconds a row |")
            print("|---|---|---|---|---|")
            for evaluations in given.evaluations.split(","):
                for way, words in WAYS:
                    if given.ways and way not in given.ways:
                        continue
                    measure(given.limn, folder, program, path, truth, way, words, evaluations)


def measure(limn, folder, program, path, truth, way, words, evaluations):
    errors, held, seconds, spent = [], [], [], []
    for seed in range(SEEDS):
        out = os.path.join(folder, "report")
        start = time.perf_counter()
        outcome = subprocess.run(
            [limn, "report", "--predictor", f"exec {sys.executable} {program} {path}",
             "--input", os.path.join(folder, "rows.npy"), "--background",
             os.path.join(folder, "absent.npy"), "--background-rows", "all", "--method", "shap",
             "--target", "1", "--evaluate", "0", "--seed", str(seed), "--evaluations", evaluations,
             "--output", out, "--force"] + words, capture_output=True, text=True)
        if outcome.returncode != 0:
            print(f"| {way} | {evaluations} | {outcome.stderr.strip().splitlines()[-1]} | | |")
            return
        seconds.append((time.perf_counter() - start) / len(truth))
        found = np.load(os.path.join(out, "attributions", "shap.npy")).astype(np.float64)
        with open(os.path.join(out, "report.json")) as file:
            spent.append(json.load(file)["methods"][0]["evaluations"] / len(truth))
        errors.append(((found - truth) ** 2).sum() / (truth ** 2).sum())
        deviations = os.path.join(out, "attributions", "shap-error.npy")
        if os.path.exists(deviations):
            widths = 1.96 * np.load(deviations).astype(np.float64)
            held.append((abs(found - truth) <= widths + 1e-7).mean())
    share = f"{100 * np.mean(held):.1f}%" if held else "-"
    print(f"| {way} | {np.mean(spent):.0f} | {np.mean(errors):.1e} | {share} | {np.mean(seconds):.2f} |",
          flush=True)


main()
