// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The GGUF reader: metadata, tensors and the tokenizer that a GGUF file carries (ggml-org/ggml,
 * docs/gguf.md).
 */
package org.gumshoe.lm.weights.gguf;
