"""Integrated Gradients of one image to a completeness gap, and what the gap does not tell."""

import tempfile

import numpy as np
from captum.attr import IntegratedGradients

import images
from rows import wide
from timing import Measurement, Row, timed


def rows(bench):
    with tempfile.TemporaryDirectory() as folder:
        yield to_a_gap(bench, folder)


def to_a_gap(bench, folder, goal=1e-3):
    """One image to a completeness gap; the peer at the fewest steps, doubled, that reach it."""
    network, path, inputs, targets = images.trained_lenet(
        wide.enlarged(bench.digits).reshape(-1, 1, 28, 28), bench.labels, folder)
    method, steps = IntegratedGradients(network), 50

    def attribute():
        return method.attribute(
            inputs[:1], target=targets[:1], n_steps=steps, internal_batch_size=256,
            return_convergence_delta=True)

    while steps < 25600 and abs(float(attribute()[1])) > goal:
        steps *= 2
    seconds, (values, delta) = timed(attribute, 3)
    ours = [
        bench.limn.measure(
            "integrated-gradients", inputs[:1], targets[:1], setting, bench.threads, 5, model=path,
            **options)
        for setting, options in (
            (f"gauss-legendre, {steps} steps", {"rule": "gauss-legendre", "steps": steps}),
            (f"adaptive, tolerance {goal:g}", {"rule": "adaptive", "tolerance": goal}),
            ("exact", {"rule": "exact"}))]
    exact = ours[-1][1].reshape(-1)
    theirs = Measurement(
        "Captum", f"gausslegendre, {steps} steps", seconds, abs(float(delta)), "gap",
        bench.threads)
    for measured, found in ours:
        measured.error, measured.error_kind = measured.details["largest gap"], "gap"
        measured.setting += off(found, exact)
    theirs.setting += off(values.detach().numpy(), exact)
    return Row("gap", f"Integrated Gradients of one image to a gap of {goal:g}: LeNet, trained on the "
               "digits enlarged to 28×28", ours[0][0], [ours[1][0], ours[2][0], theirs])


def off(values, exact):
    """By how much all values together miss the exact ones: what a gap does not tell."""
    return f"; values off by {np.abs(values.reshape(-1) - exact).sum():.1e} in sum"
