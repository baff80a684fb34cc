# SPDX-License-Identifier: GPL-3.0-or-later
"""report.py OUT: tables, ratios and a plot of the lines in OUT/pace.jsonl."""
import json
import sys
from collections import defaultdict
from statistics import median

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

out = sys.argv[1]
rounds = defaultdict(lambda: defaultdict(list))
for line in open(f"{out}/pace.jsonl"):
    row = json.loads(line)
    rounds[row["model"], row["what"], row["threads"]][row["who"]].append(row)


def ratio(rows, others):
    """Median of the rounds' ratios to the fastest of the others, with the least and the most of them."""
    ratios = sorted(row["pace"] / max(other["pace"] for other in at_once) for row, *at_once in zip(rows, *others))
    return median(ratios), ratios[0], ratios[-1]


for (model, what, threads), whos in sorted(rounds.items()):
    print(f"\n{model}, {what}, {threads} threads: tokens/s, median (least to most)")
    machine = whos.pop("machine", [])
    if machine:
        print(f"  the machine: {median(row['gflops'] for row in machine):.0f} GFLOP/s in bf16, {median(row['pace'] for row in machine):.0f} tokens/s of this model's products; memory reads {median(row['reads'] for row in machine):.1f} GB/s")
    peers = [rows for who, rows in whos.items() if not who.startswith("gumshoe")]
    for who, rows in whos.items():
        words = f"  {{0:.2f}} ({{1:.2f}} to {{2:.2f}} in {len(rows)} rounds) x the best peer".format(*ratio(rows, peers)) if peers and who.startswith("gumshoe") else ""
        words += f", {ratio(rows, [machine])[0]:.2f} of the limit" if machine and "bf16" in who else ""
        words += f", {max(row['resident'] for row in rows) * 1024 / 1e9:.2f} GB resident"
        print(f"  {who:22} {median(row['pace'] for row in rows):8.1f} ({min(row['least'] for row in rows):.1f} to {max(row['most'] for row in rows):.1f}){words}")
figure, axes = plt.subplots(len(rounds), 1, figsize=(7, 1.6 * len(rounds)), squeeze=False)
for axis, ((model, what, threads), whos) in zip(axes[:, 0], sorted(rounds.items())):
    axis.barh(list(whos), [median(row["pace"] for row in rows) for rows in whos.values()], color=["#b5651d" if who.startswith("gumshoe") else "#8899aa" for who in whos])
    axis.set_title(f"{model}, {what}, {threads} threads: tokens/s", fontsize=8)
    axis.tick_params(labelsize=7)
figure.tight_layout()
figure.savefig(f"{out}/pace.svg")
