"""Shapley interactions of pairs: the predicted class's logit, zero baseline, at equal evaluations."""

import json
import os
import subprocess
import tempfile

import numpy as np

from timing import Measurement, Row

ESTIMATORS = (
    "KernelSHAPIQ", "InconsistentKernelSHAPIQ paired", "SVARMIQ", "PermutationSamplingSII")
# SVARM-IQ takes up to twenty seconds for a digit's pixels.
DIGITS = 6


def rows(bench):
    if bench.shapiq_python is None:
        return
    digits = bench.spread(DIGITS)
    for block, players in ((2, "the 2×2 blocks"), (1, "the pixels")):
        reference = truth(bench, digits, block)
        for evaluations in (512, 2176):
            yield Row(
                f"interactions-{block}-{evaluations}",
                f"Shapley interactions between {players}, {evaluations} evaluations: one digit, one core, "
                f"mean over {len(digits)} digits",
                ours(bench, digits, reference, block, evaluations),
                shapiq(bench, digits, reference, block, evaluations))


def truth(bench, digits, block):
    """All coalitions of blocks, counted by shapiq; of pixels Limn's closed form, which has to give the same
    for the blocks first."""
    counted = run(bench, digits, 2, 0, 1, (), None)
    formed = closed_form(bench, digits, 2)
    off = np.max(np.abs(counted - formed)) / np.max(np.abs(counted))
    if off > 1e-3:
        raise SystemExit(f"the closed form is off what counting gives by {off:.1e} of the largest pair")
    return counted if block == 2 else closed_form(bench, digits, block)


def closed_form(bench, digits, block):
    _, values = bench.limn.measure(
        "shap-interactions", bench.digits[digits], bench.targets[digits], "analytic", repeats=1,
        estimator="analytic", block=block)
    return square(values)


def square(values):
    count = int(round(values.shape[1] ** 0.5))
    return values.reshape(len(values), count, count)


def ours(bench, digits, reference, block, evaluations):
    measurement, values = bench.limn.measure(
        "shap-interactions", bench.digits[digits], bench.targets[digits],
        f"sampled, {evaluations} evaluations", repeats=5, estimator="gaussian-process",
        evaluations=evaluations, block=block)
    half = values.shape[1] // 2
    pairs, errors = square(values[:, :half]), square(values[:, half:])
    measurement.seconds = [s / len(digits) for s in measurement.seconds]
    measurement.error = float(np.mean(
        np.sum((pairs - reference) ** 2, (1, 2)) / np.sum(reference**2, (1, 2))))
    measurement.error_kind = "normalised squared"
    played = errors > 0
    inside = np.abs(pairs - reference)[played] <= 1.96 * errors[played]
    measurement.details["coverage"] = float(inside.mean()) if played.any() else 1.0
    return measurement


def shapiq(bench, digits, reference, block, evaluations, repeats=1):
    return [
        Measurement(**entry)
        for entry in run(bench, digits, block, evaluations, repeats, ESTIMATORS, reference)]


def run(bench, digits, block, evaluations, repeats, names, reference):
    """shapiq in its own environment."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "digits.npz")
        arrays = {"inputs": bench.digits[digits], "targets": bench.targets[digits]}
        np.savez(path, **arrays, **({} if reference is None else {"truth": reference}))
        script = os.path.join(os.path.dirname(__file__), "..", "shapiq_pairs.py")
        finished = subprocess.run(
            [bench.shapiq_python, script, bench.model_path, path, str(block), str(evaluations),
             str(repeats), *names],
            check=True, capture_output=True, text=True)
    found = json.loads(finished.stdout.splitlines()[-1])
    return np.array(found) if reference is None else found
