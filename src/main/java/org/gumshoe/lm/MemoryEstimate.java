// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.StoredTensor;

/**
 * An estimate of the memory that a loaded model takes, in bytes. The embedding is not counted,
 * since it is read from the mapped file, row by row.
 *
 * @param weights weights of all blocks and of the head
 * @param token keys and values of one token in all layers; a layer with a window keeps those of its last tokens alone
 */
public record MemoryEstimate(long weights, long token) {
    private static final List<String> OUTSIDE_OF_BLOCKS =
            List.of("token_embd.weight", "position_embd.weight", "output.weight");

    /**
     * Estimates the memory of a model in a precision without loading it.
     *
     * @throws org.gumshoe.BadInputException when the model cannot be read
     */
    public static MemoryEstimate of(Path fileOrDirectory, Precision precision) {
        return all(fileOrDirectory).get(precision);
    }

    /** Estimates the memory of a model in every precision; otherwise as {@link #of(Path, Precision)}. */
    public static Map<Precision, MemoryEstimate> all(Path fileOrDirectory) {
        Map<Precision, MemoryEstimate> all = new EnumMap<>(Precision.class);
        try (ModelFile file = ModelFiles.open(fileOrDirectory)) {
            for (Precision precision : Precision.values()) all.put(precision, of(file, precision));
        }
        return all;
    }

    private static MemoryEstimate of(ModelFile file, Precision precision) {
        TransformerConfig config = file.config();
        long blocks = 0;
        long vectors = 0;
        for (StoredTensor tensor : file.tensors()) {
            if (tensor.shape().length > 1) {
                blocks += tensor.size();
            } else {
                vectors += tensor.size();
            }
        }
        for (String outside : OUTSIDE_OF_BLOCKS) {
            blocks -= file.has(outside) ? file.tensor(outside).size() : 0;
        }
        long head = file.tensor(file.has("output.weight") ? "output.weight" : "token_embd.weight")
                .size();
        int bytesOutside = precision.ofActivations().bytes();
        return new MemoryEstimate(
                blocks * precision.bytes() + head * bytesOutside + vectors * Float.BYTES,
                2L * config.numLayers() * config.numKvHeads() * config.headDim() * bytesOutside);
    }

    /** Returns the memory of the model and a KV cache of {@code tokens} tokens; with windows it is less. */
    public long with(long tokens) {
        return weights + tokens * token;
    }
}
