# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints ratios and draws cost.svg from the lines of JSON that `run` wrote: python report.py DIR."""
import collections
import json
import pathlib
import re
import statistics
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "gumshoe"
import matplotlib.pyplot as plt

directory = pathlib.Path(sys.argv[1])


def lines(name):
    path = directory / name
    for line in path.read_text().splitlines() if path.exists() else []:
        row = json.loads(line)
        row |= {k: float(v) for k, v in re.findall(r"(\w+)=([\d.]+)", row.get("settings", ""))}
        yield row


def pace(rows):
    """Documents a second: the median of the warm runs, or the only run."""
    warm = [r["documentsPerSecond"] for r in rows if r["run"] > 0] or [r["documentsPerSecond"] for r in rows]
    return statistics.median(warm)


by = collections.defaultdict(list)
for row in lines("pace.jsonl"):
    by[row["who"], row["minibatch"]].append(row)
if by:
    print("| minibatch | gumshoe | first run in a cold JVM | gensim | scikit-learn | over gensim | over scikit-learn |\n|---|---|---|---|---|---|---|")
    for minibatch in sorted({m for _, m in by}):
        ours, gensim, sklearn = (pace(by[who, minibatch]) for who in ("gumshoe", "gensim", "sklearn"))
        cold = by["gumshoe", minibatch][0]["documentsPerSecond"]
        print(f"| {minibatch:.0f} | {ours:,.0f}/s | {cold:,.0f}/s | {gensim:,.0f}/s | {sklearn:,.0f}/s | {ours / gensim:.1f}x | {ours / sklearn:.1f}x |")

latest = {}
for row in lines("quality.jsonl"):
    latest[row["minibatch"], row["passes"], row["who"], row["seed"]] = row
by = collections.defaultdict(list)
for key in sorted(latest):
    by[key[:3]].append(latest[key])
if by:
    print("\n| minibatch | passes | | seeds | perplexity: mean (least to most) | NPMI: mean ± standard error (least to most) |\n|---|---|---|---|---|---|")
    for (minibatch, passes, who), rows in by.items():
        p, n = [r["perplexity"] for r in rows], [r["npmi"] for r in rows]
        error = statistics.stdev(n) / len(n) ** 0.5 if len(n) > 1 else float("nan")
        print(f"| {minibatch:.0f} | {passes:.0f} | {who} | {len(rows)} | {statistics.mean(p):,.0f} ({min(p):,.0f} to {max(p):,.0f}) "
              f"| {statistics.mean(n):.4f} ± {error:.4f} ({min(n):.3f} to {max(n):.3f}) |")

by = collections.defaultdict(list)
for row in lines("unknown.jsonl"):
    by[row["reservoir"], row["horizon"]].append(row)
if by:
    print("\n| reservoir | horizon | perplexity: mean (least to most) | NPMI: mean (least to most) |\n|---|---|---|---|")
    for (reservoir, horizon), rows in by.items():
        p, n = [r["perplexity"] for r in rows], [r["npmi"] for r in rows]
        print(f"| {reservoir:,.0f} | {horizon:.0f} | {statistics.mean(p):,.0f} ({min(p):,.0f} to {max(p):,.0f}) "
              f"| {statistics.mean(n):.4f} ({min(n):.3f} to {max(n):.3f}) |")

by = collections.defaultdict(list)
for row in lines("threads.jsonl"):
    by[row["threads"]].append(row)
if by:
    print("\n| threads | documents a second | over one |\n|---|---|---|")
    for threads, rows in sorted(by.items()):
        print(f"| {threads:.0f} | {pace(rows):,.0f} | {pace(rows) / pace(by[1]):.2f} |")

rows = list(lines("cost.jsonl"))
if rows:
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.6))
    panels = [("topics", "topics", None), ("vocabulary", "words in the vocabulary", "words"), ("documents", "documents", "documents")]
    for axis, (field, label, swept) in zip(axes, panels):
        for who, marker in (("gumshoe", "o-"), ("gensim", "s--"), ("sklearn", "^--")):
            of = collections.defaultdict(list)
            for row in rows:
                sweep = "topics" if "topics" in row else "words" if "words" in row else "documents"
                if row["who"] == who and sweep == (swept or field):
                    of[row[field]].append(row)
            if of:
                xs = sorted(of)
                seconds = [r[0] for r in ([min(r["seconds"] for r in of[x])] for x in xs)]
                ys = seconds if field == "documents" else [1e6 / pace(of[x]) for x in xs]
                axis.plot(xs, ys, marker, label=who)
                print(f"{who} against {label}: " + ", ".join(f"{x:,.0f}: {y:,.{2 if field == 'documents' else 0}f}" for x, y in zip(xs, ys)))
        axis.set_xlabel(label)
        axis.set_ylabel("seconds in all" if field == "documents" else "microseconds a document")
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.legend()
    figure.tight_layout()
    figure.savefig(directory / "cost.svg", metadata={"Date": None})
    print(f"drawn: {directory / 'cost.svg'}")
