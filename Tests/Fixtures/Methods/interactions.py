"""Adds shapiq's interactions of the game that make.py saves: python interactions.py GAME.npy."""

import json
import os
import sys

import numpy
import shapiq

HERE = os.path.dirname(os.path.abspath(__file__))
table = numpy.load(sys.argv[1])


def value(coalitions):
    return table[(coalitions.astype(int) << numpy.arange(16)).sum(1)]


computer = shapiq.ExactComputer(game=value, n_players=16)
found = {"version": shapiq.__version__}
for index in ["SII", "k-SII", "STII"]:
    result = computer(index, 2)
    found[index] = {
        "singles": [float(result[(i,)]) for i in range(16)],
        "pairs": [[float(result[(i, j)]) for j in range(i + 1, 16)] for i in range(15)]}
found["values"] = [float(v) for v in computer("SV", 1).get_n_order_values(1)]
with open(os.path.join(HERE, "interactions.json"), "w") as file:
    json.dump(found, file)
    file.write("\n")
