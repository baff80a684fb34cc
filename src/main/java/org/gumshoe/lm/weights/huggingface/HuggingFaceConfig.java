// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.DeclaredNumber;
import org.gumshoe.lm.weights.TensorLimits;

/**
 * A HuggingFace config.json, with the keys of transformers 5 or of earlier versions.
 *
 * @param file file to name in error messages
 * @param json its text part, where the model is multimodal
 * @param limits what the model's tensors allow
 * @param embeddings tokens that the model has embeddings of, for a file that does not say it
 */
record HuggingFaceConfig(Path file, JsonNode json, TensorLimits limits, int embeddings) {
    private static final Set<String> LAYER_TYPES = Set.of("full_attention", "sliding_attention");

    /**
     * Checks that a config.json is of an architecture that is read.
     *
     * @throws BadInputException when it is not
     */
    static void requireKnownArchitecture(Path file, JsonNode json) {
        String modelType = json.path("model_type").asText("unknown");
        if (!ConfigFields.architectures().contains(modelType)) {
            throw new BadInputException(
                    "%s is of architecture \"%s\"; llama, mistral, qwen2, qwen3, gemma3, gpt2 and gpt_neox are read."
                            .formatted(file, VisibleText.quoted(modelType)));
        }
        ConfigFields.check(file, json);
        for (JsonNode type : json.path("layer_types")) {
            if (!LAYER_TYPES.contains(type.asText())) {
                throw new BadInputException(
                        "%s has layers of type \"%s\", which is not computed here; take another model."
                                .formatted(file, VisibleText.quoted(type.asText())));
            }
        }
    }

