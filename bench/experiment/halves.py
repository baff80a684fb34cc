#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/experiments/halves.md from a results.json: bench/experiment/halves.py results.json [--short]"""
import json, re, sys

found = json.load(open(sys.argv[1]))["halves"]
concepts = found["concepts"]
reported = [c for c in concepts if c["use"] == "REPORT"]
GAP = .03
ARMS = {"lda": "LDA", "mean-difference": "mean difference", "ridge-once": "ridge once", "translated": "translated",
        "topics-alone": "topics alone", "words-weak": "words, weak", "words-strong": "words, strong",
        "refined-weak": "refined weak", "refined-strong": "refined strong", "cluster-intersection": "intersection",
        "random-pointer": "*random pointer*", "shuffled-labels": "*shuffled labels*",
        "shuffled-ceiling": "*labels, shuffled*", "ceiling": "labels"}
SHORT = "--short" in sys.argv
if SHORT:
    ARMS = {a: name for a, name in ARMS.items() if a in ("lda", "topics-alone", "words-weak", "words-strong", "refined-weak", "refined-strong",
                                                         "cluster-intersection", "random-pointer", "ceiling")}
BESIDE = ["lda", "mean-difference", "words-strong", "topics-alone", "cluster-intersection", "refined-weak", "ceiling"]
RECOVERED = ["refined-weak", "refined-strong", "words-strong", "topics-alone"]


def number(x): return re.sub(r"^(-?)0\.", r"\1.", f"{x:.3f}").replace("-", "−")
def interval(f): return f"{number(f[0])} [{number(f[1])}, {number(f[2])}]"
def mean(values): return sum(values) / len(values)
def gap(c, metric): return c["arms"]["ceiling"][metric][0] - c["arms"]["lda"][metric][0]


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows: print("| " + " | ".join(row) + " |")
    print()


def scores(metric):
    arms = [a for a in ARMS if a in concepts[0]["arms"]]
    value = lambda c, a: c["arms"][a][metric][0]
    rows = [[c["name"], "choosing" if c["use"] == "CHOOSE" else "reported"] + [number(value(c, a)) for a in arms] for c in concepts]
    if reported:
        rows.append([f"*mean of {len(reported)}*", "reported"] + [number(mean([value(c, a) for c in reported])) for a in arms])
    table(["concept", "use"] + [ARMS[a] for a in arms], rows)


def recovered(c, metric, key, arm):
    return interval(c[key][arm]) if gap(c, metric) >= GAP else "gap " + number(gap(c, metric))


print(f"{found['books']} books by {found['authors']} authors, {found['passages']} passages, {found['halvings']} halvings.\n")
print("### Passage AUC\n"); scores("passageAuc")
print("### Passage AP\n"); scores("passageAp")
for title, key in ("The refined strong model minus another arm, passage AUC, paired", "aucDifference"), ("The same, passage AP", "apDifference"):
    if SHORT: break
    print(f"### {title}\n")
    table(["concept"] + ["− " + ARMS[a] for a in BESIDE], [[c["name"]] + [interval(c[key][a]) for a in BESIDE] for c in concepts])
print("### Performance gap recovered\n")
both = (("AUC", "passageAuc", "pgrAuc"), ("AP", "passageAp", "pgrAp"))
table(["concept"] + [f"{m}, {ARMS[a]}" for m, _, _ in both for a in RECOVERED],
      [[c["name"]] + [recovered(c, metric, key, a) for _, metric, key in both for a in RECOVERED] for c in concepts])
for use, some in ("choosing", [c for c in concepts if c not in reported]), ("reported", reported):
    for m, metric, key in both:
        counted = [c for c in some if gap(c, metric) >= GAP]
        for arm in ("refined-weak", "refined-strong"):
            if counted:
                values = [(c[key][arm][0], c["name"]) for c in counted]
                print(f"{use}, {m}, {ARMS[arm]}: mean {number(mean([v for v, _ in values]))} of {len(values)}, least {number(min(values)[0])} ({min(values)[1]})")
if SHORT: sys.exit()
print("\n### Nulls of shuffled labels\n")
nulls = [a for a in ("shuffled-labels", "shuffled-ceiling") if a in concepts[0]["arms"]]
table(["concept"] + [f"{ARMS[a]}, {m}" for a in nulls for m, _, _ in both],
      [[c["name"]] + [interval(c["arms"][a][metric]) for a in nulls for _, metric, _ in both] for c in concepts])
detective = next((c for c in concepts if c["name"] == "detective"), None)
if detective:
    print("### Detective, every figure\n")
    table(["arm", "passage AUC", "passage AP", "book AUC", "lowest to highest halving, AUC"],
          [[ARMS[a]] + [interval(s[k]) for k in ("passageAuc", "passageAp", "bookAuc")]
           + [f"{number(min(s['byHalving']))} to {number(max(s['byHalving']))}"]
           for a in ARMS if a in detective["arms"] for s in [detective["arms"][a]]])
