// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.slf4j.LoggerFactory;

/**
 * The keys that describe an architecture in a GGUF file (llama.cpp, llama-arch.cpp): which are obeyed,
 * which would change numbers and must have the value that does not, and which say what is not needed.
 * A key that is none of these is told, never ignored in silence.
 */
final class GgufFields {
    private static final Set<String> KNOWN = Set.of(
            "block_count",
            "context_length",
            "embedding_length",
            "feed_forward_length",
            "vocab_size",
            "tensor_data_layout",
            "use_parallel_residual",
            "attention.head_count",
            "attention.head_count_kv",
            "attention.key_length",
            "attention.value_length",
            "attention.layer_norm_epsilon",
            "attention.layer_norm_rms_epsilon",
            "attention.sliding_window",
            "attention.sliding_window_pattern",
            "attention.key_length_swa",
            "attention.value_length_swa",
            "rope.dimension_count",
            "rope.dimension_count_swa",
            "rope.freq_base",
            "rope.freq_base_swa",
            "rope.scale_linear",
            "rope.scaling.type",
            "rope.scaling.factor",
            "rope.scaling.attn_factor",
            "rope.scaling.original_context_length",
            "rope.scaling.finetuned",
            "rope.scaling.yarn_beta_fast",
            "rope.scaling.yarn_beta_slow");

    /** Values with which a key that is not obeyed changes nothing. */
    private static final Map<String, Set<Double>> ONLY = Map.ofEntries(
            Map.entry("logit_scale", Set.of(0.0, 1.0)),
            Map.entry("embedding_scale", Set.of(0.0, 1.0)),
            Map.entry("residual_scale", Set.of(0.0, 1.0)),
            Map.entry("attention.scale", Set.of(0.0)),
            Map.entry("attention.clamp_kqv", Set.of(0.0)),
            Map.entry("attention.max_alibi_bias", Set.of(0.0)),
            Map.entry("attention.causal", Set.of(1.0)),
            Map.entry("attn_logit_softcapping", Set.of(0.0)),
            Map.entry("final_logit_softcapping", Set.of(0.0)),
            Map.entry("rope.scaling.yarn_log_multiplier", Set.of(0.0, 0.1)),
            Map.entry("rope.scaling.yarn_ext_factor", Set.of(1.0)),
            Map.entry("expert_count", Set.of(0.0)),
            Map.entry("expert_used_count", Set.of(0.0)));

    private GgufFields() {}

    /**
     * Checks the keys of the file's architecture.
     *
     * @throws BadInputException when one has a value that changes numbers in a way that is not computed
     *     here
     */
    static void check(GgufMetadata metadata) {
        String prefix = metadata.string("general.architecture") + ".";
        List<String> unknown = new ArrayList<>();
        metadata.values().forEach((key, value) -> {
            String name = key.startsWith(prefix) ? key.substring(prefix.length()) : null;
            if (name == null || KNOWN.contains(name)) {
                return;
            }
            if (!ONLY.containsKey(name)) {
                unknown.add(name + " = " + VisibleText.cut(String.valueOf(value), 40));
            } else if (!ONLY.get(name).contains(number(value))) {
                throw new BadInputException("%s sets \"%s\" to %s, which is not computed here; take another model."
                        .formatted(metadata.file(), key, VisibleText.quoted(String.valueOf(value))));
            }
        });
        if (!unknown.isEmpty()) {
            // not kept: most files have no such key, and log4j takes longer to start than a model to describe
            LoggerFactory.getLogger(GgufFields.class)
                    .warn(
                            "{} has keys that are not known here and are not obeyed: {}. If llama.cpp computes with them, this "
                                    + "model's numbers differ.",
                            metadata.file(),
                            VisibleText.quoted(String.join(", ", unknown)));
        }
    }

    private static double number(Object value) {
        return switch (value) {
            // floats become doubles of the same seven digits
            case Number number -> Math.round(number.doubleValue() * 1e6) / 1e6;
            case Boolean flag -> flag ? 1 : 0;
            default -> Double.NaN;
        };
    }
}
