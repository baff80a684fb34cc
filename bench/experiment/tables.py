#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/experiments/weak-to-strong.md from a results.json: bench/experiment/tables.py results.json"""
import json, sys

r = json.load(open(sys.argv[1]))


def interval(v): return f"{v[0]:.3f} [{v[1]:.3f}, {v[2]:.3f}]"
def span(v, d=2): return f"{min(v):.{d}f}–{max(v):.{d}f}" if len(v) > 1 else f"{v[0]:.{d}f}"
def mean(v): return sum(v) / len(v)


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows: print("| " + " | ".join(row) + " |")
    print()


def arms(scores):
    table(["arm", "passage AUC", "passage AP", "book AUC", "precision at positives"],
          [[a, interval(s["passageAuc"]), interval(s["passageAp"]), interval(s["bookAuc"]), interval(s["precisionAtPositives"])] for a, s in scores.items()])


w = r["weakToStrong"]
print("### Weak to strong\n\nEach passage is scored by a model that saw no book of its author; intervals are over books.\n")
arms(w["arms"])
print(f"PGR on AUC {w['pgrAuc']:.2f}, on AP {w['pgrAp']:.2f}.\n\nFrom scratch (the LDA too is learned from the other authors alone):\n")
arms(w["fromScratch"])
print(f"PGR on AUC {w['pgrFromScratch']:.2f}.\n")

b = r["basin"]; rows = []
for key in sorted({(s["kind"], s["noise"]) for s in b["starts"]}):
    s = [x for x in b["starts"] if (x["kind"], x["noise"]) == key]
    rows.append([f"{key[1]:.0%}" if key[0] == "noise" else {"topic": "other topics", "seeds": "wrong seeds", "clusters": "the strong model's clusters"}[key[0]]] + [span([x[k] for x in s]) for k in ("startAuc", "endAuc", "pointedAuc", "cosineToClean", "correlation", "agreement")]
                + [f"{sum(x['diverged'] for x in s)} of {len(s)}"])
failed = [s for s in b["starts"] if s["endAuc"] < s["startAuc"] - .02 or s["endAuc"] < .8]
good = [s for s in b["starts"] if s not in failed]
print("### Basin of attraction\n")
table(["noise", "start AUC", "end AUC", "with its pointer", "cosine to clean", "correlation with LDA", "agreement", "reported diverged"], rows)
print(f"Radius {b['radius']}. Failed starts {len(failed)}, reported {sum(s['diverged'] for s in failed)}; good starts {len(good)}, flagged {sum(s['diverged'] for s in good)}.\n")

rows = []; seen = []
for x in r["data"]:
    key = (x["kind"], x["books"], x["positives"] if x["kind"] == "rare" else 0)
    if key in seen: continue
    seen.append(key)
    s = [y for y in r["data"] if (y["kind"], y["books"], y["positives"] if y["kind"] == "rare" else 0) == key]
    rows.append([x["kind"], str(x["books"]), span([float(y["positives"]) for y in s], 0), str(len(s))]
                + [f"{mean([y[k] for y in s]):.3f}" for k in ("ldaAuc", "refinedWeakAuc", "refinedStrongAuc", "ceilingAuc")] + [str(sum(y["diverged"] for y in s))])
print("### Data\n")
table(["", "books", "positives", "draws", "LDA", "refined weak", "refined strong", "ridge on true labels", "reported"], rows)
rare = [x for x in r["data"] if x["kind"] == "rare"]
rare = [x for x in rare if x["positives"] == min(y["positives"] for y in rare)]
gains = [x["refinedStrongAuc"] - x["ldaAuc"] for x in rare]
print("Rarest draws: gain over the LDA by draw " + ", ".join(f"{g:+.3f}" + (" (reported)" if x["diverged"] else "") for g, x in zip(gains, rare)) + f"; mean {mean(gains):+.3f}.\n")

p = r.get("pointers")
if p:
    print("### Pointers: ten random beginnings of the LDA\n")
    columns = ("ldaAuc", "refinedWeakAuc", "refinedStrongAuc", "ldaBookAuc", "refinedBookAuc", "correlation", "agreement")
    table(["seed", "LDA", "refined weak", "refined strong", "books, LDA", "books, refined and anchored", "correlation", "agreement", "reported"],
          [[str(x["seed"])] + [f"{x[k]:.3f}" for k in columns] + ["yes" if x["diverged"] else ""] for x in p]
          + [["mean"] + [f"{mean([x[k] for x in p]):.3f}" for k in columns] + [""], ["least"] + [f"{min(x[k] for x in p):.3f}" for k in columns] + [""]])

layers = r["layers"]; c = next(x for x in layers if x["chosen"])
print(f"### Layers\n\nChosen without labels: weak {c['weak']}, strong {c['strong']}: R² {c['r2']:.2f} (shuffled {c['r2Shuffled']:.2f}), cosine of the translated to the native vector {c['cosineToNative']:.3f}"
      f" (shuffled map {c['cosineShuffled']:.2f}). Over all {len(layers)} pairs the cosine is {span([x['cosineToNative'] for x in layers], 3)}, through shuffled maps {span([x['cosineShuffled'] for x in layers])}.\n")

s = r.get("steering")
if s:
    j = r["judges"]
    print(f"### Steering\n\nJudges on unseen authors: story AUC {j['storyAuc']:.3f}, detective among fiction {j['detectiveAuc']:.3f}.\n")
    head = ["arm", "texts", "story", "detective", "joint", "content", "all three", "perplexity own / other", "distinct-2", "wrong way"]
    def row(a): return [a["arm"], str(a["texts"]), f"{a['story']:.2f}", f"{a['detective']:.2f} ± {a['detectiveSe']:.2f}", f"{a['joint']:.2f}", f"{a['content']:.2f}", f"{a['allThree']:.2f}",
                        f"{a['perplexity']:.1f} / {a['perplexityOther']:.1f}", f"{a['distinct2']:.2f}", f"{a['wrongWay']:.2f}"]
    table(["openings"] + head, [[a["openings"]] + row(a) for a in s["arms"]])
    print(f"Transfer (translated − unsteered) / (oracle − unsteered) on the detective judge: {s['transfer']:.2f}.\n\nOn the choosing half of the story openings:\n")
    table(head, [row(a) for a in s["tuning"]])
    print(f"The rule without labels takes {s['strongestFluent'] or 'none'}.\n\n{s['words']}\n")
print("### Wall time\n\n" + ", ".join(f"{k} {v:.0f} s" for k, v in r["seconds"].items()) + f"; total {sum(r['seconds'].values()):.0f} s.")
