// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.slf4j.LoggerFactory;

/**
 * The fields of a config.json by architecture, as transformers 5 knows them: which are obeyed, with
 * the default of each; which would change numbers and must have their default; and which concern
 * training, generation or other tasks. A field that is none of these is told, never ignored in
 * silence.
 */
final class ConfigFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Defaults of transformers' configuration classes; a size that follows from others has none. */
    private static final Map<String, JsonNode> DEFAULTS = Map.of(
            "llama", json("""
                    {"hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "hidden_act": "silu",
                     "max_position_embeddings": 2048, "rms_norm_eps": 1e-6, "rope_theta": 10000}"""),
            "mistral", json("""
                    {"hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
                     "hidden_act": "silu", "max_position_embeddings": 131072, "rms_norm_eps": 1e-6, "sliding_window": 4096,
                     "rope_theta": 10000}"""),
            "qwen2", json("""
                    {"hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
                     "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-6, "sliding_window": 4096,
                     "use_sliding_window": false, "max_window_layers": 28, "rope_theta": 10000}"""),
            "qwen3", json("""
                    {"hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
                     "head_dim": 128, "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-6,
                     "sliding_window": 4096, "use_sliding_window": false, "max_window_layers": 28, "rope_theta": 10000}"""),
            "gemma3_text", json("""
                    {"hidden_size": 2304, "num_hidden_layers": 26, "num_attention_heads": 8, "num_key_value_heads": 4,
                     "head_dim": 256, "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 131072,
                     "rms_norm_eps": 1e-6, "query_pre_attn_scalar": 256, "sliding_window": 4096,
                     "tie_word_embeddings": true}"""),
            "gpt2", json("""
                    {"n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024, "activation_function": "gelu_new",
                     "layer_norm_epsilon": 1e-5, "scale_attn_weights": true, "scale_attn_by_inverse_layer_idx": false,
                     "tie_word_embeddings": true}"""),
            "gpt_neox", json("""
                    {"hidden_size": 6144, "num_hidden_layers": 44, "num_attention_heads": 64, "hidden_act": "gelu",
                     "max_position_embeddings": 2048, "layer_norm_eps": 1e-5, "use_parallel_residual": true}"""));

    /** Older and foreign names of fields, by the name that is read. */
    private static final Map<String, List<String>> ALIASES = Map.of(
            "max_position_embeddings", List.of("max_sequence_length", "n_positions", "n_ctx", "seq_length"),
            "n_positions", List.of("max_position_embeddings", "n_ctx"),
            "n_embd", List.of("hidden_size"),
            "n_layer", List.of("num_hidden_layers"),
            "n_head", List.of("num_attention_heads"));

    /** Fields that are obeyed where an architecture has them, beside those with a default. */
    private static final Set<String> OBEYED = Set.of(
            "vocab_size",
            "num_key_value_heads",
            "head_dim",
            "layer_types",
            "sliding_window",
            "sliding_window_pattern",
            "_sliding_window_pattern",
            "rope_parameters",
            "rope_scaling",
            "rope_theta",
            "rope_local_base_freq",
            "rotary_pct",
            "rotary_emb_base",
            "original_max_position_embeddings",
            "tie_word_embeddings",
            "intermediate_size",
            "n_inner",
            "attention_bias",
            "mlp_bias",
            "qkv_bias",
            "eos_token_id",
            "max_window_layers",
            "use_sliding_window",
            "hidden_act",
            "hidden_activation");

    /** Fields that change numbers in a way that is not computed here, with the values that do not. */
    private static final Map<String, Pattern> ONLY = Map.ofEntries(
            Map.entry("use_bidirectional_attention", Pattern.compile("false|null")),
            Map.entry("attn_logit_softcapping", Pattern.compile("null")),
            Map.entry("final_logit_softcapping", Pattern.compile("null")),
            Map.entry("add_cross_attention", Pattern.compile("false|null")),
            Map.entry("is_encoder_decoder", Pattern.compile("false|null")),
            Map.entry("quantization_config", Pattern.compile("null|\\{\\}")),
            Map.entry("partial_rotary_factor", Pattern.compile("null|1(\\.0)?")),
            Map.entry("alibi", Pattern.compile("false|null")),
            Map.entry("num_experts", Pattern.compile("null|0|1")),
            Map.entry("num_local_experts", Pattern.compile("null|0|1")),
            Map.entry("use_qk_norm", Pattern.compile("false|null")),
            Map.entry("attention_multiplier", Pattern.compile("null|1(\\.0)?")),
            Map.entry("embedding_multiplier", Pattern.compile("null|1(\\.0)?")),
            Map.entry("residual_multiplier", Pattern.compile("null|1(\\.0)?")),
            Map.entry("logits_scaling", Pattern.compile("null|1(\\.0)?")),
            Map.entry("logit_scale", Pattern.compile("null|1(\\.0)?")),
            Map.entry("no_rope_layers", Pattern.compile("null|\\[\\]")),
            Map.entry("attention_chunk_size", Pattern.compile("null")));

    /** Fields of training, generation, storage and other tasks. */
    private static final Pattern HARMLESS = Pattern.compile(
            "_.*|unsloth.*|summary_.*|.*dropout.*|.*_pdrop|initializer_range"
                    + "|architectures|model_type|auto_map|transformers_version|torch_dtype|dtype|use_cache|cache_implementation"
                    + "|(bos|pad|unk|sep|cls|mask|decoder_start|boi|eoi|image|begin_suppress|forced_\\w+)_token_(id|index)"
                    + "|attn_implementation|pretraining_tp|reorder_and_upcast_attn|gradient_checkpointing|id2label|label2id|num_labels"
                    + "|problem_type|return_dict|output_\\w+|use_return_dict|torchscript|is_decoder|task_specific_params|prefix"
                    + "|finetuning_task|use_bfloat16|tf_legacy_loss|pruned_heads|chunk_size_feed_forward|tokenizer_class"
                    + "|tie_encoder_decoder|cross_attention_hidden_size|classifier_\\w+|keys_to_ignore_at_inference"
                    + "|vision_config|text_config|mm_tokens_per_image|max_length|min_length|do_sample|early_stopping|num_beams"
                    + "|num_beam_groups|diversity_penalty|temperature|top_k|top_p|typical_p|repetition_penalty|length_penalty"
                    + "|no_repeat_ngram_size|encoder_no_repeat_ngram_size|bad_words_ids|num_return_sequences|remove_invalid_values"
                    + "|exponential_decay_length_penalty|suppress_tokens|begin_suppress_tokens|n_ctx|name_or_path|use_mrope"
                    + "|attention_probs_\\w+|scale_attn_weights|vocab_size_per_layer\\w*|rope_interleaved|is_llama_config");

    private ConfigFields() {}

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the architectures that are read. */
    static Set<String> architectures() {
        return DEFAULTS.keySet();
    }

    /**
     * Returns a field of a configuration, under its name or an older one, or else the default of its
     * class; a missing node where there is none.
     */
    static JsonNode field(JsonNode config, String name) {
        if (config.has(name)) {
            return config.path(name);
        }
        for (String alias : ALIASES.getOrDefault(name, List.of())) {
            if (config.has(alias)) {
                return config.path(alias);
            }
        }
        return DEFAULTS.getOrDefault(config.path("model_type").asText(), json("{}"))
                .path(name);
    }

    /**
     * Checks that every field is understood. Those that are unknown are told.
     *
     * @param file file to name
     * @throws BadInputException when a field has a value that changes numbers in a way that is not
     *     computed here
     */
    static void check(Path file, JsonNode config) {
        Set<String> known = new HashSet<>(OBEYED);
        DEFAULTS.get(config.path("model_type").asText()).fieldNames().forEachRemaining(known::add);
        ALIASES.values().forEach(known::addAll);
        List<String> unknown = new ArrayList<>();
        config.properties().forEach(field -> {
            String name = field.getKey();
            String value = field.getValue().toString();
            if (ONLY.containsKey(name)) {
                if (!ONLY.get(name).matcher(value).matches()) {
                    throw refusal(file, name, field.getValue());
                }
            } else if (!known.contains(name)
                    && !HARMLESS.matcher(name).matches()
                    && !value.matches("null|false|0|0\\.0|\\[\\]|\\{\\}|\"\"")) {
                unknown.add(name + " = " + VisibleText.cut(value, 40));
            }
        });
        if (!unknown.isEmpty()) {
            // not kept: most files have no such key, and log4j takes longer to start than a model to describe
            LoggerFactory.getLogger(ConfigFields.class)
                    .warn(
                            "{} has fields that are not known here and are not obeyed: {}. If transformers computes with them, "
                                    + "this model's numbers differ.",
                            file,
                            VisibleText.quoted(String.join(", ", unknown)));
        }
    }

    private static BadInputException refusal(Path file, String name, JsonNode value) {
        if (name.equals("quantization_config")) {
            String method = value.path("quant_method").asText("an unknown method");
            return new BadInputException(
                    "%s is quantised by %s, which is not read; take the model's safetensors in F16 or BF16, or a GGUF file."
                            .formatted(file, VisibleText.quoted(method)));
        }
        return new BadInputException("%s sets \"%s\" to %s, which is not computed here; take another model."
                .formatted(file, name, VisibleText.quoted(VisibleText.cut(value.toString(), 60))));
    }
}
