"""How far to trust an attribution: deletion curves and model randomisation, in plain PyTorch."""

import copy

import numpy as np
import torch
from captum.attr import IntegratedGradients

from timing import Measurement, Row, timed


def rows(bench):
    yield deletion(bench)
    yield randomisation(bench)


def deletion(bench):
    """Every digit's pixels taken away, and shown, one by one in the order of its attribution."""
    x, targets = bench.digits, bench.targets
    ours, values = bench.limn.measure(
        "deletion", x, targets, "deletion and insertion, 64 steps", bench.threads)
    scores = torch.tensor(ours_attributions(bench))
    inputs, target = torch.tensor(x), torch.tensor(targets)
    # Pixels without ink change nothing when they go, so they go last.
    order = torch.where(inputs != 0, scores, -torch.inf).argsort(dim=1, descending=True)

    inked = (inputs != 0).sum(1)

    def area(curve):
        """The area over the inked pixels, on the scale from the baseline's score to the input's."""
        steps = torch.arange(65)
        whole = bench.torch_model(inputs).gather(1, target[:, None])
        empty = bench.torch_model(torch.zeros(1, 64))[0, target][:, None]
        shares = (curve - empty) / (whole - empty)
        middles = (shares[:, 1:] + shares[:, :-1]) / 2
        return ((middles * (steps[1:] <= inked[:, None])).sum(1) / inked).numpy()

    def curves():
        with torch.no_grad():
            rank = order.argsort(1)
            areas = []
            for inserting in (False, True):
                curve = torch.empty(len(x), 65)
                for step in range(65):
                    shown = (rank < step) if inserting else (rank >= step)
                    logits = bench.torch_model(inputs * shown)
                    curve[:, step] = logits.gather(1, target[:, None])[:, 0]
                areas.append(area(curve))
            return np.stack(areas, 1)

    seconds, areas = timed(curves, 5)
    ours.error = float(np.abs(values - areas).max() / np.abs(areas).max())
    ours.error_kind = "largest difference of an area"
    theirs = Measurement(
        "PyTorch", "all digits in each step", seconds, 0.0, "largest difference of an area",
        bench.threads)
    return Row("deletion", f"Deletion and insertion curves of all {len(x)} digits", ours, [theirs])


def ours_attributions(bench):
    _, values = bench.limn.measure(
        "integrated-gradients", bench.digits, bench.targets, "", repeats=1, rule="exact")
    return values


def randomisation(bench):
    """Integrated Gradients again on a network of random weights, and the rank correlation."""
    digits = bench.spread(200)
    x, targets = bench.digits[digits], bench.targets[digits]
    ours, _ = bench.limn.measure(
        "randomization", x, targets, "Integrated Gradients, all layers, one draw", bench.threads)
    model = copy.deepcopy(bench.torch_model)
    torch.manual_seed(0)
    for parameter in model.parameters():
        parameter.data.normal_(0, float(parameter.data.std()))
    inputs, target = torch.tensor(x), torch.tensor(targets)

    def captum():
        maps = [
            IntegratedGradients(net).attribute(inputs, target=target, n_steps=50).detach()
            for net in (bench.torch_model, model)
        ]
        ranks = [m.argsort(1).argsort(1).double() for m in maps]
        ranks = [r - r.mean(1, keepdim=True) for r in ranks]
        top = (ranks[0] * ranks[1]).sum(1)
        return (top / (ranks[0].norm(dim=1) * ranks[1].norm(dim=1))).numpy()

    seconds, _ = timed(captum, 3)
    theirs = Measurement("Captum", "50 steps, all layers", seconds, threads=bench.threads)
    return Row("randomisation", f"Model randomisation check of {len(x)} digits", ours, [theirs])
