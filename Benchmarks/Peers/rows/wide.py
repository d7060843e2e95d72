"""The same attributions on a 784-512-256-10 network, trained on the digits enlarged to 28x28."""

import os
import tempfile

import numpy as np
import torch
from captum.attr import IntegratedGradients, Saliency, ShapleyValueSampling

import model as peers_model
import networks
import truth
from timing import Measurement, Row, normalised_squared_error, timed

WIDTHS = (784, 512, 256, 10)


def rows(bench):
    x = enlarged(bench.digits)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "wide.onnx")
        networks.write(trained(x, bench.labels), path)
        model = peers_model.load(path)
        digits = bench.spread(100)
        targets = model(x).argmax(1)
        yield integrated_gradients(bench, path, model, x[digits], targets[digits])
        yield saliency(bench, path, model, x, targets)
        yield permutations(bench, path, model, x[digits[:10]], targets[digits[:10]])


def enlarged(digits):
    """Each pixel three by three, a margin of two, ink from 0 to 1."""
    images = (digits / 16).reshape(-1, 8, 8).repeat(3, 1).repeat(3, 2)
    return np.pad(images, ((0, 0), (2, 2), (2, 2))).reshape(len(digits), -1).astype(np.float32)


def trained(x, labels):
    torch.manual_seed(0)
    parts = []
    for inputs, outputs in zip(WIDTHS, WIDTHS[1:]):
        parts += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    network = torch.nn.Sequential(*parts[:-1])
    optimizer, loss = torch.optim.Adam(network.parameters(), 1e-3), torch.nn.CrossEntropyLoss()
    for _ in range(10):
        for rows in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            loss(network(torch.tensor(x)[rows]), torch.tensor(labels)[rows]).backward()
            optimizer.step()
    return [
        (layer.weight.detach().numpy().T, layer.bias.detach().numpy())
        for layer in network if isinstance(layer, torch.nn.Linear)
    ]


def integrated_gradients(bench, path, model, x, targets):
    checked = slice(0, 5)
    reference = truth.integrated_gradients(model, x[checked], targets[checked], pieces=2000)
    ours, values = bench.limn.measure(
        "integrated-gradients", x, targets, "exact", bench.threads, 3, rule="exact", model=path)
    ours.error = normalised_squared_error(values[checked], reference)
    same, values = bench.limn.measure(
        "integrated-gradients", x, targets, "gauss-legendre, 50 steps", bench.threads, 3,
        rule="gauss-legendre", steps=50, model=path)
    same.tool, same.error = "Limn, the peer's rule", normalised_squared_error(
        values[checked], reference)
    method = IntegratedGradients(model.torch())
    seconds, values = timed(
        lambda: method.attribute(
            torch.tensor(x), target=torch.tensor(targets), n_steps=50).detach().numpy(), 3)
    theirs = Measurement(
        "Captum", "gausslegendre, 50 steps", seconds,
        normalised_squared_error(values[checked], reference), threads=bench.threads)
    for measurement in (ours, same, theirs):
        measurement.error_kind = "normalised squared"
    return Row("wide-integrated-gradients",
               f"Integrated Gradients of {len(x)} digits, 784-512-256-10", ours, [same, theirs])


def saliency(bench, path, model, x, targets):
    reference = np.abs(truth.gradient(model, x.astype(np.float64), targets))
    ours, values = bench.limn.measure(
        "saliency", x, targets, "", bench.threads, 5, model=path)
    ours.error = normalised_squared_error(values, reference)
    method = Saliency(model.torch())
    seconds, values = timed(
        lambda: method.attribute(torch.tensor(x), target=torch.tensor(targets)).numpy(), 5)
    theirs = Measurement(
        "Captum", "", seconds, normalised_squared_error(values, reference), threads=bench.threads)
    ours.error_kind = theirs.error_kind = "normalised squared"
    return Row("wide-saliency", f"Saliency of all {len(x)} digits, 784-512-256-10", ours, [theirs])


def permutations(bench, path, model, x, targets):
    """25 permutations of 784 pixels; the truth is ten times our own best estimate's budget."""
    _, reference = bench.limn.measure(
        "shap", x, targets, "", bench.threads, 1, estimator="permutation", evaluations=400_000,
        seed=1, model=path)
    evaluations = 25 * 784 + 2
    ours, values = bench.limn.measure(
        "shap", x, targets, f"permutation, {evaluations} evaluations", bench.threads, 3,
        estimator="permutation", evaluations=evaluations, model=path)
    ours.error = normalised_squared_error(values, reference)
    method = ShapleyValueSampling(model.torch())
    seconds, values = timed(
        lambda: method.attribute(
            torch.tensor(x), target=torch.tensor(targets), n_samples=25).numpy(), 1, 0)
    theirs = Measurement(
        "Captum", "ShapleyValueSampling, 25 permutations", seconds,
        normalised_squared_error(values, reference), threads=bench.threads)
    ours.error_kind = theirs.error_kind = "normalised squared"
    return Row("wide-shap", f"Shapley values of {len(x)} digits, 784-512-256-10", ours, [theirs])
