"""A table's rows against a background: shap's explainers and lime's tabular mode, on one network."""

import os
import tempfile

import numpy as np
import shap
import torch
from lime.lime_tabular import LimeTabularExplainer
from sklearn.datasets import load_wine

import model as peers_model
import networks
from timing import Measurement, Row, normalised_squared_error, timed

WIDTHS = (13, 64, 3)
BACKGROUND, ROWS = 100, 10


def rows(bench):
    x, labels = load_wine(return_X_y=True)
    x = ((x - x.mean(0)) / x.std(0)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "wine.onnx")
        networks.write(trained(x, labels), path)
        background = os.path.join(folder, "background.npy")
        chosen = np.random.default_rng(0).permutation(len(x))[:BACKGROUND]
        np.save(background, x[chosen])
        model = peers_model.load(path)
        explained = x[np.arange(ROWS) * len(x) // ROWS]
        targets = model(explained).argmax(1)
        yield values(bench, path, model, background, x[chosen], explained, targets)
        yield surrogate(bench, path, model, background, x, explained, targets)


def trained(x, labels):
    torch.manual_seed(0)
    network = torch.nn.Sequential(
        torch.nn.Linear(WIDTHS[0], WIDTHS[1]), torch.nn.ReLU(), torch.nn.Linear(*WIDTHS[1:]))
    optimizer, loss = torch.optim.Adam(network.parameters(), 1e-2), torch.nn.CrossEntropyLoss()
    for _ in range(100):
        optimizer.zero_grad()
        loss(network(torch.tensor(x)), torch.tensor(labels)).backward()
        optimizer.step()
    return [
        (layer.weight.detach().numpy().T, layer.bias.detach().numpy())
        for layer in network if isinstance(layer, torch.nn.Linear)
    ]


def values(bench, path, model, background, absent, x, targets):
    """Shapley values of the logits; the truth is shap's enumeration."""
    def picked(found):
        return np.array([found.values[row, :, target] for row, target in enumerate(targets)])

    exact = shap.explainers.Exact(model, absent)
    seconds, found = timed(lambda: exact(x), 1, 0)
    reference = picked(found)
    peers = [Measurement("shap", "Exact", seconds, 0.0)]
    permutation = shap.explainers.Permutation(model, absent, seed=0)
    seconds, found = timed(lambda: permutation(x, silent=True), 3)
    peers.append(Measurement(
        "shap", "Permutation, its default", seconds,
        normalised_squared_error(picked(found), reference)))
    kernel = shap.KernelExplainer(model, absent, seed=0)
    seconds, found = timed(lambda: kernel.shap_values(x, silent=True), 1, 0)
    found = np.array([found[row, :, target] for row, target in enumerate(targets)])
    peers.append(Measurement(
        "shap", "KernelExplainer, its default", seconds,
        normalised_squared_error(found, reference)))
    ours, found = bench.limn.measure(
        "shap", x, targets, "its default: the closed form", 1, 9, model=path,
        background=background)
    ours.error = normalised_squared_error(found, reference)
    for measurement in [ours] + peers:
        measurement.error_kind = "normalised squared"
    return Row("table-shap", f"Shapley values of {len(x)} wines against {BACKGROUND}, one core", ours,
               peers)


def surrogate(bench, path, model, background, data, x, targets):
    """lime draws its quartiles' neighbours anew, so there is no common limit: times alone."""
    explainer = LimeTabularExplainer(data, random_state=0, mode="classification")

    def probabilities(rows):
        powers = np.exp(model(rows.astype(np.float32)).astype(np.float64))
        return powers / powers.sum(1, keepdims=True)

    def body():
        for row, target in zip(x, targets):
            explainer.explain_instance(
                row, probabilities, labels=[int(target)], num_features=x.shape[1],
                num_samples=5000)

    seconds, _ = timed(body, 3)
    ours, _ = bench.limn.measure("tabular-lime", x, targets, "5000 samples", 1, 9, model=path,
        background=background)
    return Row("table-lime", f"lime's tabular mode for {len(x)} wines, 5000 samples, one core", ours,
               [Measurement("lime", "LimeTabularExplainer, 5000 samples", seconds)])
