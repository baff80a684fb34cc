# SPDX-License-Identifier: GPL-3.0-or-later
"""report.py OUT: tables, ratios and a plot of the lines in OUT/pace.jsonl."""
import json
import sys
from collections import defaultdict

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

out = sys.argv[1]
groups = defaultdict(dict)
for line in open(f"{out}/pace.jsonl"):
    row = json.loads(line)
    groups[row["model"], row["what"], row["threads"]][row["who"]] = row
for (model, what, threads), rows in sorted(groups.items()):
    print(f"\n{model}, {what}, {threads} threads: tokens/s, median (least to most)")
    machine = rows.pop("machine", None)
    if machine:
        print(f"  the machine: {machine['gflops']} GFLOP/s in bf16, {machine['pace']:.0f} tokens/s of this model's products; memory reads {machine['reads']} GB/s")
    peers = [row["pace"] for who, row in rows.items() if not who.startswith("gumshoe")]
    for who, row in rows.items():
        ratio = f"  {row['pace'] / max(peers):.2f} x the best peer" if peers and who.startswith("gumshoe") else ""
        ratio += f", {row['pace'] / machine['pace']:.2f} of the limit" if machine and "bf16" in who else ""
        ratio += f", {row['resident'] * 1024 / 1e9:.2f} GB resident" if "resident" in row else ""
        print(f"  {who:22} {row['pace']:8.1f} ({row['least']:.1f} to {row['most']:.1f}){ratio}")
figure, axes = plt.subplots(len(groups), 1, figsize=(7, 1.6 * len(groups)), squeeze=False)
for axis, ((model, what, threads), rows) in zip(axes[:, 0], sorted(groups.items())):
    axis.barh(list(rows), [row["pace"] for row in rows.values()], color=["#b5651d" if who.startswith("gumshoe") else "#8899aa" for who in rows])
    axis.set_title(f"{model}, {what}, {threads} threads: tokens/s", fontsize=8)
    axis.tick_params(labelsize=7)
figure.tight_layout()
figure.savefig(f"{out}/pace.svg")
