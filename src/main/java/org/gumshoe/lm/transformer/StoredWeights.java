// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.gumshoe.lm.script.BlockScriptSource;
import org.gumshoe.lm.weights.WeightReader;

/**
 * The weights of a block or of the head as the model file stores them, by their names in
 * {@link BlockScriptSource}: what the engine's tensors and the decoder in Java are made from.
 *
 * @param matrices weight matrices; the outputs of several readers are concatenated
 * @param vectors norm weights and biases
 */
record StoredWeights(SequencedMap<String, List<WeightReader>> matrices, SequencedMap<String, float[]> vectors) {
    StoredWeights() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }
}