    /**
     * Returns the configuration.
     *
     * @throws BadInputException when a value is missing or wrong, or a part of the architecture is
     *     unknown
     */
    TransformerConfig toConfig() {
        return switch (modelType()) {
            case "llama", "mistral", "qwen2", "qwen3" -> llama(1, 1 / Math.sqrt(headDim()));
            case "gemma3_text" ->
                llama(Math.sqrt(integer("hidden_size")), 1 / Math.sqrt(real(json, "query_pre_attn_scalar", 256)));
            case "gpt2" -> gpt2();
            case "gpt_neox" -> gptNeox();
            default -> throw new IllegalStateException(modelType());
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
                integer("num_key_value_heads", numHeads),
                headDim(),
                whole("vocab_size", embeddings, 1, Integer.MAX_VALUE),
                contextLength(),
                TransformerConfig.NormType.RMS_NORM,
                real(json, "rms_norm_eps", 1e-6),
                activation("hidden_act", "hidden_activation"),
                true,
                false,
                embeddingScale,
                attentionScale,
                IntStream.range(0, blocks("num_hidden_layers"))
                        .mapToObj(block -> {
                            boolean sliding = isSliding(block);
                            return new TransformerConfig.Layer(
                                    sliding ? whole("sliding_window", null, 1, Integer.MAX_VALUE) : 0, rope(sliding));
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
                whole("vocab_size", embeddings, 1, Integer.MAX_VALUE),
                whole("n_positions", null, 1, Integer.MAX_VALUE),
                TransformerConfig.NormType.LAYER_NORM,
                real(json, "layer_norm_epsilon", 1e-5),
                activation("activation_function"),
                false,
                false,
                1,
                json.path("scale_attn_weights").asBoolean(true) ? 1 / Math.sqrt(headDim) : 1,
                IntStream.range(0, blocks("n_layer"))
                        .mapToObj(block -> new TransformerConfig.Layer(
                                0,
                                null,
                                json.path("scale_attn_by_inverse_layer_idx").asBoolean(false) ? 1.0 / (block + 1) : 1))
                        .toList());
    }

    private TransformerConfig gptNeox() {
        int numHeads = integer("num_attention_heads");
        double rotaryFraction =
                real(json.path("rope_parameters"), "partial_rotary_factor", real(json, "rotary_pct", .25));
        double theta = real(json.path("rope_parameters"), "rope_theta", real(json, "rotary_emb_base", 10_000));
        Rope rope = scaled(Rope.unscaled((int) (headDim() * rotaryFraction), theta), scaling(false));
        return new TransformerConfig(
                "gpt_neox",
                integer("hidden_size"),
                numHeads,
                numHeads,
                headDim(),
                whole("vocab_size", embeddings, 1, Integer.MAX_VALUE),
                contextLength(),
                TransformerConfig.NormType.LAYER_NORM,
                real(json, "layer_norm_eps", 1e-5),
                activation("hidden_act"),
                false,
                json.path("use_parallel_residual").asBoolean(true),
                1,
                1 / Math.sqrt(headDim()),
                IntStream.range(0, blocks("num_hidden_layers"))
                        .mapToObj(block -> new TransformerConfig.Layer(0, rope))
                        .toList());
    }

    private int headDim() {
        return integer("head_dim", integer("hidden_size") / integer("num_attention_heads"));
    }

    private int contextLength() {
        return whole("max_position_embeddings", null, 1, Integer.MAX_VALUE);
    }

    private boolean isSliding(int block) {
        if (!ConfigFields.field(json, "sliding_window").isNumber()) {
            return false;
        }
        if (modelType().equals("mistral")) {
            return true;
        }
        if (json.path("layer_types").isArray()) {
            return json.path("layer_types").path(block).asText().equals("sliding_attention");
        }
        return switch (modelType()) {
            case "gemma3_text" ->
                (block + 1) % integer("sliding_window_pattern", integer("_sliding_window_pattern", 6)) != 0;
            default ->
                json.path("use_sliding_window").asBoolean(false)
                        && block >= whole("max_window_layers", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
        };
    }

    private Rope rope(boolean sliding) {
        boolean gemma = modelType().equals("gemma3_text");
        JsonNode scaling = scaling(sliding);
        double theta = sliding && gemma
                ? real(json, "rope_local_base_freq", 10_000)
                : real(json, "rope_theta", gemma ? 1_000_000 : 10_000);
        return scaled(Rope.unscaled(headDim(), real(scaling, "rope_theta", theta)), scaling);
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
        return new HuggingFaceRope(file, json, scaling, contextLength()).scaled(rope);
    }

    private TransformerConfig.Activation activation(String... keys) {
        JsonNode named = json.path("none");
        for (String key : keys) {
            named = named.isTextual() ? named : ConfigFields.field(json, key);
        }
        return switch (named.asText()) {
            case "silu", "swish" -> TransformerConfig.Activation.SILU;
            case "gelu", "gelu_python" -> TransformerConfig.Activation.GELU;
            case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" -> TransformerConfig.Activation.GELU_TANH;
            default ->
                throw new BadInputException(file + " wants the activation \"" + VisibleText.quoted(named.asText())
                        + "\"; silu, gelu and gelu_new are read.");
        };
    }

    private int blocks(String key) {
        return whole(key, null, 1, limits.blocks());
    }

    /** Returns a number of components or heads. */
    private int integer(String key) {
        return whole(key, null, 1, limits.extent());
    }

    private int integer(String key, int defaultValue) {
        return whole(key, defaultValue, 1, limits.extent());
    }

    /** @param defaultValue where neither the file nor its class has one; null where there is none */
    private int whole(String key, Integer defaultValue, int least, int most) {
        JsonNode value = ConfigFields.field(json, key);
        boolean isMissing = value.isMissingNode() || value.isNull();
        if (isMissing && defaultValue != null) {
            return defaultValue;
        }
        if (isMissing) {
            throw new BadInputException(
                    file + " has no number \"" + key + "\"; download the model's config.json again.");
        }
        return new DeclaredNumber(file, key, value.isNumber() ? value.numberValue() : value).whole(least, most);
    }

    private double real(JsonNode parent, String key, double defaultValue) {
        JsonNode value = parent.path(key);
        return value.isMissingNode() || value.isNull()
                ? defaultValue
                : new DeclaredNumber(file, key, value.isNumber() ? value.numberValue() : value).real(0);
    }
}
