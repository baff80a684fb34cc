// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.nio.file.Path;

/**
 * The description of a model, read from its files without loading weights.
 *
 * @param name the model's own name, or else the file's
 * @param location the GGUF file or the HuggingFace directory
 * @param sha256 SHA-256 in hexadecimal of the file, or of a directory's weight files concatenated
 *     in name order
 * @param architecture "llama", "gemma3", ...
 * @param blocks number of transformer blocks: layers run from 0 (embedding) to this number
 * @param width components of the residual stream
 * @param numHeads query heads of a block
 * @param numKvHeads key and value heads of a block
 * @param tokenizer kind of tokenizer, such as "byte-level BPE, gpt-2"
 * @param vocabSize number of token ids
 * @param context longest sequence that the model was trained for, in tokens
 * @param tensorTypes tensor types, the most common (by parameters) first, such as "Q4_1, Q8_0, F32"
 * @param parameters number of stored weights
 */
public record ModelInfo(
        String name,
        Path location,
        String sha256,
        String architecture,
        int blocks,
        int width,
        int numHeads,
        int numKvHeads,
        String tokenizer,
        int vocabSize,
        int context,
        String tensorTypes,
        long parameters) {}
