# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a randomly initialised GPT-2 XL (1.5 billion parameters, 3.1 GB in bf16): gpt2_xl.py DIRECTORY TOKENIZER, with the Python standard library and numpy alone.

TOKENIZER: a tokenizer.json, such as src/test/resources/tiny/gpt2/tokenizer.json; the weights are random, so any does. Weights go out one by one, never all in memory."""
import json
import os
import shutil
import sys

import numpy as np

directory, tokenizer = sys.argv[1:]
WIDTH, HEADS, BLOCKS, CONTEXT, VOCABULARY = 1600, 25, 48, 1024, 50257
SPREAD = 0.02

os.makedirs(directory, exist_ok=True)
shutil.copy(tokenizer, os.path.join(directory, "tokenizer.json"))
config = {
    "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "tie_word_embeddings": True,
    "n_embd": WIDTH, "n_head": HEADS, "n_layer": BLOCKS, "n_positions": CONTEXT, "vocab_size": VOCABULARY,
}
json.dump(config, open(os.path.join(directory, "config.json"), "w"))

shapes = {"wte.weight": (VOCABULARY, WIDTH), "wpe.weight": (CONTEXT, WIDTH)}
for block in range(BLOCKS):
    for name, shape in {
        "ln_1.weight": (WIDTH,), "ln_1.bias": (WIDTH,), "attn.c_attn.weight": (WIDTH, 3 * WIDTH), "attn.c_attn.bias": (3 * WIDTH,),
        "attn.c_proj.weight": (WIDTH, WIDTH), "attn.c_proj.bias": (WIDTH,), "ln_2.weight": (WIDTH,), "ln_2.bias": (WIDTH,),
        "mlp.c_fc.weight": (WIDTH, 4 * WIDTH), "mlp.c_fc.bias": (4 * WIDTH,), "mlp.c_proj.weight": (4 * WIDTH, WIDTH), "mlp.c_proj.bias": (WIDTH,),
    }.items():
        shapes[f"h.{block}.{name}"] = shape
shapes["ln_f.weight"] = shapes["ln_f.bias"] = (WIDTH,)

table, at = {}, 0
for name, shape in shapes.items():
    size = 2 * int(np.prod(shape))
    table[name] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [at, at + size]}
    at += size
head = json.dumps(table).encode()
random = np.random.default_rng(1)
with open(os.path.join(directory, "model.safetensors"), "wb") as out:
    out.write(len(head).to_bytes(8, "little") + head)
    for name, shape in shapes.items():
        if "ln_" in name and name.endswith("weight"):
            numbers = np.ones(shape, np.float32)
        elif name.endswith("bias"):
            numbers = np.zeros(shape, np.float32)
        else:
            numbers = random.standard_normal(shape, np.float32) * np.float32(SPREAD)
        out.write((numbers.view(np.uint32) >> 16).astype(np.uint16).tobytes())
print(f"{sum(int(np.prod(s)) for s in shapes.values()):,} parameters, {at >> 20:,} MB, in {directory}")
