"""Repeated timing, and what a row of the comparison holds."""

import time
from dataclasses import asdict, dataclass, field

import numpy as np


@dataclass
class Measurement:
    """One tool's time and error in one row."""

    tool: str
    setting: str
    seconds: list  # one for each repeat
    error: float | None = None
    error_kind: str = ""
    threads: int = 1
    details: dict = field(default_factory=dict)

    @property
    def median(self):
        return float(np.median(self.seconds))

    @property
    def spread(self):
        return float(min(self.seconds)), float(max(self.seconds))


@dataclass
class Row:
    """What is computed, by Limn and by its peers."""

    name: str
    what: str
    ours: Measurement
    peers: list
    note: str = ""

    def as_dict(self):
        return asdict(self)


def timed(body, repeats, warmup=1):
    """The seconds of each of `repeats` calls, and what the last one gave."""
    for _ in range(warmup):
        result = body()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = body()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def normalised_squared_error(estimates, truth):
    """The mean over rows of sum (e - t)^2 / sum t^2."""
    estimates, truth = np.atleast_2d(estimates), np.atleast_2d(truth)
    return float(np.mean(np.sum((estimates - truth) ** 2, 1) / np.sum(truth**2, 1)))
