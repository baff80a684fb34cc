// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.engine.TorchFunction;
import org.gumshoe.lm.script.BlockScriptSource;

/**
 * A transformer block: its weights, and the function that computes it. Blocks of the same form
 * share a function.
 *
 * @param layer configuration of this block
 * @param weights weights by their names in {@link BlockScriptSource}, in the order of its inputs
 */
record TransformerBlock(TransformerConfig.Layer layer, TorchFunction function, SequencedMap<String, NDArray> weights) {
    TransformerBlock {
        weights = new LinkedHashMap<>(weights);
    }

    /**
     * Computes the residual stream after this block.
     *
     * @param inputs as in {@link BlockScriptSource#INPUTS}, without the weights
     * @return f32, tokens x hiddenSize
     */
    NDArray forward(NDArray... inputs) {
        NDList all = new NDList(inputs);
        all.addAll(weights.values());
        return function.apply(all).singletonOrThrow();
    }
}
