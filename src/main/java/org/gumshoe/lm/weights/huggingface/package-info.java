// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The reader of HuggingFace directories: config.json, tokenizers, safetensors, and PyTorch's files
 * read as data.
 */
package org.gumshoe.lm.weights.huggingface;
