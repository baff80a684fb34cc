# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves a few tensors with PyTorch itself, as base64 text: src/test/resources/golden/torch.bin.base64 (pip install torch)."""
import base64
import io
import sys
from collections import OrderedDict

import torch

single = torch.arange(6, dtype=torch.float32).reshape(2, 3) / 2
tensors = OrderedDict(
    single=single,
    half=torch.tensor([-1, 0.25], dtype=torch.float16),
    brain=torch.tensor([3, -0.125], dtype=torch.bfloat16),
    tied=single,  # one storage, two names
    part=single[1],  # begins within its storage
    parameter=torch.nn.Parameter(torch.tensor([7.0, 8.0])),
    scalar=torch.tensor(9.0),
    mask=torch.ones(2, 2, dtype=torch.bool),
    counter=torch.tensor(10),
)
tensors._metadata = OrderedDict([("", {"version": 1})])
saved = io.BytesIO()
torch.save(tensors, saved)
sys.stdout.write(base64.encodebytes(saved.getvalue()).decode())
