# SPDX-License-Identifier: GPL-3.0-or-later
"""What products of eight bits would bring to reading: int8.py MODEL IDS THREADS prints pace and likelihood of transformers with each kind of product.

MODEL is a GGUF file, IDS what bench/lm/run writes to OUT/MODEL.json. `f32`: as it is. `int8`: weights in eight bits with a scale by row, activations with a scale by token, products by
oneDNN (torch._int_mm), which is the most exact that its kernels allow. `fbgemm`: activations with one scale for all tokens (quantized::linear_dynamic)."""
import json
import os
import statistics
import sys
import time

import torch
import transformers

model, ids, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
texts = json.load(open(ids))["prefill"]
batch = torch.tensor(texts)


class Int8Linear(torch.nn.Module):
    def __init__(self, linear):
        super().__init__()
        self.scale = linear.weight.abs().amax(1).clamp(min=1e-9) / 127
        self.weight = torch.round(linear.weight / self.scale[:, None]).to(torch.int8).t().contiguous()
        self.bias = linear.bias

    def forward(self, x):
        rows = x.reshape(-1, x.shape[-1])
        scale = rows.abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
        y = torch._int_mm(torch.round(rows / scale).to(torch.int8), self.weight).float() * scale * self.scale
        return (y if self.bias is None else y + self.bias).reshape(*x.shape[:-1], -1)


class FbgemmLinear(torch.nn.Module):
    def __init__(self, linear):
        super().__init__()
        scale = linear.weight.abs().amax(1).clamp(min=1e-9) / 127
        rows = torch.quantize_per_channel(linear.weight, scale.double(), torch.zeros(len(scale), dtype=torch.int64), 0, torch.qint8)
        self.packed = torch.ops.quantized.linear_prepack(rows, linear.bias)

    def forward(self, x):
        return torch.ops.quantized.linear_dynamic(x, self.packed, True)


def replace(module, kind):
    for name, child in module.named_children():
        if isinstance(child, torch.nn.Linear):
            setattr(module, name, kind(child))
        else:
            replace(child, kind)


for name, kind in {"f32": None, "int8": Int8Linear, "fbgemm": FbgemmLinear}.items():
    lm = transformers.AutoModelForCausalLM.from_pretrained(os.path.dirname(model), gguf_file=os.path.basename(model), dtype=torch.float32).eval()
    with torch.inference_mode():
        if kind:
            replace(lm.model, kind)
        nll = torch.nn.functional.cross_entropy(lm(batch).logits[:, :-1].flatten(0, 1), batch[:, 1:].flatten()).item()
        paces = []
        for run in range(7):
            begin = time.perf_counter()
            lm.model(batch, use_cache=False)
            paces.append(batch.numel() / (time.perf_counter() - begin))
    print(json.dumps({"products": name, "model": os.path.basename(model), "threads": int(threads), "pace": round(statistics.median(paces[2:]), 1), "least": round(min(paces[2:]), 1), "most": round(max(paces[2:]), 1), "nll": round(nll, 5)}), flush=True)
