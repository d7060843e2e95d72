"""shapiq's Shapley interactions of pairs on given digits; run in an environment with shapiq, prints JSON.

usage: shapiq_pairs.py MODEL.onnx DIGITS.npz BLOCK EVALUATIONS REPEATS ESTIMATOR...

DIGITS.npz holds inputs and targets, and `truth`, players x players for each; without it all coalitions
are counted out, and the truth is what is printed.
"""

import json
import sys
import time
import warnings

import numpy as np
import shapiq

import model as peers_model


def main(model_path, digits_path, block, budget, repeats, names):
    warnings.simplefilter("ignore")
    model, data = peers_model.load(model_path), np.load(digits_path)
    games = [Game(model, x, target, block) for x, target in zip(data["inputs"], data["targets"])]
    if "truth" not in data:
        print(json.dumps([game.spread(exact(game)).tolist() for game in games]))
        return
    entries = []
    for name in names:
        rounds = [one_round(name, games, data["truth"], budget) for _ in range(repeats)]
        entries.append({
            "tool": "shapiq", "setting": f"{name}, {budget} evaluations",
            "seconds": [seconds for seconds, _ in rounds], "error": rounds[0][1],
            "error_kind": "normalised squared", "threads": 1,
            "details": {"version": shapiq.__version__},
        })
    print(json.dumps(entries))


class Game:
    """A digit's score with some blocks of pixels shown and the others zero. Blocks without ink do not play."""

    def __init__(self, model, x, target, block):
        self.model, self.x, self.target = model, x, target
        side = int(round(len(x) ** 0.5))
        places = np.arange(side) // block
        self.labels = (places[:, None] * (side // block) + places[None, :]).reshape(-1)
        self.count = self.labels.max() + 1
        self.players = np.array([p for p in range(self.count) if x[self.labels == p].any()])
        self.shown = (self.labels[None, :] == self.players[:, None]).astype(np.float32)

    def __call__(self, coalitions):
        rows = (np.atleast_2d(np.asarray(coalitions, np.float32)) @ self.shown) * self.x
        return self.model(rows)[:, self.target].astype(np.float64)

    def spread(self, pairs):
        whole = np.zeros((self.count, self.count))
        whole[np.ix_(self.players, self.players)] = pairs
        return whole


def exact(game):
    n = len(game.players)
    return matrix(shapiq.ExactComputer(game, n_players=n)(index="SII", order=2), n)


def matrix(values, n):
    pairs = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1, n):
            pairs[i, j] = pairs[j, i] = values[(i, j)]
    return pairs


def one_round(name, games, truth, budget):
    """The mean time and error over the digits, each with a seed of its own."""
    seconds, errors = 0.0, []
    for seed, (game, right) in enumerate(zip(games, truth)):
        n = len(game.players)
        start = time.perf_counter()
        found = make(name, n, seed).approximate(budget, game)
        seconds += time.perf_counter() - start
        pairs = game.spread(matrix(found, n))
        errors.append(np.sum((pairs - right) ** 2) / np.sum(right**2))
    return seconds / len(errors), float(np.mean(errors))


def make(name, n, seed):
    kind, _, paired = name.partition(" ")
    options = {"pairing_trick": True} if paired else {}
    return getattr(shapiq.approximator, kind)(
        n=n, max_order=2, index="SII", random_state=seed, **options)


if __name__ == "__main__":
    main(*sys.argv[1:3], *(int(v) for v in sys.argv[3:6]), sys.argv[6:])
