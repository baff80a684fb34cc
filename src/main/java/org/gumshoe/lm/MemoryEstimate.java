// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.StoredTensor;

/**
 * Memory that a model takes once it is loaded whole, in bytes. The embedding is not counted: it is
 * read from the mapped file, row by row.
 *
 * @param weights of all blocks and of the head
 * @param token keys and values of one token of one text
 */
public record MemoryEstimate(long weights, long token) {
    static MemoryEstimate of(ModelFile file, Precision precision) {
        TransformerConfig description = file.description();
        long matrices = 0;
        long vectors = 0;
        for (StoredTensor tensor : file.tensors()) {
            if (tensor.shape().length > 1) {
                matrices += tensor.size();
            } else {
                vectors += tensor.size();
            }
        }
        for (String read : new String[] {"token_embd.weight", "position_embd.weight"}) {
            matrices -= file.has(read) ? file.tensor(read).size() : 0;
        }
        if (!file.has("output.weight")) {
            matrices += file.tensor("token_embd.weight").size();
        }
        return new MemoryEstimate(
                matrices * precision.bytes() + vectors * Float.BYTES,
                2L * description.blocks() * description.keyHeads() * description.headWidth() * precision.bytes());
    }

    /** Memory for texts that together have so many tokens. */
    public long with(long tokens) {
        return weights + tokens * token;
    }
}
