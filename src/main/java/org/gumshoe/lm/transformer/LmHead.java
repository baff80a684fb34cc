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
import org.gumshoe.lm.engine.TorchFunction;
import org.gumshoe.lm.script.LinearScriptSource;
import org.gumshoe.lm.script.NormScriptSource;

/** The language model head: the final norm and a linear layer from residual stream to logits. */
final class LmHead implements AutoCloseable {
    private final TorchFunction function;
    private final SequencedMap<String, NDArray> weights;

    /**
     * @param weights norm and lm_head, with norm_bias and lm_head_bias where the model has them
     */
    LmHead(TransformerConfig config, LinearScriptSource linear, SequencedMap<String, NDArray> weights) {
        this.weights = new LinkedHashMap<>(weights);
        List<String> inputs = new ArrayList<>(List.of("residual"));
        inputs.addAll(weights.keySet());
        String norm =
                NormScriptSource.norm(config, "residual", config.hiddenSize(), "norm", optional(weights, "norm_bias"));
        this.function = new TorchFunction(inputs, 1, """
                normed = %s.to(%d)
                logits = %s
                return logits.to(%d)
                """.formatted(
                        norm,
                        linear.precision().torchScalarType(),
                        linear.linear("normed", "lm_head", optional(weights, "lm_head_bias")),
                        Precision.F32.torchScalarType()));
    }

    SequencedMap<String, NDArray> weights() {
        return weights;
    }

    private static String optional(SequencedMap<String, NDArray> weights, String name) {
        return weights.containsKey(name) ? name : "None";
    }

    /**
     * Computes logits.
     *
     * @param residual residual stream after the last block: rows x hiddenSize
     * @return rows x vocabSize, f32; it belongs to the manager of {@code residual}
     */
    NDArray apply(NDArray residual) {
        NDList inputs = new NDList(residual);
        inputs.addAll(weights.values());
        return function.apply(inputs).singletonOrThrow();
    }

    @Override
    public void close() {
        function.close();
    }
}
