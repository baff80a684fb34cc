# SPDX-License-Identifier: GPL-3.0-or-later
"""The peers' part of bench/lm: peers.py transformers|llama|limit WHAT MODEL IDS PRECISION THREADS prints a line of JSON with tokens per second.

WHAT: prefill (the residual stream after all blocks, no head), passages (the same of texts that differ in length), decode (16 texts at once, not steered), one (a single text)."""
import json
import os
import statistics
import sys
import time

import numpy as np

who, what, model, ids, precision, threads = sys.argv[1:]
threads = int(threads)
texts = json.load(open(ids))
prefill, prompts, written = texts[what] if what in ("prefill", "passages") else [], texts["decode"], texts["written"]
if what == "one":
    prompts = prompts[:1]


def with_transformers():
    import torch
    import transformers

    torch.set_num_threads(threads)
    dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[precision]
    lm = transformers.AutoModelForCausalLM.from_pretrained(os.path.dirname(model), gguf_file=os.path.basename(model), dtype=dtype).eval()
    batch = torch.tensor(prompts)
    # eight at once, those of nearly equal length together; the shorter ones are filled up
    ordered = sorted(prefill, key=len)
    padded = [torch.nn.utils.rnn.pad_sequence([torch.tensor(text) for text in ordered[i : i + 8]], batch_first=True, padding_value=-1) for i in range(0, len(ordered), 8)]

    def run():
        with torch.inference_mode():
            if prefill:
                for some in padded:
                    mask = None if (some >= 0).all() else (some >= 0).long()
                    lm.model(some.clamp(min=0), attention_mask=mask, use_cache=False)
                return sum(map(len, prefill))
            out = lm.generate(batch, attention_mask=torch.ones_like(batch), max_new_tokens=written, min_new_tokens=written, do_sample=False, pad_token_id=0)
            return (out.shape[1] - batch.shape[1]) * out.shape[0]

    return run


def with_llama():
    return llama_at_once() if what == "decode" else llama_alone()


def llama_at_once():
    """Its Python class knows one stream; its library knows several."""
    import llama_cpp as c

    c.llama_backend_init()
    settings = c.llama_context_default_params()
    settings.n_ctx = (len(prompts[0]) + written + 8) * len(prompts)
    settings.n_seq_max = len(prompts)
    settings.n_batch = settings.n_ubatch = 512
    settings.n_threads = settings.n_threads_batch = threads
    lm = c.llama_model_load_from_file(model.encode(), c.llama_model_default_params())
    context = c.llama_init_from_model(lm, settings)
    words = c.llama_vocab_n_tokens(c.llama_model_get_vocab(lm))
    batch = c.llama_batch_init(512, 0, 1)

    def decode(tokens):
        """Of (text, position, token, whether scores are wanted)."""
        batch.n_tokens = len(tokens)
        for i, (text, position, token, scored) in enumerate(tokens):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, position, 1, scored
            batch.seq_id[i][0] = text
        assert c.llama_decode(context, batch) == 0
        return [int(np.ctypeslib.as_array(c.llama_get_logits_ith(context, i), (words,)).argmax()) for i, token in enumerate(tokens) if token[3]]

    def run():
        c.llama_memory_clear(c.llama_get_memory(context), True)
        length = len(prompts[0])
        chosen = decode([(text, i, token, i == length - 1) for text, prompt in enumerate(prompts) for i, token in enumerate(prompt)])
        for step in range(1, written):
            chosen = decode([(text, length + step - 1, token, True) for text, token in enumerate(chosen)])
        return written * len(prompts)

    return run


def llama_alone():
    import llama_cpp

    lm = llama_cpp.Llama(model, n_ctx=2048, n_batch=1024, n_threads=threads, n_threads_batch=threads, verbose=False)

    def run():
        tokens = 0
        if prefill:  # with its head for the last token: it has no other way
            for sequence in prefill:
                lm.reset()
                lm.eval(sequence)
                tokens += len(sequence)
            return tokens
        lm.reset()
        for _ in lm.generate(prompts[0], temp=0):
            tokens += 1
            if tokens == written:
                return tokens

    return run


def machine():
    """How many tokens a second the processor's bf16 products allow: the best of a large one and of the block's own shapes, in the layout that suits them best."""
    import gguf
    import torch

    torch.set_num_threads(threads)
    shapes = [tuple(map(int, tensor.shape)) for tensor in gguf.GGUFReader(model).tensors if tensor.name.startswith("blk.") and len(tensor.shape) == 2]
    paces = []
    with torch.inference_mode():
        for inputs, outputs in [(2048, 2048), *sorted(set(shapes))]:
            weight = torch.ops.mkldnn._reorder_linear_weight(torch.randn(outputs, inputs).bfloat16(), 1024)
            x = torch.randn(1024, inputs).bfloat16()
            for _ in range(30):
                begin = time.perf_counter()
                torch.ops.mkldnn._linear_pointwise(x, weight, None, "none", [], "")
                paces.append(2 * 1024 * inputs * outputs / (time.perf_counter() - begin))
        numbers = torch.zeros(1 << 28, dtype=torch.uint8).view(torch.float32)
        reads = []
        for _ in range(10):
            begin = time.perf_counter()
            numbers.sum()
            reads.append((1 << 28) / (time.perf_counter() - begin))
    return max(paces), max(reads), 2 * sum(inputs * outputs for inputs, outputs in shapes)


if who == "limit":
    operations, read, each = machine()
    print(json.dumps({"who": "machine", "model": os.path.basename(model), "what": what, "threads": threads, "pace": round(operations / each, 1), "gflops": round(operations / 1e9), "reads": round(read / 1e9, 1)}))
    sys.exit()
run = {"transformers": with_transformers, "llama": with_llama}[who]()
paces = []
for i in range(-2, 5):
    begin = time.perf_counter()
    tokens = run()
    if i >= 0:
        paces.append(tokens / (time.perf_counter() - begin))
name = f"transformers {precision}" if who == "transformers" else "llama.cpp as stored"
resident = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
print(json.dumps({"who": name, "model": os.path.basename(model), "what": what, "threads": threads, "pace": round(statistics.median(paces), 1), "least": round(min(paces), 1), "most": round(max(paces), 1), "resident": resident}))
