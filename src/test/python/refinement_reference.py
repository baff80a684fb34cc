#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes refinement-reference.json: what ../shared/reference/refine.py gives, with the random draws (groups of books, noise) as numbers.

    python3 refinement_reference.py ../shared/reference > src/test/resources/org/gumshoe/steer/refine/refinement-reference.json
"""
import csv, json, sys
import numpy as np

HERE = sys.argv[1]
sys.path.insert(0, HERE)
import refine as R

CASES = [
    dict(activations="smollm2-135m-layer20", scores="plain_k20"),
    dict(activations="gemma-3-270m-layer12", scores="guided_k40"),
    dict(activations="smollm2-135m-layer20", scores="plain_k20", noise=.8),
    dict(activations="gemma-3-270m-layer12", scores="plain_k40", positives=4, seed=1),
    dict(activations="gemma-3-270m-layer9", scores="guided_k40", noise=1, seed=2),
    dict(activations="smollm2-135m-layer15", scores="plain_k40", anchor=.4, prevalence=.4),
]


def responsibilities(score, prevalence):
    """Step 5 of the recipe."""
    qs = R.PREVALENCES if prevalence is None else (prevalence,)
    return np.mean([1 / (1 + np.exp(-(score - np.quantile(score, 1 - q)) / .5)) for q in qs], 0)


def passages(r, p, score, z, a, prevalence):
    """Gumshoe's last step, not in refine.py: one more fit with a label for each passage, and a score that is anchored as a book's is."""
    a = a / 2
    anchored = lambda s: (1 - a) * R.standard(s) + a * R.standard(z)
    own = responsibilities(R.standard(anchored(p)), prevalence)
    return anchored(r.cross_fit((own + responsibilities(score, prevalence)[r.book]) / 2))


rows = list(csv.DictReader(open(HERE + "/lda-scores.tsv"), delimiter="\t"))
out = []
for c in CASES:
    rng = np.random.default_rng(c.get("seed", 0))
    y = np.array([r["detective"] for r in rows]); ids = np.array([r["book"] for r in rows])
    z = np.array([float(r[c["scores"]]) for r in rows]); source = np.arange(len(rows))
    keep = np.ones(len(rows), bool)
    if "positives" in c:
        keep = (y != "1") | np.isin(ids, rng.choice(np.unique(ids[y == "1"]), c["positives"], False))
    y, ids, source = y[keep], ids[keep], source[keep]
    if "noise" in c:
        hit = rng.random(len(source)) < c["noise"]
        source[hit] = rng.permutation(source)[hit]
    z = z[source]
    names, first_row, book = np.unique(ids, return_index=True, return_inverse=True)
    r = R.Refinement(np.load(f"{HERE}/{c['activations']}.npy").astype(float)[keep], book, R.RIDGE * len(z) / 1312)
    first, p, score, reliability, a = r.run(z, c.get("anchor", "auto"), c.get("prevalence", "auto"), "log")
    known, yb = y != "?", y[first_row]
    ceiling = np.empty(len(z))
    for f in range(R.FOLDS):
        m = R.Ridge(r.x, (r.fold != f) & known, R.RIDGE * len(z) / 1312)
        ceiling[r.fold == f] = m.scores(r.x[r.fold == f], (y == "1").astype(float))
    aucs = {n: [R.auc(y[known] == "1", s[known]), R.auc(yb[yb != "?"] == "1", r.by_book(s)[yb != "?"])]
            for n, s in (("lda", z), ("onePass", first), ("refined", p), ("ceiling", ceiling),
                         ("passages", passages(r, p, score, z, a, c.get("prevalence"))))}
    group = np.random.default_rng(0).permutation(len(names)) % (2 * R.FOLDS)
    out.append(dict(activations=c["activations"], scores=c["scores"], anchor=c.get("anchor"), prevalence=c.get("prevalence"),
                    groups={n: int(g) for n, g in zip(names, group)}, scoreRows=source.tolist(), auc=aucs,
                    reliability=reliability, anchorWeight=float(a), bookScores={n: round(float(v), 8) for n, v in zip(names, score)}))
    print(c, aucs, reliability, a, file=sys.stderr)
json.dump(out, sys.stdout)
