"""Limn and its peers, side by side in one run: the same model file, inputs and machine.

usage: compare.py --bench LIMN-BENCH --binary LIMN --model MODEL.onnx --output RESULTS.json
                  [--shapiq-python PYTHON] [--row NAME]...
"""

import argparse
import importlib
import json
import os
import platform
import sys
from functools import cached_property
from importlib.metadata import version

import numpy as np
import torch
from sklearn.datasets import load_digits

import model as peers_model
import truth
from limn import Limn

FAMILIES = (
    "gradients", "shapley", "games", "interactions", "precise", "surrogates", "batches", "evaluation",
    "training", "startup", "report", "wide", "graphs", "gap", "propagation", "tables", "curves")


class Bench:
    """What all rows share."""

    def __init__(self, options):
        self.binary, self.model_path = options.binary, options.model
        self.shapiq_python = options.shapiq_python
        self.model = peers_model.load(options.model)
        self.torch_model = self.model.torch()
        self.limn = Limn(options.bench, options.binary, options.model)
        self.threads = os.cpu_count()
        self.shap_digits = 20
        data = load_digits()
        self.digits, self.labels = data.data.astype(np.float32), data.target
        self.targets = self.model(self.digits).argmax(1)
        torch.set_num_threads(self.threads)

    def spread(self, count):
        """`count` digits, evenly over the whole set."""
        return np.arange(count) * len(self.digits) // count

    def split(self):
        """Four digits of five to train on, every fifth to judge by."""
        rows = np.arange(len(self.digits))
        return rows[rows % 5 != 0], rows[rows % 5 == 0]

    @cached_property
    def machine(self):
        names = ("captum", "lime", "numpy", "onnx", "scikit-learn", "shap", "torch")
        return {
            "python": platform.python_version(), "system": platform.platform(),
            "processor": processor(), "cores": self.threads,
            "versions": {name: version(name) for name in names},
        }


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":")[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor()


def check_closed_form(bench):
    """Limn's closed form serves as truth, so plain sampling has to agree with it first."""
    digits = bench.spread(5)
    _, values = bench.limn.measure(
        "shap", bench.digits[digits], bench.targets[digits], "", repeats=1, estimator="analytic")
    scores = []
    for row, digit in enumerate(digits):
        phi, error = truth.shapley(
            bench.model, bench.digits[digit].astype(np.float64), bench.targets[digit], 4000, row)
        played = error > 0
        scores.append(((values[row] - phi)[played] / error[played]) ** 2)
        if np.any(values[row][~played & (bench.digits[digit] == 0)] != 0):
            raise SystemExit("a pixel that equals the baseline has a Shapley value other than 0")
    scores = np.concatenate(scores)
    print(f"closed form against 4000 antithetic permutations in double precision: mean squared "
          f"difference {scores.mean():.2f} squared standard errors over {len(scores)} pixels",
          file=sys.stderr)
    if scores.mean() > 1.5:
        raise SystemExit("the closed form does not agree with sampling")
    return {"mean squared z": float(scores.mean()), "pixels": len(scores)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("bench", "binary", "model", "output"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--shapiq-python")
    parser.add_argument("--row", action="append", help="a family of rows: " + ", ".join(FAMILIES))
    options = parser.parse_args()
    bench = Bench(options)
    result = {"machine": bench.machine, "closed form": check_closed_form(bench), "rows": []}
    for family in options.row or FAMILIES:
        if family == "curves":
            import scaling

            result["series"] = list(scaling.series(bench))
        else:
            for row in importlib.import_module("rows." + family).rows(bench):
                show(row)
                result["rows"].append(row.as_dict())
        with open(options.output, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)


def show(row):
    print(f"\n{row.what}", file=sys.stderr)
    for measurement in [row.ours] + row.peers:
        low, high = measurement.spread
        ratio = measurement.median / row.ours.median
        error = "" if measurement.error is None else f"  error {measurement.error:.1e}"
        print(f"  {measurement.tool:22} {measurement.setting:46} {measurement.median * 1e3:10.3f} ms"
              f" ({low * 1e3:.3f} to {high * 1e3:.3f})  x{ratio:.1f}{error}", file=sys.stderr)


if __name__ == "__main__":
    main()
