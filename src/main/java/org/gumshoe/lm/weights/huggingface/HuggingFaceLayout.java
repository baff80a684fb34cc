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
 * The layout of an architecture's weights in HuggingFace's files: their names, and how they differ
 * from what {@link org.gumshoe.lm.weights.ModelFile#weights} returns.
 *
 * @param names HuggingFace names by GGUF name, without ".weight" or ".bias"; {@code #} stands for
 *     the block's index
 * @param normPlusOne norm weights are stored as their difference from one (Gemma)
 * @param transposed linear layers are stored as inFeatures x outFeatures (GPT-2's Conv1D)
 * @param qkvByHead fused queries, keys and values are stored head by head (GPT-NeoX)
 */
record HuggingFaceLayout(Map<String, String> names, boolean normPlusOne, boolean transposed, boolean qkvByHead) {
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

    /** Returns the layout of an architecture, by default that of LLaMA. */
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
     * Translates a GGUF name such as {@code blk.3.attn_q.weight}; empty where this layout has no
     * such weight.
     */
    Optional<String> tensorName(String ggufName) {
        int dot = ggufName.lastIndexOf('.');
        Matcher block = BLOCK.matcher(ggufName);
        String number = block.find() ? block.group(1) : "";
        String stem = names.get(block.reset(ggufName.substring(0, dot)).replaceFirst("blk.#."));
        return Optional.ofNullable(stem).map(name -> name.replace("#", number) + ggufName.substring(dot));
    }

    /** Returns a reader of a stored tensor in the form of {@code ModelFile.weights}. */
    WeightReader reader(String ggufName, StoredTensor tensor, TransformerConfig config) {
        WeightReader weights = WeightReader.of(tensor);
        if (normPlusOne && ggufName.endsWith("_norm.weight")) {
            return weights.plusOne();
        }
        if (transposed && ggufName.startsWith("blk.") && tensor.shape().length == 2) {
            return WeightReader.transposed(tensor);
        }
        if (qkvByHead && ggufName.contains(".attn_qkv.")) {
            int headDim = config.headDim();
            int qSize = config.numHeads() * headDim;
            return weights.permuted(row -> row % qSize / headDim * 3 * headDim + row / qSize * headDim + row % headDim);
        }
        return weights;
    }
}
