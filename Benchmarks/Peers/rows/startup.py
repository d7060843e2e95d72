"""From nothing to an answer: the command line against what the peers need to be imported."""

import subprocess
import sys
import tempfile

from timing import Measurement, Row, timed


def rows(bench):
    with tempfile.TemporaryDirectory() as folder:
        explain = [bench.binary, "explain", "--digit", "0", "--method", "integrated-gradients",
                   "--output", folder]
        seconds, _ = timed(lambda: run(explain), 9)
    ours = Measurement("Limn", "limn explain --digit 0, files written", seconds)
    peers = []
    for tool, module in (("Captum", "captum.attr"), ("shap", "shap"), ("lime", "lime.lime_image")):
        seconds, _ = timed(lambda: run([sys.executable, "-c", f"import {module}"]), 3)
        peers.append(Measurement(tool, f"import {module}", seconds))
    yield Row("cold-start", "A cold answer against the peer's import alone", ours, peers)


def run(command):
    subprocess.run(command, check=True, capture_output=True)
