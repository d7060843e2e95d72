"""Integrated Gradients and saliency of all digits: Captum in batches, Limn in one call."""

import numpy as np
import torch
from captum.attr import IntegratedGradients, Saliency

import truth
from timing import Measurement, Row, normalised_squared_error, timed


# Repeats of what takes a millisecond: fewer end before the second core has woken up.
FAST = 501


def rows(bench):
    yield from (integrated_gradients(bench, steps) for steps in (50, 300))
    yield saliency(bench)


def integrated_gradients(bench, steps):
    inputs, targets, checked = bench.digits, bench.targets, bench.spread(200)
    reference = truth.integrated_gradients(bench.model, inputs[checked], targets[checked])
    difference = bench.model(inputs.astype(np.float64)) - bench.model(np.zeros((1, 64)))
    difference = difference[np.arange(len(targets)), targets]

    def judge(values):
        gap = np.abs(np.asarray(values, np.float64).sum(1) - difference)
        return {
            "error": normalised_squared_error(values[checked], reference),
            "largest gap": float(gap.max()),
            "mean gap": float(gap.mean()),
        }

    def measured(measurement, values):
        found = judge(values)
        measurement.error, measurement.error_kind = found["error"], "normalised squared"
        measurement.details |= found
        return measurement

    ours = measured(
        *bench.limn.measure(
            "integrated-gradients", inputs, targets, "exact", bench.threads, FAST, rule="exact")
    )
    same_rule = measured(
        *bench.limn.measure(
            "integrated-gradients", inputs, targets, f"gauss-legendre, {steps} steps",
            bench.threads, rule="gauss-legendre", steps=steps)
    )
    same_rule.tool = "Limn, the peer's rule"

    method, x = IntegratedGradients(bench.torch_model), torch.tensor(inputs)
    target = torch.tensor(targets)

    def captum():
        # Whole digits at a time, so that the path points fit in the cache and in memory.
        parts = [
            method.attribute(x[rows], target=target[rows], n_steps=steps, internal_batch_size=None)
            for rows in torch.arange(len(x)).split(256)
        ]
        return torch.cat(parts).detach().numpy()

    seconds, values = timed(captum, 3 if steps > 100 else 5)
    theirs = measured(
        Measurement("Captum", f"gausslegendre, {steps} steps", seconds, threads=bench.threads),
        values)
    return Row(
        f"integrated-gradients-{steps}", f"Integrated Gradients of all {len(inputs)} digits, {steps} steps",
        ours, [same_rule, theirs])


def saliency(bench):
    inputs, targets = bench.digits, bench.targets
    reference = np.abs(truth.gradient(bench.model, inputs.astype(np.float64), targets))
    ours, values = bench.limn.measure("saliency", inputs, targets, "", bench.threads, FAST)
    ours.error, ours.error_kind = normalised_squared_error(values, reference), "normalised squared"
    method, x, target = Saliency(bench.torch_model), torch.tensor(inputs), torch.tensor(targets)
    seconds, values = timed(lambda: method.attribute(x.clone(), target=target).numpy(), 9)
    theirs = Measurement(
        "Captum", "", seconds, normalised_squared_error(values, reference), "normalised squared",
        bench.threads)
    return Row("saliency", f"Saliency of all {len(inputs)} digits", ours, [theirs])
