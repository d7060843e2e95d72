"""Shapley values of the predicted class's logit, zero baseline: one digit, and the batch."""

import json
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import shap
import torch
from captum.attr import KernelShap, ShapleyValueSampling

from timing import Measurement, Row, normalised_squared_error, timed


def rows(bench):
    digits = bench.spread(bench.shap_digits)
    reference = closed_form(bench, digits)
    yield from one_digit(bench, digits, reference)
    yield batch(bench)


def closed_form(bench, digits):
    """The truth: Limn's closed form, which `compare.py` first checks against plain sampling."""
    _, values = bench.limn.measure(
        "shap", bench.digits[digits], bench.targets[digits], "analytic", repeats=1,
        estimator="analytic")
    return values


def ours(bench, digits, reference, estimator, evaluations=None, **options):
    """Our values of all the digits judged together, the time that of one digit on one core."""
    options |= {"estimator": estimator} | ({"evaluations": evaluations} if evaluations else {})
    setting = estimator + (f", {evaluations} evaluations" if evaluations else "")
    measurement, values = bench.limn.measure(
        "shap", bench.digits[digits], bench.targets[digits], setting,
        repeats=2001 if estimator == "moments" else 201, **options)
    measurement.seconds = [s / len(digits) for s in measurement.seconds]
    measurement.error = normalised_squared_error(values, reference)
    measurement.error_kind = "normalised squared"
    return measurement


def theirs(tool, setting, explain, digits, reference, repeats=3):
    """A peer's time for one digit, each of `repeats` over all digits, and its error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds, values = timed(lambda: np.array([explain(d) for d in digits]), repeats)
    return Measurement(
        tool, setting, [s / len(digits) for s in seconds],
        normalised_squared_error(values, reference), "normalised squared")


def kernel_explainer(bench, evaluations, l1_reg=False):
    """shap's KernelExplainer of a digit before the zero background."""
    def explain(d):
        explainer = shap.KernelExplainer(
            lambda z: bench.model(z)[:, bench.targets[d]], background(bench))
        return explainer.shap_values(
            bench.digits[d], nsamples=evaluations, l1_reg=l1_reg, silent=True)
    return explain


def permutation_explainer(bench, evaluations):
    def explain(d):
        explainer = shap.PermutationExplainer(
            lambda z: bench.model(np.asarray(z, np.float32))[:, bench.targets[d]],
            background(bench), seed=d)
        return explainer(
            bench.digits[d : d + 1], max_evals=evaluations, silent=True).values[0]
    return explain


def sampling_explainer(bench, evaluations):
    def explain(d):
        explainer = shap.SamplingExplainer(
            lambda z: bench.model(z)[:, bench.targets[d]], background(bench))
        return explainer.shap_values(bench.digits[d], nsamples=evaluations, silent=True)
    return explain


def background(bench):
    return np.zeros((1, bench.digits.shape[1]), np.float32)


def one_digit(bench, digits, reference):
    x, targets = bench.digits, bench.targets
    captum_sampling = ShapleyValueSampling(bench.torch_model)
    captum_kernel = KernelShap(bench.torch_model)

    def captum(method, **options):
        return lambda d: method.attribute(
            torch.tensor(x[d : d + 1]), target=int(targets[d]), **options).numpy()[0]

    torch.set_num_threads(1)
    permutation = [
        theirs("shap", "PermutationExplainer, 1300 evaluations", permutation_explainer(bench, 1300),
               digits, reference, 5),
        theirs("shap", "SamplingExplainer, 2176 evaluations", sampling_explainer(bench, 2176), digits,
               reference),
        theirs("Captum", "ShapleyValueSampling, 25 permutations",
               captum(captum_sampling, n_samples=25), digits, reference),
    ]
    kernel = [
        theirs("shap", "KernelExplainer, 2176 evaluations, l1_reg off",
               kernel_explainer(bench, 2176), digits, reference),
        theirs("shap", "KernelExplainer, 2176 evaluations, default l1_reg",
               kernel_explainer(bench, 2176, "num_features(10)"), digits, reference),
        theirs("Captum", "KernelShap, 2048 evaluations", captum(captum_kernel, n_samples=2048),
               digits, reference),
    ]
    torch.set_num_threads(bench.threads)
    what = f"one digit, one core, mean over {len(digits)} digits"
    yield Row("shap-permutation", f"Shapley values by permutation sampling: {what}",
              ours(bench, digits, reference, "permutation", 1300), permutation)
    yield Row("shap-kernel", f"Shapley values by kernel regression: {what}",
              ours(bench, digits, reference, "kernel", 2176), kernel)
    for evaluations in (512, 2176, 8192):
        yield Row(
            f"shap-default-{evaluations}",
            f"Shapley values of any model, the best estimators, {evaluations} evaluations: {what}",
            ours(bench, digits, reference, "gaussian-process", evaluations),
            shapiq(bench, digits, reference, evaluations))


SHAPIQ = (
    "OddSHAP", "RegressionMSR linear", "LeverageSHAP", "KernelSHAP", "kADDSHAP",
    "PermutationSamplingSV")


def shapiq(bench, digits, reference, evaluations, names=SHAPIQ, repeats=3):
    """shapiq runs in an environment of its own; nothing without one."""
    if bench.shapiq_python is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "digits.npz")
        np.savez(path, inputs=bench.digits[digits], targets=bench.targets[digits],
                 truth=reference)
        script = os.path.join(os.path.dirname(__file__), "..", "shapiq_rows.py")
        finished = subprocess.run(
            [bench.shapiq_python, script, bench.model_path, path, str(evaluations), str(repeats),
             *names],
            check=True, capture_output=True, text=True)
    return [Measurement(**entry) for entry in json.loads(finished.stdout.splitlines()[-1])]


def batch(bench):
    x, targets = bench.digits, bench.targets
    reference = closed_form(bench, np.arange(len(x)))

    def ours(tool, evaluations):
        measurement, values = bench.limn.measure(
            "shap", x, targets, f"permutation, {evaluations} evaluations per digit", bench.threads,
            9, estimator="permutation", evaluations=evaluations)
        measurement.tool = tool
        measurement.error = normalised_squared_error(values, reference)
        measurement.error_kind = "normalised squared"
        return measurement

    method = ShapleyValueSampling(bench.torch_model)
    tensors = torch.tensor(x), torch.tensor(targets)
    seconds, values = timed(
        lambda: method.attribute(tensors[0], target=tensors[1], n_samples=25).numpy(), 3)
    theirs = Measurement(
        "Captum", "ShapleyValueSampling, 25 permutations", seconds,
        normalised_squared_error(values, reference), "normalised squared", bench.threads)
    return Row("shap-batch", f"Shapley values of all {len(x)} digits by permutation sampling",
               ours("Limn", 25 * 64 + 2), [ours("Limn, fewer evaluations", 402), theirs])
