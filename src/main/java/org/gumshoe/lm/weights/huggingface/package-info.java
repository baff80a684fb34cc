// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The reader of HuggingFace model directories: config.json, tokenizers, safetensors, and PyTorch
 * files, whose pickles are interpreted without running code.
 */
package org.gumshoe.lm.weights.huggingface;
