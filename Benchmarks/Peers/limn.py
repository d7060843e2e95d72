"""Limn, measured by its own benchmark binary in a process of its own, one a row."""

import json
import os
import subprocess
import tempfile

import numpy as np

from timing import Measurement


class Limn:
    def __init__(self, bench, binary, model):
        self.bench, self.binary, self.model = bench, binary, model

    def measure(self, task, inputs, targets, setting, workers=1, repeats=5, **options):
        """Runs one task over `inputs`; gives the measurement and the values it computed."""
        with tempfile.TemporaryDirectory() as folder:
            paths = {name: os.path.join(folder, name + ".npy") for name in ("in", "targets", "out")}
            np.save(paths["in"], np.asarray(inputs, np.float32))
            np.save(paths["targets"], np.asarray(targets, np.float32))
            command = [
                self.bench, "measure", task, "--model", options.pop("model", self.model),
                "--inputs", paths["in"], "--targets", paths["targets"], "--values", paths["out"],
                "--workers", str(workers), "--repeats", str(repeats),
            ]
            for name, value in options.items():
                command += ["--" + name.replace("_", "-")] + ([] if value is True else [str(value)])
            finished = subprocess.run(command, check=True, capture_output=True, text=True)
            report = json.loads(finished.stdout)
            values = np.load(paths["out"]) if os.path.exists(paths["out"]) else None
        return (
            Measurement(
                "Limn", setting, report.pop("seconds"), threads=workers, details=report),
            values,
        )
