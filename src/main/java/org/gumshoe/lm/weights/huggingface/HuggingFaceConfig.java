// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.config.TransformerConfig;

/**
 * A HuggingFace config.json, with the keys of transformers 5 or of earlier versions.
 *
 * @param file file to name in error messages
 * @param json its text part, where the model is multimodal
 */
record HuggingFaceConfig(Path file, JsonNode json) {
    /**
     * Returns the configuration.
     *
     * @throws BadInputException when a value is missing, or the architecture or a part of it is
     *     unknown
     */
    TransformerConfig toConfig() {
        return switch (modelType()) {
            case "llama", "mistral", "qwen2", "qwen3" -> llama(1, 1 / Math.sqrt(headDim()));
            case "gemma3_text" ->
                llama(Math.sqrt(integer("hidden_size")), 1 / Math.sqrt(real("query_pre_attn_scalar", 256)));
            case "gpt2" -> gpt2();
            case "gpt_neox" -> gptNeox();
            default ->
                throw new BadInputException(
                        "%s is of architecture \"%s\"; llama, mistral, qwen2, qwen3, gemma3, gpt2 and gpt_neox are read."
                                .formatted(file, modelType()));
        };
    }

    private String modelType() {
        return json.path("model_type").asText("unknown");
    }

    /** Returns the configuration of LLaMA and its relatives: RMSNorm, RoPE, gated feed-forward. */
    private TransformerConfig llama(double embeddingScale, double attentionScale) {
        int numHeads = integer("num_attention_heads");
        return new TransformerConfig(
                modelType().equals("gemma3_text") ? "gemma3" : modelType(),
                integer("hidden_size"),
                numHeads,
                json.path("num_key_value_heads").asInt(numHeads),
                headDim(),
                integer("vocab_size"),
                integer("max_position_embeddings"),
                TransformerConfig.NormType.RMS_NORM,
                real("rms_norm_eps", 1e-6),
                activation("hidden_act", "hidden_activation"),
                true,
                false,
                embeddingScale,
                attentionScale,
                IntStream.range(0, integer("num_hidden_layers"))
                        .mapToObj(block -> {
                            boolean sliding = isSliding(block);
                            return new TransformerConfig.Layer(sliding ? integer("sliding_window") : 0, rope(sliding));
                        })
                        .toList());
    }

    private TransformerConfig gpt2() {
        int numHeads = integer("n_head");
        int hiddenSize = integer("n_embd");
        int headDim = hiddenSize / numHeads;
        return new TransformerConfig(
                "gpt2",
                hiddenSize,
                numHeads,
                numHeads,
                headDim,
                integer("vocab_size"),
                integer("n_positions"),
                TransformerConfig.NormType.LAYER_NORM,
                real("layer_norm_epsilon", 1e-5),
                activation("activation_function"),
                false,
                false,
                1,
                json.path("scale_attn_weights").asBoolean(true) ? 1 / Math.sqrt(headDim) : 1,
                IntStream.range(0, integer("n_layer"))
                        .mapToObj(block -> new TransformerConfig.Layer(0, null))
                        .toList());
    }

    private TransformerConfig gptNeox() {
        int numHeads = integer("num_attention_heads");
        double rotaryFraction =
                json.path("rope_parameters").path("partial_rotary_factor").asDouble(real("rotary_pct", .25));
        double theta = json.path("rope_parameters").path("rope_theta").asDouble(real("rotary_emb_base", 10_000));
        Rope rope = scaled(Rope.unscaled((int) (headDim() * rotaryFraction), theta), scaling(false));
        return new TransformerConfig(
                "gpt_neox",
                integer("hidden_size"),
                numHeads,
                numHeads,
                headDim(),
                integer("vocab_size"),
                integer("max_position_embeddings"),
                TransformerConfig.NormType.LAYER_NORM,
                real("layer_norm_eps", 1e-5),
                activation("hidden_act"),
                false,
                json.path("use_parallel_residual").asBoolean(true),
                1,
                1 / Math.sqrt(headDim()),
                IntStream.range(0, integer("num_hidden_layers"))
                        .mapToObj(block -> new TransformerConfig.Layer(0, rope))
                        .toList());
    }

