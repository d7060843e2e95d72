"""The results of `compare.py` as Markdown tables.

usage: markdown.py RESULTS.json > TABLES.md
"""

import json
import sys

import numpy as np

# What a kind of error is called under a table.
WORDS = {
    "normalised squared": "normalised squared error",
    "normalised squared, against each tool's own limit of many samples":
        "normalised squared error, relative to the same tool's result with very many samples",
    "largest difference of an area": "largest difference in the area under a curve",
    "wrong on held-out digits": "share of held-out digits misclassified",
}


def main(path):
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    machine = results["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    print(f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, "
          f"Python {machine['python']}; {versions}.")
    check = results["closed form"]
    print(f"\nThe closed form that serves as the truth for Shapley values agrees with plain antithetic "
          f"sampling in double precision: the mean squared difference is "
          f"{check['mean squared z']:.2f} squared standard errors over {check['pixels']} pixels "
          f"(1 is expected).")
    for row in results["rows"]:
        show(row)


def show(row):
    print(f"\n**{row['what']}**\n")
    if row["note"]:
        print(f"{row['note']}\n")
    print("| tool | | threads | median | spread | × Limn's time | error |")
    print("|---|---|---|---|---|---|---|")
    ours = float(np.median(row["ours"]["seconds"]))
    for entry in [row["ours"]] + row["peers"]:
        median = float(np.median(entry["seconds"]))
        low, high = min(entry["seconds"]), max(entry["seconds"])
        spread = f"{duration(low)} – {duration(high)}" if len(entry["seconds"]) > 1 else ""
        ratio = "" if entry is row["ours"] else f"{significant(median / ours)}"
        details = "".join(
            f"; {name} {value:.1e}" for name, value in entry["details"].items() if "gap" in name)
        error = "" if entry["error"] is None else f"{entry['error']:.1e}{details}"
        print(f"| {entry['tool']} | {entry['setting']} | {entry['threads']} | {duration(median)} "
              f"| {spread} | {ratio} | {error} |")
    kinds = {e["error_kind"] for e in [row["ours"]] + row["peers"]} - {""}
    if kinds:
        print(f"\nError: {', '.join(WORDS.get(kind, kind) for kind in sorted(kinds))}.")


def duration(seconds):
    if seconds < 1e-3:
        return f"{significant(seconds * 1e6)} µs"
    return f"{significant(seconds * 1e3)} ms" if seconds < 1 else f"{significant(seconds)} s"


def significant(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


if __name__ == "__main__":
    main(sys.argv[1])
