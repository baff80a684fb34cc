// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.engine.LinearKernels;
import org.gumshoe.lm.engine.TorchFunction;
import org.gumshoe.lm.weights.StoredTensor;

/**
 * From the residual stream after the last block to the scores of every token: a norm and a linear
 * layer.
 */
final class LmHead implements AutoCloseable {
    private final TorchFunction script;
    private final SequencedMap<String, NDArray> weights;
    private final StoredTensor stored;

    /**
     * @param weights norm and head, and norm_bias and head_bias if there are such
     * @param stored the head in its file
     */
    LmHead(
            TransformerConfig description,
            LinearKernels products,
            SequencedMap<String, NDArray> weights,
            StoredTensor stored) {
        this.stored = stored;
        this.weights = new LinkedHashMap<>(weights);
        List<String> inputs = new ArrayList<>(List.of("stream"));
        inputs.addAll(weights.keySet());
        String x = "%s.to(%d)"
                .formatted(
                        NormScriptSource.text(
                                description, "stream", description.width(), "norm", optional(weights, "norm_bias")),
                        products.precision().type());
        String product = products.product("x", "head", optional(weights, "head_bias"));
        this.script = new TorchFunction(inputs, 1, """
                x = %s
                scores = %s
                return scores.to(%d)
                """.formatted(x, product, Precision.F32.type()));
    }

    SequencedMap<String, NDArray> weights() {
        return weights;
    }

    StoredTensor stored() {
        return stored;
    }

    private static String optional(SequencedMap<String, NDArray> weights, String name) {
        return weights.containsKey(name) ? name : "None";
    }

    /**
     * @param stream rows x width
     * @return rows x vocabulary, f32; it belongs to the manager of {@code stream}
     */
    NDArray apply(NDArray stream) {
        NDList inputs = new NDList(stream);
        inputs.addAll(weights.values());
        return script.call(inputs).singletonOrThrow();
    }

    @Override
    public void close() {
        script.close();
    }
}