    private int headDim() {
        return json.path("head_dim").asInt(integer("hidden_size") / integer("num_attention_heads"));
    }

    private boolean isSliding(int block) {
        if (!json.path("sliding_window").isNumber()) {
            return false;
        }
        if (json.path("layer_types").isArray()) {
            return json.path("layer_types").path(block).asText().equals("sliding_attention");
        }
        return switch (modelType()) {
            case "mistral" -> true;
            case "gemma3_text" ->
                (block + 1)
                                % json.path("sliding_window_pattern")
                                        .asInt(json.path("_sliding_window_pattern")
                                                .asInt(6))
                        != 0;
            default ->
                json.path("use_sliding_window").asBoolean(false)
                        && block >= json.path("max_window_layers").asInt(Integer.MAX_VALUE);
        };
    }

    private Rope rope(boolean sliding) {
        boolean gemma = modelType().equals("gemma3_text");
        JsonNode scaling = scaling(sliding);
        double theta = sliding && gemma
                ? real("rope_local_base_freq", 10_000)
                : real("rope_theta", gemma ? 1_000_000 : 10_000);
        return scaled(Rope.unscaled(headDim(), scaling.path("rope_theta").asDouble(theta)), scaling);
    }

    /**
     * Returns the parameters of RoPE and its scaling: rope_parameters of transformers 5, one object
     * or one for each layer type, or rope_scaling of earlier versions, which does not apply to
     * Gemma's layers with a sliding window.
     */
    private JsonNode scaling(boolean sliding) {
        JsonNode parameters = json.path("rope_parameters");
        if (parameters.isMissingNode() || parameters.isNull()) {
            return sliding && modelType().equals("gemma3_text") ? json.path("no scaling") : json.path("rope_scaling");
        }
        String layerType = sliding ? "sliding_attention" : "full_attention";
        return parameters.has(layerType) ? parameters.path(layerType) : parameters;
    }

    private Rope scaled(Rope rope, JsonNode scaling) {
        String kind = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        return switch (kind) {
            case "default" -> rope;
            case "linear" -> rope.withLinearScaling(scaling.path("factor").asDouble(1));
            case "llama3" ->
                rope.withLlama3Scaling(
                        scaling.path("factor").asDouble(8),
                        scaling.path("low_freq_factor").asDouble(1),
                        scaling.path("high_freq_factor").asDouble(4),
                        scaling.path("original_max_position_embeddings").asDouble(8192));
            default ->
                throw new BadInputException(
                        file + " scales its rope by \"" + kind + "\"; default, linear and llama3 are read.");
        };
    }

    private TransformerConfig.Activation activation(String... keys) {
        for (String key : keys) {
            if (json.path(key).isTextual()) {
                return switch (json.path(key).asText()) {
                    case "silu", "swish" -> TransformerConfig.Activation.SILU;
                    case "gelu" -> TransformerConfig.Activation.GELU;
                    case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" -> TransformerConfig.Activation.GELU_TANH;
                    default ->
                        throw new BadInputException(file + " wants the activation \""
                                + json.path(key).asText() + "\"; silu, gelu and gelu_new are read.");
                };
            }
        }
        return modelType().equals("gemma3_text")
                ? TransformerConfig.Activation.GELU_TANH
                : TransformerConfig.Activation.SILU;
    }

    private int integer(String key) {
        if (!json.path(key).isNumber()) {
            throw new BadInputException(
                    file + " has no number \"" + key + "\"; download the model's config.json again.");
        }
        return json.path(key).asInt();
    }

    private double real(String key, double defaultValue) {
        return json.path(key).asDouble(defaultValue);
    }
}
