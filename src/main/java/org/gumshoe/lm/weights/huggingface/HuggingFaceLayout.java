// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.WeightReader;

/**
 * Where a HuggingFace model keeps the weights that have canonical names here.
 *
 * @param names canonical name without ".weight" or ".bias", to the file's name likewise; {@code #}
 *     stands for the block
 * @param plusOne norm weights are stored as their distance from one (Gemma)
 * @param inputsFirst linear layers are stored inputs x outputs (GPT-2's Conv1D)
 * @param byHead fused queries, keys and values are stored head by head (GPT-NeoX)
 */
record HuggingFaceLayout(Map<String, String> names, boolean plusOne, boolean inputsFirst, boolean byHead) {
    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d+)\\.");

    private static final Map<String, String> LLAMA = Map.ofEntries(
            Map.entry("token_embd", "model.embed_tokens"),
            Map.entry("output_norm", "model.norm"),
            Map.entry("output", "lm_head"),
            Map.entry("blk.#.attn_norm", "model.layers.#.input_layernorm"),
            Map.entry("blk.#.attn_q", "model.layers.#.self_attn.q_proj"),
            Map.entry("blk.#.attn_k", "model.layers.#.self_attn.k_proj"),
            Map.entry("blk.#.attn_v", "model.layers.#.self_attn.v_proj"),
            Map.entry("blk.#.attn_q_norm", "model.layers.#.self_attn.q_norm"),
            Map.entry("blk.#.attn_k_norm", "model.layers.#.self_attn.k_norm"),
            Map.entry("blk.#.attn_output", "model.layers.#.self_attn.o_proj"),
            Map.entry("blk.#.ffn_norm", "model.layers.#.post_attention_layernorm"),
            Map.entry("blk.#.ffn_gate", "model.layers.#.mlp.gate_proj"),
            Map.entry("blk.#.ffn_up", "model.layers.#.mlp.up_proj"),
            Map.entry("blk.#.ffn_down", "model.layers.#.mlp.down_proj"));

    private static final Map<String, String> GEMMA3 = with(
            LLAMA,
            Map.of(
                    "blk.#.post_attention_norm", "model.layers.#.post_attention_layernorm",
                    "blk.#.ffn_norm", "model.layers.#.pre_feedforward_layernorm",
                    "blk.#.post_ffw_norm", "model.layers.#.post_feedforward_layernorm"));

    private static final Map<String, String> GPT2 = Map.ofEntries(
            Map.entry("token_embd", "transformer.wte"),
            Map.entry("position_embd", "transformer.wpe"),
            Map.entry("output_norm", "transformer.ln_f"),
            Map.entry("output", "lm_head"),
            Map.entry("blk.#.attn_norm", "transformer.h.#.ln_1"),
            Map.entry("blk.#.attn_qkv", "transformer.h.#.attn.c_attn"),
            Map.entry("blk.#.attn_output", "transformer.h.#.attn.c_proj"),
            Map.entry("blk.#.ffn_norm", "transformer.h.#.ln_2"),
            Map.entry("blk.#.ffn_up", "transformer.h.#.mlp.c_fc"),
            Map.entry("blk.#.ffn_down", "transformer.h.#.mlp.c_proj"));

    private static final Map<String, String> GPT_NEOX = Map.ofEntries(
            Map.entry("token_embd", "gpt_neox.embed_in"),
            Map.entry("output_norm", "gpt_neox.final_layer_norm"),
            Map.entry("output", "embed_out"),
            Map.entry("blk.#.attn_norm", "gpt_neox.layers.#.input_layernorm"),
            Map.entry("blk.#.attn_qkv", "gpt_neox.layers.#.attention.query_key_value"),
            Map.entry("blk.#.attn_output", "gpt_neox.layers.#.attention.dense"),
            Map.entry("blk.#.ffn_norm", "gpt_neox.layers.#.post_attention_layernorm"),
            Map.entry("blk.#.ffn_up", "gpt_neox.layers.#.mlp.dense_h_to_4h"),
            Map.entry("blk.#.ffn_down", "gpt_neox.layers.#.mlp.dense_4h_to_h"));

    static HuggingFaceLayout of(String architecture) {
        return switch (architecture) {
            case "gemma3" -> new HuggingFaceLayout(GEMMA3, true, false, false);
            case "gpt2" -> new HuggingFaceLayout(GPT2, false, true, false);
            case "gpt_neox" -> new HuggingFaceLayout(GPT_NEOX, false, false, true);
            default -> new HuggingFaceLayout(LLAMA, false, false, false);
        };
    }

    private static Map<String, String> with(Map<String, String> names, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(names);
        all.putAll(more);
        return Map.copyOf(all);
    }

    /**
     * The file's name of a canonical one such as {@code blk.3.attn_q.weight}; empty when this
     * layout has no such thing.
     */
    Optional<String> fileName(String canonical) {
        int dot = canonical.lastIndexOf('.');
        Matcher block = BLOCK.matcher(canonical);
        String number = block.find() ? block.group(1) : "";
        String stem = names.get(block.reset(canonical.substring(0, dot)).replaceFirst("blk.#."));
        return Optional.ofNullable(stem).map(name -> name.replace("#", number) + canonical.substring(dot));
    }

    /** The stored weights, brought into the order of the forward pass. */
    WeightReader adapt(String canonical, StoredTensor tensor, TransformerConfig description) {
        WeightReader weights = WeightReader.of(tensor);
        if (plusOne && canonical.endsWith("_norm.weight")) {
            return weights.plusOne();
        }
        if (inputsFirst && canonical.startsWith("blk.") && tensor.shape().length == 2) {
            return WeightReader.transposed(tensor);
        }
        if (byHead && canonical.contains(".attn_qkv.")) {
            int width = description.headWidth();
            int part = description.heads() * width;
            return weights.reordered(row -> row % part / width * 3 * width + row / part * width + row % width);
        }
        return weights;
    }
}
