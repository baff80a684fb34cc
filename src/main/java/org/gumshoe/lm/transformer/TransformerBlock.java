// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.engine.TorchFunction;

/**
 * One block: its weights by their names in {@link BlockScriptSource}, and the script that computes
 * it. Blocks of the same form share a script.
 *
 * @param layer what it does differently from its neighbours
 */
record TransformerBlock(TransformerConfig.Layer layer, TorchFunction script, SequencedMap<String, NDArray> weights) {
    TransformerBlock {
        weights = new LinkedHashMap<>(weights);
    }

    /** The stream after it; see {@link BlockScriptSource#INPUTS}. */
    NDArray apply(NDArray... inputs) {
        NDList all = new NDList(inputs);
        all.addAll(weights.values());
        return script.call(all).singletonOrThrow();
    }
}
