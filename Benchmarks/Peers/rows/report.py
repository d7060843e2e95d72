"""Three methods over all digits with a report, end to end as a process."""

import subprocess
import sys
import tempfile
from pathlib import Path

from timing import Measurement, Row, timed


def rows(bench):
    def ours():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [bench.binary, "report", "--digits", f"0-{len(bench.digits) - 1}",
                 "--method", "integrated-gradients", "--method", "lime", "--method", "shap",
                 "--output", str(Path(folder) / "report")],
                check=True, capture_output=True)

    seconds, _ = timed(ours, 3)
    measurement = Measurement(
        "Limn", "limn report, page and arrays", seconds, threads=bench.threads)
    script = Path(__file__).parent.parent / "peer_report.py"
    share = 20

    def theirs():
        subprocess.run(
            [sys.executable, str(script), bench.model_path, str(share)], check=True,
            capture_output=True)

    seconds, _ = timed(theirs, 1, 0)
    # The start is paid once; what a digit costs is measured on a share of them.
    start, _ = timed(
        lambda: subprocess.run(
            [sys.executable, str(script), bench.model_path, "0"], check=True,
            capture_output=True), 1, 0)
    whole = [start[0] + (seconds[0] - start[0]) * len(bench.digits) / share]
    peer = Measurement(
        "Captum, lime, shap", f"arrays only; measured on {share} digits, scaled up", whole,
        threads=bench.threads)
    yield Row("report", f"Three methods on all {len(bench.digits)} digits, as a report",
              measurement, [peer])
