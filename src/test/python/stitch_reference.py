#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the figures of StitchReferenceTest, computed with numpy from every pair: python3 stitch_reference.py ../shared/reference"""
import csv, sys
import numpy as np

HERE, RIDGE = sys.argv[1], .3
rows = list(csv.DictReader(open(HERE + "/lda-scores.tsv"), delimiter="\t"))
names, book = np.unique([r["book"] for r in rows], return_inverse=True)
z = np.array([float(r["plain_k20"]) for r in rows])
x, y9, y12 = (np.load(f"{HERE}/{n}.npy").astype(float) for n in ("smollm2-135m-layer15", "gemma-3-270m-layer9", "gemma-3-270m-layer12"))
train = book % 2 == 0
test = ~train


def fit(x, y):
    c = x - x.mean(0)
    u, s, vt = np.linalg.svd(c, full_matrices=False)
    r = RIDGE * (s ** 2).sum() / x.shape[1]
    return (vt.T * (s / (s ** 2 + r))) @ (u.T @ (y - y.mean(0))), x.mean(0), y.mean(0)


def r2(w, mx, my):
    def of(y):
        e = ((y[test] - my - (x[test] - mx) @ w) ** 2).sum(0); t = ((y[test] - y[test].mean(0)) ** 2).sum(0)
        return 1 - e.sum() / t.sum(), (1 - e / t).mean()
    return of


def cosine(a, b): return a @ b / np.sqrt((a @ a) * (b @ b))


def between(x):
    zb = np.array([z[book == b].mean() for b in np.unique(book[test])])
    s = np.log(zb + 1e-4); s = (s - s.mean()) / s.std()
    r = np.mean([1 / (1 + np.exp(-(s - np.quantile(s, 1 - q)) / .5)) for q in (.05, .1, .2, .35, .5)], 0)
    w = r[np.searchsorted(np.unique(book[test]), book[test])][:, None]
    return (w * x[test]).sum(0) / w.sum() - ((1 - w) * x[test]).sum(0) / (1 - w).sum()


def within(x):
    total = 0
    for b in np.unique(book[test]):
        i = book == b
        total = total + ((z[i] - z[i].mean())[:, None] * (x[i] - x[i].mean(0))).sum(0)
    return total


figures = {k: [] for k in ("R2", "R2_DIMENSION", "R2_SHUFFLED", "COSINE", "COSINE_PLAIN", "COSINE_SHUFFLED", "TYPICAL_NORM")}
for y in (y9, y12):
    true = fit(x[train], y[train])
    null = fit(x[train], np.roll(y[train], -(train.sum() // 2), 0))
    sd = y[train].std(0)
    v, own = between(y), between(x)
    a, b = r2(*true)(y)
    figures["R2"].append(a); figures["R2_DIMENSION"].append(b); figures["R2_SHUFFLED"].append(r2(*null)(y)[0])
    figures["COSINE"].append(cosine(own @ true[0] / sd, v / sd)); figures["COSINE_PLAIN"].append(cosine(own @ true[0], v))
    figures["COSINE_SHUFFLED"].append(cosine(own @ null[0] / sd, v / sd))
    figures["TYPICAL_NORM"].append(np.sqrt(((y[test] - y[test].mean(0)) ** 2).sum(1).mean()))
for k, v in figures.items():
    print(f"    private static final double[] {k} = {{{v[0]:.6f}, {v[1]:.6f}}};")
print(f"    private static final double WITHIN_BETWEEN = {cosine(within(y12), between(y12)):.6f};")
