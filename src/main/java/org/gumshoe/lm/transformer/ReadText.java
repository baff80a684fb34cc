// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sequence's hidden states and likelihoods, from one forward pass.
 *
 * @param nll negative log-likelihoods, in nats, of the tokens from a first one on
 */
public record ReadText(HiddenStates states, double[] nll) {
    /**
     * Reads a sequence.
     *
     * @param first first token whose likelihood is wanted, 1 or more
     * @param layers to read, 0 (embedding) to the number of blocks
     */
    public static ReadText of(Transformer transformer, int[] ids, int first, int[] layers) {
        Map<Integer, float[]> byLayer = new HashMap<>();
        try (ForwardBatch batch = ForwardBatch.withoutCache(transformer, List.of(ids))) {
            NDArray residual = transformer.forward(batch, transformer.config().numLayers(), (layer, states) -> {
                if (Arrays.stream(layers).anyMatch(wanted -> wanted == layer)) {
                    byLayer.put(layer, states.toFloatArray());
                }
            });
            return new ReadText(
                    new HiddenStates(ids.length, transformer.config().hiddenSize(), 0, byLayer),
                    TokenLikelihoods.of(transformer, residual, ids, first).nll());
        }
    }
}
