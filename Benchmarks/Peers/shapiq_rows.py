"""shapiq's estimators on given digits; run in an environment with shapiq, prints JSON.

usage: shapiq_rows.py MODEL.onnx DIGITS.npz EVALUATIONS REPEATS ESTIMATOR...
"""

import json
import sys
import time
import warnings

# Without it OddSHAP would take one decision tree in its place, and say so only in a log.
import lightgbm
import numpy as np
import shapiq

import model as peers_model


def main(model_path, digits_path, budget, repeats, names):
    warnings.simplefilter("ignore")
    model, data = peers_model.load(model_path), np.load(digits_path)
    entries = []
    for name in names:
        rounds = [one_round(name, model, data, budget) for _ in range(repeats)]
        entries.append({
            "tool": "shapiq", "setting": f"{name}, {budget} evaluations",
            "seconds": [seconds for seconds, _ in rounds], "error": rounds[0][1],
            "error_kind": "normalised squared", "threads": 1,
            "details": {"version": shapiq.__version__, "lightgbm": lightgbm.__version__},
        })
    print(json.dumps(entries))


def one_round(name, model, data, budget):
    """The mean time and error over the digits, each with a seed of its own."""
    seconds, errors = 0.0, []
    for seed, (x, target, truth) in enumerate(
        zip(data["inputs"], data["targets"], data["truth"])
    ):
        players = np.flatnonzero(x)
        zero = float(model(np.zeros((1, len(x)), np.float32))[0, target])

        def game(coalitions, x=x, target=target, zero=zero, players=players):
            rows = np.zeros((len(coalitions), len(x)), np.float32)
            rows[:, players] = np.asarray(coalitions, np.float32) * x[players]
            return model(rows)[:, target].astype(np.float64) - zero

        start = time.perf_counter()
        approximator = make(name, len(players), seed)
        found = approximator.approximate(budget, game)
        seconds += time.perf_counter() - start
        phi = np.zeros(len(x))
        phi[players] = found.get_n_order_values(1)
        errors.append(np.sum((phi - truth) ** 2) / np.sum(truth**2))
    return seconds / len(errors), float(np.mean(errors))


def make(name, n, seed):
    if name == "RegressionMSR linear":
        return shapiq.approximator.RegressionMSR(
            n=n, index="SV", proxy_model="linear", random_state=seed)
    kind = getattr(shapiq.approximator, name)
    if name == "kADDSHAP":
        return kind(n=n, max_order=2, random_state=seed)
    return kind(n=n, random_state=seed)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
