# SPDX-License-Identifier: GPL-3.0-or-later
"""What products of eight bits would bring to reading: int8.py MODEL TEXT THREADS [KIND...] prints pace and likelihood of transformers with each kind of product.

MODEL is a GGUF file, TEXT what bench/lm/run writes to OUT/text.txt: a passage a line. Weights have eight bits with a scale by row, activations with a scale by token; products are oneDNN's.

rotatedN: each N inputs, and the weights that they meet, are rotated by a Hadamard matrix, so that no input is much larger than the others; 1 is not at all. KEEP="layers.11.mlp.down_proj ..." leaves matrices in f32.

pace: 8 x 128 tokens without head, in turns with f32, tokens a second of the processors' time (it is the clock's with one thread on a quiet machine); the median, least and most. more: by how much the likelihood of
all passages is worse, error: its standard error, wrong: the mean absolute difference of a token's. r2, cosine: means of passages after two thirds of the blocks beside those in f32."""
import copy
import json
import os
import statistics
import sys
import time
import warnings

import torch
import transformers

warnings.filterwarnings("ignore")
model, text, threads = sys.argv[1:4]
kinds = sys.argv[4:] or ["rotated1", "rotated16", "rotated64"]
torch.set_num_threads(int(threads))
keep = os.environ.get("KEEP", "").split()
# larger ones make sums of pairs overflow 16 bits too often, which costs as much as rounding does
LARGEST_WEIGHT = 105
folder, name = os.path.split(model)
tokenizer = transformers.AutoTokenizer.from_pretrained(folder, gguf_file=name)
passages = [torch.tensor(tokenizer(line)["input_ids"]) for line in open(text)]
batch = torch.cat(passages)[: 8 * 128].view(8, 128)


def rotated(x, size):
    hadamard = torch.ones(1, 1)
    while len(hadamard) < size:
        hadamard = torch.cat([torch.cat([hadamard, hadamard], 1), torch.cat([hadamard, -hadamard], 1)]) / 2**0.5
    return (x.reshape(-1, size) @ hadamard).view(x.shape)


class Inputs:
    """Activations as all layers that share them multiply them, made once."""

    def __init__(self, size):
        self.size, self.of = size, None

    def __call__(self, x):
        if self.of is not x:
            rows = rotated(x.flatten(0, -2), self.size)
            self.of, self.scale = x, torch.maximum(rows.amax(1, keepdim=True), -rows.amin(1, keepdim=True)).clamp_(min=1e-9)
            self.rows = torch.quantize_per_tensor(rows / self.scale, 1 / 127, 128, torch.quint8).int_repr()
        return self.rows, self.scale


class Int8Linear(torch.nn.Module):
    def __init__(self, linear, inputs):
        super().__init__()
        self.inputs, self.bias = inputs, linear.bias
        weight = rotated(linear.weight, inputs.size)
        self.scale = weight.abs().amax(1).clamp(min=1e-9) / LARGEST_WEIGHT
        self.zeros = torch.zeros(len(weight), dtype=torch.int32)
        self.packed = torch.ops.onednn.qlinear_prepack(torch.round(weight / self.scale[:, None]).to(torch.int8), [1024, weight.shape[1]])

    def forward(self, x):
        rows, scale = self.inputs(x)
        y = torch.ops.onednn.qlinear_pointwise(rows, 1 / 127, 128, self.packed, self.scale, self.zeros, None, 1.0, 0, torch.float32, "none", [], "").mul_(scale)
        return (y if self.bias is None else y + self.bias).view(*x.shape[:-1], -1)


def replaced(lm, kind):
    shared = {}
    for key, linear in [(key, module) for key, module in lm.model.named_modules() if isinstance(module, torch.nn.Linear) and key not in keep]:
        parent, child = key.rsplit(".", 1)
        inputs = shared.setdefault((parent, child if child[0] in "od" else "same input"), Inputs(int(kind[7:])))
        setattr(lm.model.get_submodule(parent), child, Int8Linear(linear, inputs))
    return lm


def likelihoods(lm):
    """NLL of each token, and each passage's mean activation."""
    tokens, means = [], []
    for passage in passages:
        out = lm.model(passage[None], output_hidden_states=True, use_cache=False)
        tokens.append(torch.nn.functional.cross_entropy(lm.lm_head(out.last_hidden_state[0, :-1]), passage[1:], reduction="none"))
        means.append(out.hidden_states[lm.config.num_hidden_layers * 2 // 3][0].mean(0))
    return torch.cat(tokens), torch.stack(means)


def pace(lm):
    begin = time.process_time()
    lm.model(batch, use_cache=False)
    return batch.numel() / (time.process_time() - begin)


with torch.inference_mode():
    f32 = transformers.AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32).eval()
    nll, means = likelihoods(f32)
    for kind in kinds:
        lm = replaced(copy.deepcopy(f32), kind)
        pairs = [(pace(lm), pace(f32)) for run in range(5)][1:]
        line = {"products": kind, "model": name, "threads": int(threads), "keep": keep}
        for what, values in {"pace": [a for a, b in pairs], "f32": [b for a, b in pairs], "ratio": [a / b for a, b in pairs]}.items():
            line[what] = [round(value, 2) for value in (statistics.median(values), min(values), max(values))]
        its_nll, its_means = likelihoods(lm)
        line |= {"tokens": len(nll), "nll": round(nll.mean().item(), 5), "more": round((its_nll - nll).mean().item(), 5), "error": round(((its_nll - nll).std() / len(nll) ** 0.5).item(), 5), "wrong": round((its_nll - nll).abs().mean().item(), 4)}
        line["r2"] = round((1 - (its_means - means).square().sum() / (means - means.mean(0)).square().sum()).item(), 5)
        line["cosine"] = round(torch.nn.functional.cosine_similarity(its_means, means).mean().item(), 5)
        print(json.dumps(line), flush=True)
