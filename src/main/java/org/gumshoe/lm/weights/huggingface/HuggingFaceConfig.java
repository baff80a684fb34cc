// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.config.TransformerConfig;

/**
 * Turns a HuggingFace config.json, in today's names or older ones, into a
 * {@link TransformerConfig}.
 */
record HuggingFaceConfig(Path file, JsonNode json) {
    TransformerConfig description() {
        return switch (type()) {
            case "llama", "mistral", "qwen2", "qwen3" -> modern(1, 1 / Math.sqrt(headWidth()));
            case "gemma3_text" ->
                modern(Math.sqrt(integer("hidden_size")), 1 / Math.sqrt(real("query_pre_attn_scalar", 256)));
            case "gpt2" -> gpt2();
            case "gpt_neox" -> gptNeox();
            default ->
                throw new BadInputException(
                        "%s is of architecture \"%s\"; llama, mistral, qwen2, qwen3, gemma3, gpt2 and gpt_neox are read."
                                .formatted(file, type()));
        };
    }

    String type() {
        return json.path("model_type").asText("unknown");
    }

    /**
     * LLaMA's block and its relatives: root mean square norms, rotary positions, a gated
     * feed-forward part.
     */
    private TransformerConfig modern(double embeddingScale, double attentionScale) {
        int heads = integer("num_attention_heads");
        return new TransformerConfig(
                type().equals("gemma3_text") ? "gemma3" : type(),
                integer("hidden_size"),
                heads,
                json.path("num_key_value_heads").asInt(heads),
                headWidth(),
                integer("vocab_size"),
                integer("max_position_embeddings"),
                TransformerConfig.Norm.RMS,
                real("rms_norm_eps", 1e-6),
                activation("hidden_act", "hidden_activation"),
                true,
                false,
                embeddingScale,
                attentionScale,
                IntStream.range(0, integer("num_hidden_layers"))
                        .mapToObj(block -> {
                            boolean near = windowed(block);
                            return new TransformerConfig.Layer(near ? integer("sliding_window") : 0, rope(near));
                        })
                        .toList());
    }

    private TransformerConfig gpt2() {
        int heads = integer("n_head");
        int width = integer("n_embd");
        int headWidth = width / heads;
        return new TransformerConfig(
                "gpt2",
                width,
                heads,
                heads,
                headWidth,
                integer("vocab_size"),
                integer("n_positions"),
                TransformerConfig.Norm.LAYER,
                real("layer_norm_epsilon", 1e-5),
                activation("activation_function"),
                false,
                false,
                1,
                json.path("scale_attn_weights").asBoolean(true) ? 1 / Math.sqrt(headWidth) : 1,
                IntStream.range(0, integer("n_layer"))
                        .mapToObj(block -> new TransformerConfig.Layer(0, null))
                        .toList());
    }

    private TransformerConfig gptNeox() {
        int heads = integer("num_attention_heads");
        double share =
                json.path("rope_parameters").path("partial_rotary_factor").asDouble(real("rotary_pct", .25));
        double base = json.path("rope_parameters").path("rope_theta").asDouble(real("rotary_emb_base", 10_000));
        Rope rope = scaled(Rope.plain((int) (headWidth() * share), base), scaling(false));
        return new TransformerConfig(
                "gpt_neox",
                integer("hidden_size"),
                heads,
                heads,
                headWidth(),
                integer("vocab_size"),
                integer("max_position_embeddings"),
                TransformerConfig.Norm.LAYER,
                real("layer_norm_eps", 1e-5),
                activation("hidden_act"),
                false,
                json.path("use_parallel_residual").asBoolean(true),
                1,
                1 / Math.sqrt(headWidth()),
                IntStream.range(0, integer("num_hidden_layers"))
                        .mapToObj(block -> new TransformerConfig.Layer(0, rope))
                        .toList());
    }

    private int headWidth() {
        return json.path("head_dim").asInt(integer("hidden_size") / integer("num_attention_heads"));
    }

    private boolean windowed(int block) {
        if (!json.path("sliding_window").isNumber()) {
            return false;
        }
        if (json.path("layer_types").isArray()) {
            return json.path("layer_types").path(block).asText().equals("sliding_attention");
        }
        return switch (type()) {
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

    private Rope rope(boolean near) {
        boolean gemma = type().equals("gemma3_text");
        JsonNode scaling = scaling(near);
        double base =
                near && gemma ? real("rope_local_base_freq", 10_000) : real("rope_theta", gemma ? 1_000_000 : 10_000);
        return scaled(Rope.plain(headWidth(), scaling.path("rope_theta").asDouble(base)), scaling);
    }

    /**
     * Today one object, or one for each kind of layer; formerly "rope_scaling", which Gemma's
     * windowed layers do not obey.
     */
    private JsonNode scaling(boolean near) {
        JsonNode parameters = json.path("rope_parameters");
        if (parameters.isMissingNode() || parameters.isNull()) {
            return near && type().equals("gemma3_text") ? json.path("no scaling") : json.path("rope_scaling");
        }
        String kind = near ? "sliding_attention" : "full_attention";
        return parameters.has(kind) ? parameters.path(kind) : parameters;
    }

    private Rope scaled(Rope rope, JsonNode scaling) {
        String kind = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        return switch (kind) {
            case "default" -> rope;
            case "linear" -> rope.linear(scaling.path("factor").asDouble(1));
            case "llama3" ->
                rope.llama3(
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
        return type().equals("gemma3_text")
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

    private double real(String key, double otherwise) {
        return json.path(key).asDouble(otherwise);
    }
}
