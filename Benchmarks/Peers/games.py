"""Games to estimate Shapley values of: a model's score with some of an input's features shown and the others at
a baseline. In NumPy alone, so that every environment can play them."""

import json

import numpy as np


class Game:
    """One input of a model: coalitions in, worths out."""

    def __init__(self, model, x, baseline, target):
        self.model, self.x, self.baseline, self.target = model, x, baseline, target
        self.players = np.flatnonzero(x != baseline)
        self.empty = float(self.scores(baseline[None])[0])

    def scores(self, rows):
        return self.model(rows)[:, self.target].astype(np.float64)

    def __call__(self, coalitions):
        rows = np.repeat(self.baseline[None], len(coalitions), 0)
        shown = np.asarray(coalitions, bool)
        rows[:, self.players] = np.where(shown, self.x[self.players], self.baseline[self.players])
        return self.scores(rows) - self.empty

    def spread(self, values):
        whole = np.zeros(len(self.x))
        whole[self.players] = values
        return whole


class Layers:
    """Convolutions, pools, dense layers and rectifiers; logits, or probabilities of them."""

    def __init__(self, steps, probability=False):
        self.steps, self.probability = steps, probability

    def __call__(self, rows):
        return np.concatenate([self.part(rows[i : i + 2048]) for i in range(0, len(rows), 2048)])

    def part(self, h):
        h = np.asarray(h, np.float32)
        for kind, *values in self.steps:
            if kind == "factor":
                h = h * values[0]
            elif kind == "dense":
                h = h.reshape(len(h), -1) @ values[0] + values[1]
            elif kind == "relu":
                h = np.maximum(h, 0)
            elif kind == "conv":
                h = convolution(h, *values)
            elif kind == "pool":
                n, c, y, x = h.shape
                h = h.reshape(n, c, y // 2, 2, x // 2, 2).max((3, 5))
        if self.probability:
            h = np.exp(h - h.max(1, keepdims=True))
            h = h / h.sum(1, keepdims=True)
        return h


def convolution(h, weights, bias):
    """A 3×3 window with a border of zeros."""
    if h.ndim == 2:
        side = int(round(h.shape[1] ** 0.5))
        h = h.reshape(len(h), 1, side, side)
    n, c, y, x = h.shape
    padded = np.pad(h, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (2, 3))
    columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * y * x, c * 9)
    flat = columns @ weights.reshape(len(weights), -1).T + bias
    return flat.reshape(n, y, x, len(weights)).transpose(0, 3, 1, 2)


class Trees:
    """An ensemble of decision trees with one score, as limn-bench reads it."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            told = json.load(file)
        for name in ("features", "thresholds", "left", "right", "values", "roots"):
            setattr(self, name, np.array(told[name]))
        self.factor, self.base = told["factor"], told["base"]

    def __call__(self, rows):
        x, total = np.asarray(rows, np.float32).astype(np.float64), np.zeros(len(rows))
        for root in self.roots:
            node = np.full(len(x), root)
            while np.any(self.features[node] >= 0):
                feature = np.maximum(self.features[node], 0)
                goes_left = x[np.arange(len(x)), feature] <= self.thresholds[node]
                below = np.where(goes_left, self.left[node], self.right[node])
                node = np.where(self.features[node] >= 0, below, node)
            total += self.values[node]
        return (self.base + self.factor * total)[:, None]


def write_trees(path, trees, width, factor, base):
    """`trees`: scikit-learn's, with the value of each node."""
    told = {name: [] for name in ("features", "thresholds", "left", "right", "values", "roots")}
    for tree, values in trees:
        start = len(told["features"])
        told["roots"].append(start)
        is_leaf = tree.children_left < 0
        told["features"] += np.where(is_leaf, -1, tree.feature).tolist()
        told["thresholds"] += tree.threshold.tolist()
        told["left"] += (tree.children_left + start).tolist()
        told["right"] += (tree.children_right + start).tolist()
        told["values"] += np.asarray(values, float).tolist()
    with open(path, "w", encoding="utf-8") as file:
        json.dump(told | {"width": width, "factor": float(factor), "base": float(base)}, file)


def save(path, games, truth, steps=None, probability=False, trees=None):
    """Writes what another environment needs to play the same games."""
    arrays = {
        "inputs": np.array([game.x for game in games]), "baseline": games[0].baseline,
        "targets": np.array([game.target for game in games]), "truth": truth,
        "probability": probability}
    for index, (kind, *values) in enumerate(steps or []):
        arrays[f"step{index}"] = kind
        arrays |= {f"step{index}-{place}": value for place, value in enumerate(values)}
    if trees is not None:
        arrays["trees"] = trees
    np.savez(path, **arrays)


def load(path):
    """The games and their true values."""
    data = np.load(path)
    if "trees" in data:
        model = Trees(str(data["trees"]))
    else:
        steps = []
        while f"step{len(steps)}" in data:
            name = f"step{len(steps)}"
            values = [data[f"{name}-{p}"] for p in range(3) if f"{name}-{p}" in data]
            steps.append((str(data[name]), *values))
        model = Layers(steps, bool(data["probability"]))
    games = [
        Game(model, x, data["baseline"], int(target))
        for x, target in zip(data["inputs"], data["targets"])]
    return games, data["truth"]
