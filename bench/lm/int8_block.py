# SPDX-License-Identifier: GPL-3.0-or-later
"""What a block's products in eight bits would take beside f32, nothing lost between them: int8_block.py TOKENS prints for blocks as wide as the demo's models the milliseconds of one thread in turns.

A block without attention: norms, products, activation, sums. A token's scale is applied where a pass over its numbers is made anyway: the norm's own factor and that of `up` go into the scale of what follows.
rotatedN: each N inputs rotated by a Hadamard matrix, 1 is not at all. Products are oneDNN's, whose packed weights are tensors, so that a script of the engine in Java can keep them (FBGEMM's are not).
saturated: how much of a product's variance is lost where sums of pairs overflow 16 bits; rounded: how much by rounding to eight bits. Both with normally distributed numbers."""
import json
import statistics
import sys
import time
import warnings

import torch
from torch.nn.functional import linear, silu

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
tokens = int(sys.argv[1])
PLANS = {"SmolLM2 135M": (576, 1536, 960, 576), "Gemma 3 270M": (640, 2048, 1536, 1024)}  # stream, feed-forward, queries with keys and values, attention's output


def rotated(x, size):
    hadamard = torch.ones(1, 1)
    while len(hadamard) < size:
        hadamard = torch.cat([torch.cat([hadamard, hadamard], 1), torch.cat([hadamard, -hadamard], 1)]) / 2**0.5
    return (x.reshape(-1, size) @ hadamard).view(x.shape)


def rounded(weight):
    scale = weight.abs().amax(1) / 105
    return torch.round(weight / scale[:, None]).to(torch.int8), scale


def packed(weight):
    rows, scale = rounded(weight)
    return torch.ops.onednn.qlinear_prepack(rows, [tokens, weight.shape[1]]), scale, torch.zeros(len(scale), dtype=torch.int32)


def product(x, weight):
    return torch.ops.onednn.qlinear_pointwise(x, 1 / 127, 128, *weight, None, 1.0, 0, torch.float32, "none", [], "")


def quantized(x, size, factor=1.0):
    x = rotated(x, size)
    scale = torch.maximum(x.amax(1, keepdim=True), -x.amin(1, keepdim=True))
    return torch.quantize_per_tensor(x.div_(scale), 1 / 127, 128, torch.quint8).int_repr(), scale * factor


def norm_factor(x):
    return torch.rsqrt((x * x).mean(1, keepdim=True) + 1e-5)


def block_f32(stream, context, norm, qkv, o, gate, up, down):
    linear(stream * norm_factor(stream) * norm, qkv)
    stream = linear(context, o).add_(stream)
    normed = stream * norm_factor(stream) * norm
    return linear(silu(linear(normed, gate)).mul_(linear(normed, up)), down).add_(stream)


def block_int8(size, stream, context, norm, qkv, o, gate, up, down):
    x, scale = quantized(stream * norm, size, norm_factor(stream))
    product(x, qkv).mul_(scale)
    x, scale = quantized(context, size)
    stream = torch.addcmul(stream, product(x, o), scale)
    x, scale = quantized(stream * norm, size, norm_factor(stream))
    x, scale = quantized(silu(product(x, gate).mul_(scale), inplace=True).mul_(product(x, up)), size, scale)
    return torch.addcmul(stream, product(x, down), scale)


with torch.inference_mode():
    for name, (width, hidden, qkv, heads) in PLANS.items():
        numbers = (torch.randn(tokens, width), torch.randn(tokens, heads), torch.rand(width) + 0.5)
        weights = [torch.randn(rows, columns) / columns**0.5 for rows, columns in [(qkv, width), (width, heads), (hidden, width), (hidden, width), (width, hidden)]]
        blocks = {"f32": lambda: block_f32(*numbers, *weights)}
        for size in (1, 16, 64):
            ready = [packed(rotated(weight, size)) for weight in weights]
            blocks[f"rotated{size}"] = lambda size=size, ready=ready: block_int8(size, *numbers, *ready)
        times = {kind: [] for kind in blocks}
        for run in range(25):
            for kind, block in blocks.items():
                begin = time.process_time()
                block()
                times[kind].append(1000 * (time.process_time() - begin))
        x, weight = torch.randn(tokens, hidden), torch.randn(width, hidden)
        x8, scale = quantized(x, 1)
        rows, factors = rounded(weight)
        right = ((x8.double() - 128) @ rows.double().t()).float() * factors / 127
        wrong = {"saturated": product(x8, packed(weight)) - right, "rounded": right - x @ weight.t() / scale}
        line = {"block": name, "tokens": tokens, "ms": {kind: round(statistics.median(each), 1) for kind, each in times.items()}}
        line["ratio"] = {kind: round(statistics.median(f32 / other for f32, other in zip(times["f32"], each)), 2) for kind, each in times.items()}
        print(json.dumps(line | {what: float(f"{error.square().mean() / right.square().mean():.2g}") for what, error in wrong.items()}), flush=True)
