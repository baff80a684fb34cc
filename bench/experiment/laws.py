#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/experiments/laws.md from a results.json: bench/experiment/laws.py results.json"""
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


def curves(kind, d):
    means = [c for c in laws["precision"]["curves"] if c["concept"] == "mean"]
    columns = sorted({point["books"] for c in means for point in c["points"]})
    rows = []
    for c in means:
        by = {point["books"]: point[kind] for point in c["points"]}
        if kind == "pgr" and all(by.get(n, [None])[0] is None for n in columns): continue
        rows.append([c["arm"]] + [figure(by[n], d) if n in by else "–" for n in columns]
                    + ([figure(laws["precision"]["exponents"][c["arm"]])] if kind == "auc" and c["arm"] in laws["precision"]["exponents"] else []))
    table(["arm"] + [f"{n} books" for n in columns] + (["exponent p"] if kind == "auc" else []), rows)


print("## Precision and the number of books\n")
for kind, d in (("auc", 3), ("ap", 3), ("pgr", 2)): curves(kind, d)
gains = laws["precision"]["gains"]
print("strong minus weak:", {n: figure(f, 3) for n, f in gains["strongMinusWeak"].items()})
print("discrepancy and gain:", figure(gains["discrepancy"]["correlation"]), "95 % of shuffled below", number(gains["discrepancy"]["nullBand"], 2), "\n")

w = laws["warranty"]
print(f"## Basin\n\n{w['runs']} runs; failures {w['kinds']}; c of 1 - c / sqrt(N) {figure(w['squareRoot'])}; exponent {figure(w['exponent'])}\n")
noises = sorted({n for by in w["home"].values() for n in by}, key=float)
table(["books", "radius"] + noises, [[n, figure(w["radius"][n])] + [figure(by[x]) if x in by else "–" for x in noises] for n, by in w["home"].items()])
table(["pointer", "runs", "own clean end", "another concept's", "the opposite", "as another's run"],
      [[n, str(e["runs"])] + [figure(e[k]) for k in ("home", "elsewhere", "opposite", "together")] for n, e in w.get("nulls", {}).items()])
table(["concept", "local radius"], [[c, number(r, 2)] for c, r in w["local"].items()])
print("## The alarm\n")
table(["alarm", "failed", "good", "AUC", "threshold", "failed, noticed", "good, flagged"],
      [[n, str(a["failed"]), str(a["good"]), figure(a["auc"], 3), number(a["threshold"], 2), figure(a["noticed"]), figure(a["flagged"])] for n, a in w["alarms"].items()])

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

c = laws["combinations"]
print("## The opposite, and two at once\n")
table(["concept", "score × −1", "refined from the opposite pointer"], [[n["concept"], figure(n["turned"], 3), figure(n["refined"], 3)] for n in c["negatives"]])
table(["concepts", "books with both", "sum", "smaller score", "better one alone", "first loses", "second loses"],
      [[f"{x['one']} and {x['other']}", str(x["books"])] + [figure(x[k], 3) for k in ("sum", "least", "better", "lostOne", "lostOther")] for x in c["pairs"]])

s = laws["strawman"]
print(f"## The strawman\n\n{s['concept']}: share {number(s['share'], 3)}, ceiling of the topic model's filter {figure(s['ceiling'], 3)}\n")
table(["arm"] + [f"{k:g} kept" for k in s["kept"]], [[arm] + [figure(f, 3) for f in values] for arm, values in s["precision"].items()])
