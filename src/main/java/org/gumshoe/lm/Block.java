// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * One block: its weights by their names in {@link BlockText}, and the script that computes it. Blocks of the same form share a script.
 *
 * @param layer what it does differently from its neighbours
 */
record Block(Description.Layer layer, Script script, SequencedMap<String, NDArray> weights) {
    Block {
        weights = new LinkedHashMap<>(weights);
    }

    /** The stream after it; see {@link BlockText#INPUTS}. */
    NDArray apply(NDArray... inputs) {
        NDList all = new NDList(inputs);
        all.addAll(weights.values());
        return script.call(all).singletonOrThrow();
    }
}
