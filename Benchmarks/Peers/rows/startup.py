"""From nothing to an answer: the command line against what the peers need to be imported."""

import subprocess
import sys
import tempfile

from timing import Measurement, Row, timed


def rows(bench):
    explain = [bench.binary, "explain", "--digit", "0", "--method", "integrated-gradients"]
    seconds, _ = timed(lambda: run(explain + ["--json"]), 21)
    ours = Measurement("Limn", "limn explain --digit 0 --json", seconds)

    def with_pictures():
        with tempfile.TemporaryDirectory() as folder:
            run(explain + ["--output", folder])

    seconds, _ = timed(with_pictures, 21)
    others = [Measurement("Limn", "limn explain --digit 0, all figures drawn", seconds)]
    for tool, module in (("Captum", "captum.attr"), ("shap", "shap"), ("lime", "lime.lime_image")):
        seconds, _ = timed(lambda: run([sys.executable, "-c", f"import {module}"]), 5)
        others.append(Measurement(tool, f"import {module}", seconds))
    yield Row("cold-start", "Cold start: a whole limn run against the import of the peer alone", ours, others)


def run(command):
    subprocess.run(command, check=True, capture_output=True)
