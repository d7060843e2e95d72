"""A client for `limn worker`: rows in, attributions out, both as NumPy arrays."""

import json
import struct
import subprocess

import numpy as np


class Worker:
    """One worker. The model is loaded once; every call of `explain` is one frame.

    >>> with Worker("--model", "mine.onnx", "--method", "shap") as worker:
    ...     worker.explain(rows)["shap"]
    """

    def __init__(self, *arguments, limn="limn"):
        command = [limn, "worker", "--header", *arguments]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._numbered = "--numbered" in arguments
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(command)} ended with status {self._process.wait()}")
        self.header = json.loads(line)

    def explain(self, rows, numbers=None):
        """The columns of the answer to `rows` (n × features) by name: "shap", "shap-error", "outputs".

        `numbers` are the row numbers in the run, for a worker with `--numbered`. A row that cannot be
        explained is NaN.
        """
        rows = np.asarray(rows, "<f4").reshape(len(rows), -1)
        if self._numbered:
            # Only the remainder matters, and a 32-bit float represents it exactly.
            rows = np.column_stack([np.asarray(numbers) % 128, rows]).astype("<f4")
        try:
            self._process.stdin.write(struct.pack("<II", *rows.shape) + rows.tobytes())
            self._process.stdin.flush()
        except BrokenPipeError:
            raise RuntimeError(f"limn worker ended with status {self._process.wait()}") from None
        count, width = struct.unpack("<II", self._read(8))
        answer = np.frombuffer(self._read(4 * count * width), "<f4").reshape(count, width)
        return {
            part["name"]: answer[:, part["first"] : part["first"] + part["count"]]
            for part in self.header["columns"]
        }

    def _read(self, count):
        found = self._process.stdout.read(count)
        if len(found) < count:
            raise RuntimeError(f"limn worker ended with status {self._process.wait()}")
        return found

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        return self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
