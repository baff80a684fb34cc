# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the figures of DequantizeTest: random blocks and their numbers by gguf-py (pip install gguf numpy) > src/test/resources/golden/dequantized.json

Types that the file given as an argument already holds are kept as they are."""
import importlib.metadata
import json
import sys

import gguf
import numpy as np

TYPES = "F16 BF16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K Q4_K Q5_K Q6_K IQ4_NL".split()
SCALES = {  # where the blocks hold half-precision scales, which must be finite
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "IQ4_NL": [0],
}

figures = json.load(open(sys.argv[1])) if len(sys.argv) > 1 else {"_": f"random blocks and their numbers as gguf-py {importlib.metadata.version('gguf')} dequantises them"}
for seed, name in enumerate(TYPES):
    if name in figures:
        continue
    random = np.random.default_rng(seed)
    kind = gguf.GGMLQuantizationType[name]
    block, size = gguf.GGML_QUANT_SIZES[kind]
    if block == 1:
        stored = gguf.quantize(random.standard_normal((1, 16), dtype=np.float32), kind).view(np.uint8)
    else:
        stored = random.integers(0, 256, (2, size), dtype=np.uint8)
        for at in SCALES[name]:
            stored[:, at : at + 2] = random.standard_normal(2).astype(np.float16).reshape(2, 1).view(np.uint8)
    numbers = gguf.dequantize(stored, kind).reshape(-1)
    figures[name] = {"bytes": stored.tobytes().hex(), "numbers": [float(x) for x in numbers]}
print(json.dumps(figures))
