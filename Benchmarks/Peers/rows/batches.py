"""Kernel SHAP and LIME of all digits on all cores; the peers' time is that of a share, scaled up."""

import numpy as np
from lime.lime_image import LimeImageExplainer

from rows import shapley
from timing import Measurement, Row, normalised_squared_error, timed

# The digits that the peers explain, of which each costs the same.
SHARE = 50


def rows(bench):
    digits = bench.spread(SHARE)
    yield kernel(bench, digits)
    yield lime(bench, digits)


def scaled(bench, explain, digits, tool, setting):
    """A peer's time for all digits, from that for some, and what it found for these."""
    seconds, values = timed(lambda: np.array([explain(d) for d in digits]), 3)
    seconds = [s * len(bench.digits) / len(digits) for s in seconds]
    return Measurement(tool, f"{setting}; measured on {len(digits)}, scaled up", seconds), values


def kernel(bench, digits):
    ours, values = bench.limn.measure(
        "shap", bench.digits, bench.targets, "kernel, 2176 evaluations per digit", bench.threads, 9,
        estimator="kernel", evaluations=2176)
    reference = shapley.closed_form(bench, digits)
    theirs, found = scaled(
        bench, shapley.kernel_explainer(bench, 2176), digits, "shap",
        "KernelExplainer, 2176 evaluations, l1_reg off")
    for measurement, estimates in ((ours, values[digits]), (theirs, found)):
        measurement.error = normalised_squared_error(estimates, reference)
        measurement.error_kind = "normalised squared"
    return Row("batch-kernel", f"Shapley values of all {len(bench.digits)} digits by kernel regression",
               ours, [theirs])


def lime(bench, digits):
    samples, model = 1000, bench.model
    ours, _ = bench.limn.measure(
        "lime", bench.digits, bench.targets, f"{samples} samples per digit", bench.threads, 9,
        samples=samples)
    explainer = LimeImageExplainer(random_state=0)

    def explain(d):
        explanation = explainer.explain_instance(
            bench.digits[d].reshape(8, 8).astype(np.double),
            lambda images: model(images.mean(3).reshape(len(images), -1).astype(np.float32)),
            labels=[int(bench.targets[d])], top_labels=None, hide_color=0, num_samples=samples,
            num_features=64, segmentation_fn=lambda image: np.arange(64).reshape(8, 8))
        return explanation.intercept[int(bench.targets[d])]

    theirs, _ = scaled(bench, explain, digits, "lime", f"LimeImageExplainer, {samples} samples")
    return Row("batch-lime", f"LIME on all {len(bench.digits)} digits", ours, [theirs],
               note="For the errors see the table for one digit.")
