"""Simulates a run in many parts on machines that fail: simulate.py [ROWS [SHARDS [SLOTS [RATE]]]]

Parts wait for a free slot of one core, compute RATE rows per second, and are killed at exponentially
distributed intervals. A killed part waits for a slot again, starts, and continues after its last finished
chunk of 128 rows. For several mean times between kills of a slot, the program prints the hours until all
parts are finished, the number of starts, and the share of the computed rows that was computed again.
"""

import heapq
import random
import sys

rows, shards, slots, rate = [
    float(value) for value in (sys.argv[1:] + ["1e9", "1000", "200", "2200"][len(sys.argv) - 1 :])
]
CHUNK, START = 128, 5.0


def simulate(hours_between_kills, seed):
    stream = random.Random(seed)
    free = [0.0] * int(slots)
    waiting = [(0.0, shard, rows / shards) for shard in range(int(shards))]
    starts = lost = 0
    end = 0.0
    while waiting:
        ready, shard, left = heapq.heappop(waiting)
        time = max(ready, heapq.heappop(free))
        life = stream.expovariate(1 / (3600 * hours_between_kills)) if hours_between_kills else 1e99
        starts += 1
        need = START + left / rate
        if life >= need:
            time += need
            end = max(end, time)
        else:
            done = max(0.0, life - START) * rate
            kept = done // CHUNK * CHUNK
            lost += done - kept
            time += life
            heapq.heappush(waiting, (time, shard, left - kept))
        heapq.heappush(free, time)
    return end / 3600, starts, lost / rows


print(f"{rows:.3g} rows, {shards:.0f} parts, {slots:.0f} slots, {rate:g} rows a second and slot")
for hours in (0, 24, 4, 1, 0.25):
    runs = [simulate(hours, seed) for seed in range(5)]
    mean = [sum(column) / len(runs) for column in zip(*runs)]
    kills = f"one kill each {hours:g} h" if hours else "no kills"
    print(f"{kills:22} {mean[0]:7.3f} h   {mean[1]:7.0f} starts   {100 * mean[2]:.4f}% computed again")
