"""The time that Shapley values take to a given error: one digit, one core."""

import torch

from rows import shapley
from timing import Row

# The error that a time is asked for, and the budgets that are tried for it, in this order: eight to
# each doubling, so that no tool spends a tenth more than it needs.
PRECISE = 1e-4
BUDGETS = tuple(2 * round(1024 * 2 ** (step / 8)) for step in range(-4, 22))
NOTE = (f"Each tool with the smallest of the budgets {BUDGETS[0]}, {BUDGETS[1]}, …, {BUDGETS[-1]} (eight per "
        f"doubling) that gives an error of at most {PRECISE:.0e}; tools that never reach it are left out.")


def first_precise(estimators):
    """Each estimator, a measurement of a budget, at the first budget that is precise enough."""
    found = []
    for measured in estimators.values():
        for evaluations in BUDGETS:
            measurement = measured(evaluations)
            if measurement.error <= PRECISE:
                found.append(measurement)
                break
    return found


def rows(bench):
    digits = bench.spread(bench.shap_digits)
    reference = shapley.closed_form(bench, digits)
    what = f"one digit, one core, mean over {len(digits)} digits"
    torch.set_num_threads(1)
    precise = first_precise({
        "permutation": lambda n: shapley.theirs(
            "shap", f"PermutationExplainer, {n} evaluations",
            shapley.permutation_explainer(bench, n), digits, reference),
        "kernel": lambda n: shapley.theirs(
            "shap", f"KernelExplainer, {n} evaluations, l1_reg off",
            shapley.kernel_explainer(bench, n), digits, reference),
    } | ({} if bench.shapiq_python is None else {
        name: lambda n, name=name: shapley.shapiq(bench, digits, reference, n, [name])[0]
        for name in ("OddSHAP", "LeverageSHAP", "kADDSHAP")
    }))
    torch.set_num_threads(bench.threads)
    network, closure = first_precise({
        "network": lambda n: shapley.ours(bench, digits, reference, "gaussian-process", n),
        "closure": lambda n: shapley.ours(
            bench, digits, reference, "gaussian-process", n, closure=True)})
    network.setting += ", a network"
    closure.setting += ", a closure"
    yield Row(
        "shap-precise", f"Time to an error of {PRECISE:.0e}, Shapley values of any model: {what}",
        closure, [network] + precise, NOTE)
    for estimator in ("moments", "analytic"):
        yield Row(
            f"shap-precise-{estimator}",
            f"Time to an error of {PRECISE:.0e}, Limn with access to the weights ({estimator}): {what}",
            shapley.ours(bench, digits, reference, estimator), precise, NOTE)
