// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.tokenizer.Tokenizer;

/**
 * A language model on disk: its configuration, its weights by name, and its tokenizer. Weights have
 * GGUF's names ({@code blk.0.attn_q.weight}), whatever the file calls them.
 */
public interface ModelFile extends AutoCloseable {
    /** Returns the model's configuration. */
    TransformerConfig config();

    /** Returns whether the model has a weight of this GGUF name. */
    boolean has(String name);

    /**
     * Returns a tensor as it is stored.
     *
     * @param name GGUF name of the weight
     * @throws BadInputException when there is none
     */
    StoredTensor tensor(String name);

    /**
     * Returns a reader of {@link #tensor} in the form that the architecture's equations use: linear
     * layers as outFeatures x inFeatures, rows of queries and keys half-split
     * ({@link org.gumshoe.lm.config.Rope#halfSplitRow}), fused query, key and value rows one after
     * the other, norm weights with their + 1.
     */
    WeightReader weights(String name);

    /** Returns all tensors as stored. */
    Collection<StoredTensor> tensors();

    /** Builds the model's tokenizer. */
    Tokenizer tokenizer();

    /** Describes the tokenizer in a few words, without building it. */
    String tokenizerSummary();

    /** Returns the GGUF file or the HuggingFace directory. */
    Path location();

    /** Returns the model's own name, or else the file's. */
    String name();

    /** Returns the files that hold weights, in name order. */
    List<Path> weightFiles();

    @Override
    void close();
}
