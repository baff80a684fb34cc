// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Language models whose hidden states can be read and steered. This package is the facade; below
 * it, each package uses only those after it (and {@code config}): {@code generation},
 * {@code transformer}, {@code cpu}, {@code engine}, {@code script}, {@code weights} with its readers {@code gguf}
 * and {@code huggingface}, {@code tokenizer}. The forward pass exists twice: as TorchScript for the
 * engine ({@code BlockScriptSource}), and in Java for the next token of a single sequence
 * ({@code JavaTransformerBlock}). A model whose blocks run on a server is in {@code served}, above this
 * package; both are a {@link org.gumshoe.lm.SteerableModel}.
 *
 * <p>"Layer k" everywhere means the residual stream after k blocks; layer 0 is the embedding.
 */
package org.gumshoe.lm;
