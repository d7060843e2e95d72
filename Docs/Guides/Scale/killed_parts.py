"""A run in parts whose processes are killed at random: killed_parts.py LIMN PARTS SECONDS OUTPUT OPTION …

Two processes run at a time, each computing one part (`limn report --shard`). Each is killed with SIGKILL
after an exponentially distributed time with a mean of SECONDS, and the part is started again later, as an
engine would. Halfway through, `limn merge` must refuse and name the missing parts; at the end it must
merge all of them. `simulate.py` predicts the same on paper.
"""

import random
import signal
import subprocess
import sys
import time

limn, parts, mean, output, *options = sys.argv[1:]
parts, mean = int(parts), float(mean)
stream = random.Random(0)


class Attempt:
    """One process that computes a part, and the time at which it is killed."""

    def __init__(self, part):
        self.part = part
        self.end = time.monotonic() + stream.expovariate(1 / mean)
        command = [limn, "report", "--shard", f"{part}/{parts}", "--workers", "1", "--output", output, *options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def status(self):
        status = self.process.poll()
        if status is None and time.monotonic() >= self.end:
            self.process.kill()
            status = self.process.wait()
        return status


def merge():
    return subprocess.run([limn, "merge", output, "--output", output + "/whole"], capture_output=True, text=True)


waiting, running = list(range(1, parts + 1)), []
starts = kills = 0
has_asked = False
began = time.monotonic()
while waiting or running:
    while waiting and len(running) < 2:
        running.append(Attempt(waiting.pop(0)))
        starts += 1
    for attempt in list(running):
        status = attempt.status()
        if status is None:
            continue
        running.remove(attempt)
        if status == -signal.SIGKILL:
            kills += 1
            waiting.append(attempt.part)
        elif status != 0:
            sys.exit(f"part {attempt.part} ended with status {status}")
    if not has_asked and len(waiting) < parts // 2:
        has_asked = True
        early = merge()
        if early.returncode == 0 or "part" not in early.stderr:
            sys.exit(f"merged without all parts: {early.stdout} {early.stderr}")
    time.sleep(0.002)
took = time.monotonic() - began
done = merge()
if done.returncode != 0:
    sys.exit(done.stderr)
print(f"{parts} parts, {starts} starts, {kills} killed, {took:.0f} s; merged in {time.monotonic() - began - took:.1f} s")
