"""The largest peak memory, in MB, of any process called NAME: peak_memory.py NAME

Samples ten times a second and prints the result on SIGTERM. For the checks of these recipes.
"""

import os
import signal
import sys
import time


def peaks(name):
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/status") as file:
                lines = dict(line.split(":", 1) for line in file)
        except OSError:
            continue
        if lines["Name"].strip() == name and "VmHWM" in lines:
            yield int(lines["VmHWM"].split()[0]) / 1024


most = 0


def end(*_):
    print(round(most), flush=True)
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
while True:
    most = max([most, *peaks(sys.argv[1])])
    time.sleep(0.1)
