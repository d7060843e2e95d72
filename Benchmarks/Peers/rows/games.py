"""Shapley values that cost evaluations: one score at a time, of networks without looking inside and of trees.

The digits by one and two hidden layers and by a convolutional network, zero baseline; the breast-cancer table's
thirty columns by a random forest and by boosted trees, the mean as baseline. Every estimator has the same
evaluations; errors are means over inputs and seeds.
"""

import json
import os
import subprocess
import tempfile

import numpy as np
import shap
import torch
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier

import games
import truth
from timing import Measurement, Row

PEERS = ("OddSHAP", "RegressionMSR linear", "RegressionMSR xgboost", "LeverageSHAP", "PolySHAP", "kADDSHAP")
BUDGETS, INPUTS, SEEDS = (512, 2176), 20, 3


def rows(bench):
    if bench.shapiq_python is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        for setup in setups(bench, folder):
            for budget in BUDGETS:
                yield Row(
                    f"games-{setup['name']}-{budget}",
                    f"Shapley values of {setup['what']}, {budget} evaluations: one input, one core, mean over "
                    f"{INPUTS} inputs and {SEEDS} seeds",
                    ours(bench, setup, budget, "learned"),
                    [ours(bench, setup, budget, "fixed")] + shapiq(bench, setup, budget))


def setups(bench, folder):
    """The games one after another, each with its true values."""
    digits = bench.spread(INPUTS)
    for name, what, layers in networks(bench):
        path = os.path.join(folder, f"{name}.onnx")
        steps = export(bench, layers, path)
        targets = games.Layers(steps)(bench.digits[digits]).argmax(1)
        for scale in ("logit", "probability"):
            played = [
                games.Game(games.Layers(steps, scale == "probability"), x, np.zeros_like(x), int(t))
                for x, t in zip(bench.digits[digits], targets)]
            setup = {
                "name": f"{name}-{scale}", "what": f"the {scale} of {what}", "games": played,
                "steps": steps, "options": {"model": path, "closure": True}
                | ({"probability": True} if scale == "probability" else {}), "folder": folder}
            yield setup | {"truth": long_run(bench, setup)}
    yield from trees(folder)


def networks(bench):
    """What the digits are shown to: trained by PyTorch with Adam, but for the embedded model."""
    yield "one-hidden", "one hidden layer", None
    torch.manual_seed(0)
    nn = torch.nn
    yield "two-hidden", "two hidden layers", trained(bench, nn.Sequential(
        nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)))
    yield "convolutional", "a convolutional network", trained(bench, nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(256, 32), nn.ReLU(),
        nn.Linear(32, 10)))


def trained(bench, network):
    train, _ = bench.split()
    x, y = torch.tensor(bench.digits[train] / 16), torch.tensor(bench.labels[train])
    optimizer = torch.optim.Adam(network.parameters(), 3e-3, weight_decay=1e-5)
    for _ in range(40):
        for part in torch.randperm(len(x)).split(32):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(network(x[part]), y[part]).backward()
            optimizer.step()
    return network.eval()


