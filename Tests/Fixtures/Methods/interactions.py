"""Records shapiq's interactions of two games: the one that make.py saves, and one of numbers that single
precision holds exactly, so that its terms can be compared to the last digits.

usage: python interactions.py GAME.npy
"""

import json
import os
import sys

import numpy
import shapiq

HERE = os.path.dirname(os.path.abspath(__file__))
PLAYERS = 10
table = numpy.load(sys.argv[1])


def value(coalitions):
    return table[(coalitions.astype(int) << numpy.arange(16)).sum(1)]


def scrambled(coalitions):
    """Eighths between -50 and 75, a coalition's from a multiplicative hash of its number."""
    numbers = (coalitions.astype(int) << numpy.arange(PLAYERS)).sum(1)
    return ((numbers * 2654435761 % 2**32 >> 12) % 1000) / 8 - 50.0


def terms(game, players):
    computer = shapiq.ExactComputer(game=game, n_players=players)
    found = {"version": shapiq.__version__}
    for index in ["SII", "k-SII", "STII"]:
        result = computer(index, 2)
        found[index] = {
            "singles": [float(result[(i,)]) for i in range(players)],
            "pairs": [
                [float(result[(i, j)]) for j in range(i + 1, players)] for i in range(players - 1)]}
    found["values"] = [float(v) for v in computer("SV", 1).get_n_order_values(1)]
    return found


def write(name, found):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(found, file)
        file.write("\n")


write("interactions.json", terms(value, 16))
write("interactions-scrambled.json", terms(scrambled, PLAYERS))
