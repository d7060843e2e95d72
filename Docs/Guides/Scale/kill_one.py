"""Kills one process that an engine has started: kill_one.py ROOT PATTERN MARK

Waits until the file or folder MARK exists and is not empty, then kills the first descendant of the process
ROOT whose command line contains PATTERN, and prints which. Used by the checks of these recipes.
"""

import os
import signal
import sys
import time


def processes():
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
            with open(f"/proc/{name}/cmdline", "rb") as file:
                yield int(name), parent, file.read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            pass


def descendants(root):
    found, table = {root}, sorted(processes())
    while True:
        more = {child for child, parent, _ in table if parent in found} - found
        if not more:
            return [(child, parent, line) for child, parent, line in table if child in found - {root}]
        found |= more


def has_begun(mark):
    try:
        return bool(os.listdir(mark)) if os.path.isdir(mark) else os.path.getsize(mark) > 0
    except OSError:
        return False


root, pattern, mark = int(sys.argv[1]), sys.argv[2], sys.argv[3]
for _ in range(6000):
    if has_begun(mark):
        matching = [(child, parent) for child, parent, line in descendants(root) if pattern in line]
        # A shell that starts the process has the same words in its command line.
        victims = [child for child, _ in matching if child not in {parent for _, parent in matching}]
        if victims:
            os.kill(victims[0], signal.SIGKILL)
            print(f"killed process {victims[0]} of {len(victims)}: {pattern}")
            sys.exit(0)
    time.sleep(0.05)
sys.exit(f"no process to kill: {pattern}")
