// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.nio.file.Path;

/**
 * What a model file says about itself, read without its weights.
 *
 * @param name the model's own name, else the file's
 * @param location the GGUF file or the HuggingFace directory
 * @param sha256 hexadecimal SHA-256 of the file; of a directory, of its weight files one after the
 *     other in name order
 * @param architecture "llama", "gemma3", ...
 * @param blocks number of transformer blocks: layers run from 0 (embedding) to this number
 * @param width components of the residual stream
 * @param heads query heads of a block
 * @param keyHeads key and value heads of a block
 * @param tokenizer how text becomes tokens, such as "BPE, gpt2"
 * @param vocabulary number of token ids
 * @param context longest sequence, in tokens, that the model was made for
 * @param tensorTypes kinds of stored numbers, the commonest (by parameters) first, such as "Q4_1,
 *     Q8_0, F32"
 * @param parameters stored weights
 */
public record ModelInfo(
        String name,
        Path location,
        String sha256,
        String architecture,
        int blocks,
        int width,
        int heads,
        int keyHeads,
        String tokenizer,
        int vocabulary,
        int context,
        String tensorTypes,
        long parameters) {}
