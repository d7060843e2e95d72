"""shapiq's estimators on games that games.py saved; run in an environment with shapiq, prints JSON.

usage: shapiq_games.py GAMES.npz EVALUATIONS SEEDS ESTIMATOR...
"""

import json
import sys
import time
import warnings

# Without it OddSHAP would take one decision tree in its place, and say so only in a log.
import lightgbm
import numpy as np
import shapiq

import games


def main(path, budget, seeds, names):
    warnings.simplefilter("ignore")
    played, truth = games.load(path)
    entries = []
    for name in names:
        seconds, errors = [], []
        for seed in range(seeds):
            start = time.perf_counter()
            for game, right in zip(played, truth):
                found = make(name, len(game.players), seed).approximate(budget, game)
                values = game.spread(found.get_n_order_values(1))
                errors.append(np.sum((values - right) ** 2) / np.sum(right**2))
            seconds.append((time.perf_counter() - start) / len(played))
        entries.append({
            "tool": "shapiq", "setting": f"{name}, {budget} evaluations", "seconds": seconds,
            "error": float(np.mean(errors)), "error_kind": "normalised squared", "threads": 1,
            "details": {"version": shapiq.__version__, "lightgbm": lightgbm.__version__},
        })
    print(json.dumps(entries))


def make(name, n, seed):
    kind, _, proxy = name.partition(" ")
    options = {"proxy_model": proxy, "index": "SV"} if proxy else {}
    if kind in ("kADDSHAP", "PolySHAP"):
        options |= {"max_order": 2, "pairing_trick": True}
    return getattr(shapiq.approximator, kind)(n=n, random_state=seed, **options)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
