#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/experiments/laws.md on topics and maps, from a results.json: bench/experiment/laws.py results.json"""
import json, statistics, sys

laws = json.load(open(sys.argv[1]))["laws"]


def number(v, d):
    if v is None: return "–"
    text = f"{v:.{d}f}"
    return (text.replace("0.", ".", 1) if abs(v) < 1 else text).replace("-", "−")


def figure(v, d=2):
    return "–" if v[0] is None else number(v[0], d) + ("" if None in v[1:] else f" [{number(v[1], d)}, {number(v[2], d)}]")


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows: print("| " + " | ".join(row) + " |")
    print()


p = laws["portability"]
topics = p["topics"]
def median(v): return statistics.median(v) if v else None


medians = [f"{name} {number(median([t[key] for t in topics if t[key] is not None]), 3)}" for name, key in (
    ("AUC", "auc"), ("cosine", "cosine"), ("shift of the next word", "shift"), ("along a random direction", "randomShift"),
    ("mediation error", "mediation"), ("shuffled", "shuffledMediation"), ("redundancy error", "redundancy"), ("shuffled", "shuffledRedundancy"))]
print(f"## Portability\n\n{len(topics)} topics; medians: {', '.join(medians)}.\n")
table(["reader of stories", "the topic's vector", "other topics' vectors", "random directions"],
      [[name] + [figure(f[k]) for k in ("own", "others", "random")] for name, f in p.get("stories", {}).items()])
table(["error", "outcome", "topics", "rank correlation", "95 % of shuffled below"],
      [[r["one"], r["other"], str(r["cases"]), figure(r["correlation"]), number(r["nullBand"], 2)] for r in p["ranks"]])

m = laws["maps"]
print("## Maps\n")
for maps in (m["unpaired"], m["chains"]):
    table(["map", "R²", "R² by dimension", "AUC translated"],
          [[name] + [figure(f[k], 3) for k in ("r2", "r2Dimension", "auc")] for name, f in maps.items()])
table(["vector through", "shift", "transfer of stories"],
      [[name, figure(f["shift"]), figure(f["transfer"])] for name, f in m.get("stories", {}).items()])
