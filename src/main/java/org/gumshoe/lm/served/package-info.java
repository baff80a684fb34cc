// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Language models whose blocks run on a server: a client of vLLM's completions with the plug-in
 * vllm-lens, which returns hidden states and adds steering vectors. The tokenizer, the end of the model
 * and its first block stay in this process, read from the model's own files.
 */
package org.gumshoe.lm.served;
