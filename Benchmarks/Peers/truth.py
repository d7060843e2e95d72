"""What the right answers are, by slow and plain means in double precision, none of them Limn's."""

import numpy as np


def gradient(model, x, targets):
    """The gradient of each row's target logit at `x`, by the chain rule, in the precision of `x`."""
    factor = model.factor.astype(x.dtype)
    h, gates = x * factor, []
    for index, (weights, bias) in enumerate(model.layers):
        if index:
            gates.append(h > 0)
            h = h * gates[-1]
        h = h @ weights.astype(x.dtype) + bias.astype(x.dtype)
    g = model.layers[-1][0].T[targets].astype(x.dtype)
    for (weights, _), gate in zip(reversed(model.layers[:-1]), reversed(gates)):
        g = (g * gate) @ weights.T.astype(x.dtype)
    return g * factor


def integrated_gradients(model, inputs, targets, pieces=4000, nodes=4):
    """Gauss-Legendre on many pieces of the path from zero, one image at a time."""
    positions, weights = np.polynomial.legendre.leggauss(nodes)
    starts = np.arange(pieces) / pieces
    alphas = (starts[:, None] + (positions + 1) / (2 * pieces)).reshape(-1)
    weights = np.tile(weights / (2 * pieces), pieces)
    result = []
    for x, target in zip(np.asarray(inputs, np.float64), targets):
        total = np.zeros_like(x)
        for chunk in np.array_split(np.arange(len(alphas)), 8):
            points = alphas[chunk, None] * x
            slopes = gradient(model, points, np.full(len(chunk), target))
            total += weights[chunk] @ slopes
        result.append(total * x)
    return np.array(result)


def shapley(model, x, target, pairs, seed, batch=500):
    """Antithetic permutations from the zero baseline: means and their standard errors."""
    players = np.flatnonzero(x)
    n, generator = len(players), np.random.default_rng(seed)
    total, squares = np.zeros(n), np.zeros(n)
    for start in range(0, pairs, batch):
        count = min(batch, pairs - start)
        orders = np.argsort(generator.random((count, n)), 1)
        means = np.zeros((count, n))
        for order in (orders, orders[:, ::-1]):
            rank = np.argsort(order, 1)
            shown = np.arange(n + 1)[None, :, None] > rank[:, None, :]
            rows = np.zeros((count * (n + 1), len(x)))
            rows[:, players] = (shown * x[players]).reshape(-1, n)
            scores = model(rows)[:, target].reshape(count, n + 1)
            steps = np.diff(scores, axis=1)
            means += np.take_along_axis(steps, rank, 1) / 2
        total += means.sum(0)
        squares += (means**2).sum(0)
    mean = total / pairs
    error = np.sqrt(np.maximum(squares / pairs - mean**2, 0) / (pairs - 1))
    phi, standard_error = np.zeros(len(x)), np.zeros(len(x))
    phi[players], standard_error[players] = mean, error
    return phi, standard_error


def lime_limit(model, x, target, segments, width=0.25, draws=400_000, seed=0):
    """What LIME's weighted regression tends to with many samples, where a ridge penalty is nothing.

    Masks over `segments`, the features that count, are independent fair coins; the weight is
    sqrt(exp(-D^2 / width^2)) with D the cosine distance to the full mask: lime's own image defaults.
    """
    n, generator = len(segments), np.random.default_rng(seed)
    gram, moment = np.zeros((n + 1, n + 1)), np.zeros(n + 1)
    for _ in range(draws // 20_000):
        z = generator.integers(0, 2, (20_000, n)).astype(np.float64)
        distance = 1 - np.sqrt(z.sum(1) / n)
        weights = np.sqrt(np.exp(-(distance**2) / width**2))
        shown = np.tile(x, (len(z), 1))
        shown[:, segments] *= z
        scores = model(shown)[:, target]
        z1 = np.hstack([z, np.ones((len(z), 1))])
        gram += (z1 * weights[:, None]).T @ z1
        moment += (z1 * weights[:, None]).T @ scores
    result = np.zeros(len(x))
    result[segments] = np.linalg.solve(gram, moment)[:n]
    return result
