// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.tokenizer.Tokenizer;

/**
 * A language model on disk: named tensors, a description of the blocks that they make, and a
 * tokenizer. Tensors have the canonical names of GGUF ({@code blk.0.attn_q.weight}), whatever the
 * file calls them, and query and key rows in half-split order.
 */
public interface ModelFile extends AutoCloseable {
    TransformerConfig description();

    /** The weights under a canonical name. */
    boolean has(String name);

    /** The stored tensor under a canonical name; {@link BadInputException} when there is none. */
    StoredTensor tensor(String name);

    /**
     * The numbers of {@link #tensor} in the forward pass's own order: rows of queries and keys
     * half-split, norm weights with their +1.
     */
    WeightReader weights(String name);

    /** All tensors as stored. */
    Collection<StoredTensor> tensors();

    Tokenizer tokenizer();

    /** The tokenizer in a few words, without building it. */
    String tokenizerKind();

    Path location();

    /** The model's own name, else the file's. */
    String name();

    /** The files that hold weights, in name order. */
    List<Path> weightFiles();

    @Override
    void close();
}
