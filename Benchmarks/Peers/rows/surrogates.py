"""LIME of one digit: lime's image mode and tabular mode, and Captum's Lime."""

import warnings

import numpy as np
import torch
from captum.attr import Lime as CaptumLime
from lime.lime_image import LimeImageExplainer
from lime.lime_tabular import LimeTabularExplainer

import truth
from timing import Measurement, Row, normalised_squared_error, timed

KIND = "normalised squared, against each tool's own limit of many samples"


def rows(bench):
    digits = bench.spread(5)
    yield image_mode(bench, digits)
    yield tabular_mode(bench, digits)


def limits(bench, digits, inked_only):
    """Each digit's limit: over its inked pixels, as Limn sees them, or over all, as lime does."""
    result = []
    for d in digits:
        x = bench.digits[d].astype(np.float64)
        segments = np.flatnonzero(x) if inked_only else np.arange(len(x))
        result.append(truth.lime_limit(bench.model, x, bench.targets[d], segments))
    return np.array(result)


def ours(bench, digits, samples):
    measurement, values = bench.limn.measure(
        "lime", bench.digits[digits], bench.targets[digits], f"{samples} samples", repeats=9,
        samples=samples)
    measurement.seconds = [s / len(digits) for s in measurement.seconds]
    measurement.error = normalised_squared_error(values, limits(bench, digits, True))
    measurement.error_kind = KIND
    return measurement


def image_mode(bench, digits):
    samples, reference = 1000, limits(bench, digits, False)
    x, targets, model = bench.digits, bench.targets, bench.model
    explainer = LimeImageExplainer(random_state=0)

    def grey(images):
        return model(images.mean(3).reshape(len(images), -1).astype(np.float32))

    def lime(d):
        explanation = explainer.explain_instance(
            x[d].reshape(8, 8).astype(np.double), grey, labels=[int(targets[d])], top_labels=None,
            hide_color=0, num_samples=samples, num_features=64,
            segmentation_fn=lambda image: np.arange(64).reshape(8, 8))
        weights = dict(explanation.local_exp[int(targets[d])])
        return np.array([weights.get(i, 0.0) for i in range(64)])

    seconds, values = timed(lambda: np.array([lime(d) for d in digits]), 3)
    peers = [Measurement(
        "lime", f"LimeImageExplainer, {samples} samples", [s / len(digits) for s in seconds],
        normalised_squared_error(values, reference), KIND)]

    torch.set_num_threads(1)
    method = CaptumLime(bench.torch_model)

    def captum(d):
        return method.attribute(
            torch.tensor(x[d : d + 1]), target=int(targets[d]), n_samples=samples).numpy()[0]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds, _ = timed(lambda: [captum(d) for d in digits], 1)
    torch.set_num_threads(bench.threads)
    peers.append(Measurement(
        "Captum", f"Lime, {samples} samples", [s / len(digits) for s in seconds],
        details={"note": "another kernel and a lasso: another limit, so no error is given"}))
    return Row("lime-image", f"LIME on one digit: one core, mean over {len(digits)} digits",
               ours(bench, digits, samples), peers)


def tabular_mode(bench, digits):
    samples, x, targets = 5000, bench.digits, bench.targets
    explainer = LimeTabularExplainer(
        x, discretize_continuous=True, feature_selection="none", random_state=0)

    def probabilities(batch):
        scores = bench.model(batch.astype(np.float32))
        powers = np.exp(scores - scores.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)

    def lime(d):
        return explainer.explain_instance(
            x[d], probabilities, labels=[int(targets[d])], num_samples=samples, num_features=64)

    seconds, _ = timed(lambda: [lime(d) for d in digits], 3)
    theirs = Measurement(
        "lime", f"LimeTabularExplainer, {samples} samples", [s / len(digits) for s in seconds])
    measurement, _ = bench.limn.measure(
        "tabular-lime", x[digits], targets[digits], f"{samples} samples", repeats=9,
        samples=samples)
    measurement.seconds = [s / len(digits) for s in measurement.seconds]
    return Row(
        "lime-tabular", f"Tabular LIME on one digit, {samples} samples, one core",
        measurement, [theirs],
        note="lime draws new quartiles for each explainer, so there is no common limit from which to "
        "measure an error; only times are given.")
