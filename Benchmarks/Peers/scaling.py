"""How time and error grow: series for plots, ours and the peers'."""

import os
import tempfile
import warnings

import numpy as np
import shap
import torch
from captum.attr import IntegratedGradients

import model as peers_model
import networks
from rows import shapley
from timing import timed


# Those of shapiq that the curves show.
SHAPIQ = ("OddSHAP", "LeverageSHAP", "KernelSHAP", "kADDSHAP")


def series(bench):
    """Each a title, what the axes measure, and lines of points."""
    yield from error_curves(bench)
    yield time_of_inputs(bench)
    yield time_of_networks(
        bench, "width", "units of the hidden layer",
        [(w, (64, w, 10)) for w in (16, 64, 256, 1024)])
    yield time_of_networks(
        bench, "depth", "hidden layers of 64 units",
        [(k, (64,) + (64,) * k + (10,)) for k in (1, 2, 3, 4, 6)])
    yield time_of_players(bench)


def error_curves(bench):
    digits = bench.spread(bench.shap_digits)
    truth = shapley.closed_form(bench, digits)
    lines = {}

    def add(line, evaluations, measurement):
        lines.setdefault(line, []).append((evaluations, measurement.median, measurement.error))

    for evaluations in (512, 1024, 2176, 4096, 8192):
        for estimator in ("gaussian-process", "kernel", "permutation"):
            add("Limn " + estimator, evaluations,
                shapley.ours(bench, digits, truth, estimator, evaluations))
        for found in shapley.shapiq(
                bench, digits, truth, evaluations, SHAPIQ, repeats=1):
            add("shapiq " + found.setting.split(",")[0], evaluations, found)
        for tool, explain in (
                ("shap KernelExplainer", shapley.kernel_explainer(bench, evaluations)),
                ("shap PermutationExplainer", shapley.permutation_explainer(bench, evaluations))):
            add(tool, evaluations, shapley.theirs("shap", "", explain, digits, truth, 1))
    white_box = shapley.ours(bench, digits, truth, "analytic")
    moments = shapley.ours(bench, digits, truth, "moments")
    yield {
        "name": "error-evaluations", "title": "Error against model evaluations",
        "x": "model evaluations for one digit", "y": "normalised squared error",
        "lines": [{"tool": tool, "points": [(n, e) for n, _, e in points]}
                  for tool, points in lines.items()],
    }
    yield {
        "name": "error-time", "title": "Error against wall time",
        "x": "time for one digit on one core (s)", "y": "normalised squared error",
        "lines": [{"tool": tool, "points": [(s, e) for _, s, e in points]}
                  for tool, points in lines.items()]
        + [{"tool": "Limn moments", "points": [(moments.median, moments.error)]}],
        "note": f"closed form, white box: {white_box.median:.2e} s, no sampling error",
    }


def captum_gradients(network, x, targets, rows=256):
    method, x = IntegratedGradients(network), torch.tensor(x)
    target = torch.tensor(targets)

    def explain():
        for part in torch.arange(len(x)).split(rows):
            method.attribute(x[part], target=target[part], n_steps=50)

    return explain


def time_of_inputs(bench):
    ours, theirs = [], []
    for count in (1, 10, 100, 1000, 10_000):
        rows = np.arange(count) % len(bench.digits)
        x, targets = bench.digits[rows], bench.targets[rows]
        measurement, _ = bench.limn.measure(
            "integrated-gradients", x, targets, "", bench.threads, 7, rule="exact")
        ours.append((count, measurement.median))
        seconds, _ = timed(captum_gradients(bench.torch_model, x, targets), 3)
        theirs.append((count, float(np.median(seconds))))
    return {
        "name": "time-inputs", "title": "Integrated Gradients: time against the number of inputs",
        "x": "digits explained", "y": "time (s)",
        "lines": [{"tool": "Limn exact", "points": ours},
                  {"tool": "Captum, 50 steps", "points": theirs}],
    }


def time_of_networks(bench, name, label, sizes):
    """Integrated Gradients of 100 digits on random networks."""
    ours, theirs = [], []
    digits = bench.spread(100)
    x = bench.digits[digits] / 16
    with tempfile.TemporaryDirectory() as folder:
        for size, widths in sizes:
            path = os.path.join(folder, f"{name}{size}.onnx")
            networks.write(networks.random(widths), path)
            model = peers_model.load(path)
            targets = model(x).argmax(1)
            measurement, _ = bench.limn.measure(
                "integrated-gradients", x, targets, "", bench.threads, 7, rule="exact", model=path)
            ours.append((size, measurement.median))
            seconds, _ = timed(captum_gradients(model.torch(), x, targets), 5)
            theirs.append((size, float(np.median(seconds))))
    return {
        "name": f"time-{name}", "title": f"Integrated Gradients of 100 digits: time against {name}",
        "x": label, "y": "time (s)",
        "lines": [{"tool": "Limn exact", "points": ours},
                  {"tool": "Captum, 50 steps", "points": theirs}],
    }


def time_of_players(bench):
    """Shapley values of one input of a random network, every feature a player."""
    evaluations, ours, theirs = 2176, [], []
    with tempfile.TemporaryDirectory() as folder:
        for players in (16, 36, 64, 144, 256, 484):
            path = os.path.join(folder, f"players{players}.onnx")
            networks.write(networks.random((players, 64, 10)), path)
            model = peers_model.load(path)
            x = np.random.default_rng(1).uniform(0.5, 1, (1, players)).astype(np.float32)
            targets = model(x).argmax(1)
            measurement, _ = bench.limn.measure(
                "shap", x, targets, "", 1, 7, estimator="gaussian-process",
                evaluations=evaluations, model=path)
            ours.append((players, measurement.median))
            explainer = shap.KernelExplainer(
                lambda z, m=model, t=targets: m(z)[:, t[0]], np.zeros((1, players), np.float32))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                seconds, _ = timed(
                    lambda: explainer.shap_values(
                        x[0], nsamples=evaluations, l1_reg=False, silent=True), 3)
            theirs.append((players, float(np.median(seconds))))
    return {
        "name": "time-players",
        "title": f"Shapley values, {evaluations} evaluations: time against players",
        "x": "players", "y": "time (s)",
        "lines": [{"tool": "Limn gaussian-process", "points": ours},
                  {"tool": "shap KernelExplainer", "points": theirs}],
    }