def export(bench, network, path):
    """Writes the network, whose inputs are divided by 16, and gives the same for NumPy."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    steps = []
    if network is None:
        steps.append(("factor", bench.model.factor))
        for index, (weights, bias) in enumerate(bench.model.layers):
            steps += ([("relu",)] if index else []) + [("dense", weights, bias)]
    else:
        steps.append(("factor", np.float32(1 / 16)))
        for layer in network:
            if isinstance(layer, torch.nn.Linear):
                steps.append(
                    ("dense", layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy()))
            elif isinstance(layer, torch.nn.Conv2d):
                steps.append(("conv", layer.weight.detach().numpy(), layer.bias.detach().numpy()))
            elif isinstance(layer, torch.nn.ReLU):
                steps.append(("relu",))
            elif isinstance(layer, torch.nn.MaxPool2d):
                steps.append(("pool",))
    nodes, constants, last = [], [], "input"
    is_picture = any(kind == "conv" for kind, *_ in steps)
    for index, (kind, *values) in enumerate(steps):
        names = [f"constant{index}-{place}" for place in range(len(values))]
        constants += [
            numpy_helper.from_array(np.ascontiguousarray(v, np.float32), n) for v, n in zip(values, names)]
        if kind == "dense" and is_picture and not any(n.op_type == "Flatten" for n in nodes):
            nodes.append(helper.make_node("Flatten", [last], ["flat"]))
            last = "flat"
        operator, options = {
            "factor": ("Mul", {}), "dense": ("Gemm", {}), "relu": ("Relu", {}),
            "conv": ("Conv", {"pads": [1, 1, 1, 1]}),
            "pool": ("MaxPool", {"kernel_shape": [2, 2], "strides": [2, 2]})}[kind]
        nodes.append(helper.make_node(operator, [last, *names], [f"value{index}"], **options))
        last = f"value{index}"
    shape = ["n", 1, 8, 8] if is_picture else ["n", 64]
    graph = helper.make_graph(
        nodes, "network", [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, ["n", 10])], constants)
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return steps


def long_run(bench, setup, rounds=8, evaluations=65_536):
    """The mean of long runs, which has to agree with plain permutations in NumPy first."""
    runs = np.array([
        measured(bench, setup, evaluations, seed=1000 + seed)[1] for seed in range(rounds)])
    mean = runs.mean(0)
    spread = runs.var(0, ddof=1).sum(1) / rounds / (mean**2).sum(1)
    setup["truth error"] = float(spread.mean())
    scores = []
    for index in (0, INPUTS // 2):
        game = setup["games"][index]
        values, errors = truth.shapley(game.model, game.x, game.target, 1500, index)
        played = errors > 0
        scores.append(((mean[index] - values)[played] / errors[played]) ** 2)
    if np.concatenate(scores).mean() > 1.6:
        raise SystemExit(f"long runs and plain sampling disagree on {setup['name']}")
    return mean


def trees(folder):
    x, y = load_breast_cancer(return_X_y=True)
    x = x.astype(np.float32)
    explained, baseline = x[np.arange(INPUTS) * len(x) // INPUTS], x.mean(0)
    forest = RandomForestClassifier(100, max_depth=8, random_state=0).fit(x, y)
    boosted = GradientBoostingClassifier(random_state=0).fit(x, y)
    for name, what, model in (
        ("forest", "a random forest's probability", forest),
        ("boosted", "boosted trees' logit", boosted)):
        path = os.path.join(folder, f"{name}.json")
        if name == "forest":
            parts = [(t.tree_, t.tree_.value[:, 0, 1] / t.tree_.value[:, 0].sum(1)) for t in model.estimators_]
            games.write_trees(path, parts, x.shape[1], 1 / len(parts), 0)
        else:
            parts = [(t.tree_, t.tree_.value[:, 0, 0]) for t in model.estimators_[:, 0]]
            start = model._raw_predict_init(x[:1]).item()
            games.write_trees(path, parts, x.shape[1], model.learning_rate, start)
        ensemble = games.Trees(path)
        own = model.predict_proba(explained)[:, 1] if name == "forest" else model.decision_function(explained)
        if np.abs(ensemble(explained)[:, 0] - own).max() > 1e-6:
            raise SystemExit(f"the trees of {name} were not taken over as they are")
        explainer = shap.TreeExplainer(
            model, data=baseline[None].astype(np.float64), feature_perturbation="interventional")
        values = np.asarray(explainer.shap_values(explained.astype(np.float64), check_additivity=False))
        values = values[..., 1] if values.ndim == 3 else values
        yield {
            "name": name, "what": what, "trees": path, "truth": values, "folder": folder,
            "games": [games.Game(ensemble, row, baseline, 0) for row in explained],
            "options": {"trees": path}}


def measured(bench, setup, evaluations, seed, repeats=1, **options):
    first = setup["games"][0]
    if np.any(first.baseline):
        path = os.path.join(setup["folder"], "baseline.npy")
        np.save(path, first.baseline[None])
        options["background"] = path
    return bench.limn.measure(
        "shap", [game.x for game in setup["games"]], [game.target for game in setup["games"]], "",
        repeats=repeats, estimator="gaussian-process", evaluations=evaluations, seed=seed,
        **setup["options"], **options)


def ours(bench, setup, evaluations, decays):
    errors, inside, seconds = [], [], []
    for seed in range(SEEDS):
        measurement, found = measured(
            bench, setup, evaluations, seed, repeats=3, errors=True,
            **({"learned": True} if decays == "learned" else {}))
        values, deviations = np.split(found, 2, axis=1)
        seconds += [s / INPUTS for s in measurement.seconds]
        errors.append(np.sum((values - setup["truth"]) ** 2, 1) / np.sum(setup["truth"] ** 2, 1))
        played = deviations > 0
        inside.append(np.abs(values - setup["truth"])[played] <= 1.96 * deviations[played])
    details = {"coverage": float(np.concatenate(inside).mean())}
    if "truth error" in setup:
        details["error of the truth"] = setup["truth error"]
    return Measurement(
        "Limn", f"gaussian-process, {decays} decays", seconds, float(np.mean(errors)),
        "normalised squared", details=details)


def shapiq(bench, setup, evaluations):
    path = os.path.join(setup["folder"], "games.npz")
    games.save(
        path, setup["games"], setup["truth"], setup.get("steps"), "probability" in setup["options"],
        setup.get("trees"))
    script = os.path.join(os.path.dirname(__file__), "..", "shapiq_games.py")
    finished = subprocess.run(
        [bench.shapiq_python, script, path, str(evaluations), str(SEEDS), *PEERS],
        check=True, capture_output=True, text=True)
    return [Measurement(**entry) for entry in json.loads(finished.stdout.splitlines()[-1])]
