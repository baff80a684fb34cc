#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables and pairs of docs/experiments/stories.md from a results.json: bench/experiment/stories.py results.json"""
import json, sys

steering = json.load(open(sys.argv[1]))["steering"]
HEAD = ["arm", "texts", "cost", "story", "detective", "joint", "content", "all three", "perplexity", "by the other", "told apart"]
FIELD = ["arm", "KL, median", "KL, 95 %", "concept", "fluency", "story", "harmonic mean", "plot", "MAUVE"]
WITH_INTERVAL = ("rated", "plot", "mauve")


def number(v, d=2):
    if v is None: return "–"
    text = f"{v:.{d}f}"
    return text.replace("0.", ".", 1) if abs(v) < 1 else text


def interval(arm, key):
    span = arm["intervals"].get(key, [None])[1:]
    return number(arm[key]) + (f" [{number(span[0])}, {number(span[1])}]" if span and None not in span else "")


def row(a):
    return [f"`{a['arm']}`", str(a["texts"]), str(a["candidates"]), number(a["story"]), number(a["detective"]), interval(a, "joint"),
            interval(a, "content"), interval(a, "allThree"), number(a["perplexity"], 1), number(a["perplexityOther"], 1), interval(a, "toldApart")]


def field(a):
    """Measures that stand among the intervals alone: value, low, high."""
    cells = [f"`{a['arm']}`"]
    for key in ("divergenceMedian", "divergenceHigh", "ratedConcept", "ratedFluency", "ratedStory") + WITH_INTERVAL:
        value, *span = a["intervals"].get(key, [None])
        cells.append(number(value) + (f" [{number(span[0])}, {number(span[1])}]" if key in WITH_INTERVAL and span and None not in span else ""))
    return cells


for kind, title in (("story", "Long openings"), ("short", "Short openings")):
    print(f"### {title}\n\n| {' | '.join(HEAD)} |\n|---|" + "---:|" * (len(HEAD) - 1))
    for arm in steering["arms"]:
        if arm["openings"] == kind: print("| " + " | ".join(row(arm)) + " |")
    print(f"\n| {' | '.join(FIELD)} |\n|---|" + "---:|" * (len(FIELD) - 1))
    for arm in steering["arms"]:
        if arm["openings"] == kind: print("| " + " | ".join(field(arm)) + " |")
    print()

print(steering["words"], "\n")
samples = {name: [s for s in steering["samples"] if s["openings"] == "story" and s["arm"] == name] for name in ("unsteered", "best")}
for i, (plain, best) in enumerate(zip(samples["unsteered"], samples["best"]), 1):
    print(f"**{i}.** *{plain['opening']}*\n")
    for name, s in (("unsteered", plain), ("best", best)):
        print(f"- {name} ({s['story']:.2f}, {s['detective']:.2f}): {' '.join(s['text'].split())}")
    print()
