#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the headline into the README and into the page: bench/experiment/headline.py DIR/results.json

Both hold the same figures of the part `halves`: passages of authors that nothing was fitted on.
"""
import json, pathlib, re, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
PAGE = ROOT / "services/gateway/src/main/resources/org/gumshoe/services/gateway/page/parts/measured.json"
ARMS = {"lda": ("the topic model (LDA)", "none"),
        "refined-weak": ("the refined concept, weak model", "none"),
        "refined-strong": ("the refined concept, strong model", "none"),
        "cluster-intersection": ("cluster intersection (k-means), a baseline", "none"),
        "random-pointer": ("random words instead of the concept's, the null", "none"),
        "ceiling": ("the best of several supervised readers", "one half's")}

halves = json.load(open(sys.argv[1]))["halves"]
reported = [c for c in halves["concepts"] if c["use"] == "REPORT"]
detective = next(c for c in reported if c["name"] == "detective")


def row(arm):
    mean = lambda metric: round(sum(c["arms"][arm][metric][0] for c in reported) / len(reported), 3)
    one = lambda metric: [round(x, 3) for x in detective["arms"][arm][metric]]
    ranked, labels = ARMS[arm]
    return {"arm": arm, "ranked": ranked, "labels": labels, "aucMean": mean("passageAuc"), "auc": one("passageAuc"),
            "apMean": mean("passageAp"), "ap": one("passageAp")}


rows = [row(arm) for arm in ARMS]
about = {"books": halves["books"], "authors": halves["authors"], "passages": halves["passages"],
         "halvings": halves["halvings"], "concepts": len(reported)}
lines = [json.dumps(each, ensure_ascii=False) for each in rows]
PAGE.write_text(json.dumps(about)[:-1] + ', "rows": [\n' + ",\n".join(lines) + "\n]}\n")


def number(x): return re.sub(r"^0", "", f"{x:.3f}")
def interval(f): return f"{number(f[0])} [{number(f[1])}, {number(f[2])}]"
def bold(text, arm): return f"**{text}**" if arm.startswith("refined") else text


table = ["| passages ranked by | labels used | AUC, mean of ten | AUC, detective | AP, mean of ten | AP, detective |",
         "|---|---|---|---|---|---|"]
table += [f"| {bold(r['ranked'], r['arm'])} | {r['labels']} | {bold(number(r['aucMean']), r['arm'])} | {interval(r['auc'])}"
          f" | {number(r['apMean'])} | {interval(r['ap'])} |" for r in rows]
text = README.read_text()
begin, end = "<!-- headline -->\n", "\n<!-- end of headline -->"
README.write_text(text[:text.index(begin)] + begin + "\n".join(table) + text[text.index(end):])
print("\n".join(table))
