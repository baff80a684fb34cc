// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Language models, read and written from inside: model files (GGUF, HuggingFace directories of
 * safetensors or PyTorch files), tokenizers, and one transformer forward pass with taps on the
 * residual stream, injection after any block, early exit, and batched generation. The pass is
 * written once for the engine ({@code BlockText}) and once for the next token of a single text
 * ({@code TokenBlock}).
 *
 * <p>"Layer k" everywhere means the residual stream after k blocks; layer 0 is the embedding.
 */
package org.gumshoe.lm;
