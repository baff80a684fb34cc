// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.StoredTensor;

/** Turns a GGUF file's metadata into a {@link TransformerConfig}. */
record GgufConfig(Path file, GgufMetadata metadata, Map<String, StoredTensor> tensors) {
    private static final TransformerConfig.Norm RMS = TransformerConfig.Norm.RMS;
    private static final TransformerConfig.Norm LAYER = TransformerConfig.Norm.LAYER;

    TransformerConfig description() {
        return switch (architecture()) {
            case "llama", "qwen2", "qwen3" ->
                block(RMS, TransformerConfig.Activation.SILU, true, false, 1, uniform(scaled(rope())));
            case "gemma3" ->
                block(
                        RMS,
                        TransformerConfig.Activation.GELU_TANH,
                        true,
                        false,
                        Math.sqrt(integer("embedding_length")),
                        gemmaLayers());
            case "gpt2" -> block(LAYER, TransformerConfig.Activation.GELU_TANH, false, false, 1, uniform(null));
            case "gptneox" ->
                block(
                        LAYER,
                        TransformerConfig.Activation.GELU,
                        false,
                        metadata.flag(key("use_parallel_residual"), true),
                        1,
                        uniform(scaled(rope())));
            default ->
                throw new BadInputException(
                        "%s is of architecture \"%s\"; from GGUF files llama, gemma3, qwen2, qwen3, gpt2 and gptneox are read."
                                .formatted(file, architecture()));
        };
    }

    private TransformerConfig block(
            TransformerConfig.Norm norm,
            TransformerConfig.Activation activation,
            boolean gated,
            boolean parallel,
            double embeddingScale,
            List<TransformerConfig.Layer> layers) {
        int heads = integer("attention.head_count");
        int width = integer("embedding_length");
        return new TransformerConfig(
                // one name, that of HuggingFace
                architecture().equals("gptneox") ? "gpt_neox" : architecture(),
                width,
                heads,
                metadata.integer(key("attention.head_count_kv"), heads),
                headWidth(),
                vocabulary(),
                integer("context_length"),
                norm,
                metadata.real(key(norm == RMS ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon")),
                activation,
                gated,
                parallel,
                embeddingScale,
                // Gemma 3 27B alone scales by the width a head would have without its own (62
                // blocks tell it apart, as in llama.cpp).
                1
                        / Math.sqrt(
                                architecture().equals("gemma3") && layers.size() == 62
                                        ? (double) width / heads
                                        : headWidth()),
                layers);
    }

    private int vocabulary() {
        StoredTensor embedding = tensors.get("token_embd.weight");
        if (embedding == null) {
            throw new BadInputException(
                    file + " has no tensor token_embd.weight; it is incomplete, download it again.");
        }
        return embedding.rows();
    }

    private String architecture() {
        return metadata.string("general.architecture");
    }

    private String key(String name) {
        return architecture() + "." + name;
    }

    private int integer(String name) {
        return metadata.integer(key(name));
    }

    private double real(String name, double otherwise) {
        return metadata.real(key(name), otherwise);
    }

    private int headWidth() {
        return metadata.integer(
                key("attention.key_length"), integer("embedding_length") / integer("attention.head_count"));
    }

    private List<TransformerConfig.Layer> uniform(Rope rope) {
        return IntStream.range(0, integer("block_count"))
                .mapToObj(i -> new TransformerConfig.Layer(0, rope))
                .toList();
    }

    /** Five blocks with a window, then one without; files may give another pattern. */
    private List<TransformerConfig.Layer> gemmaLayers() {
        int period = metadata.numbers("gemma3.attention.sliding_window_pattern") == null
                ? metadata.integer("gemma3.attention.sliding_window_pattern", 6)
                : 6;
        TransformerConfig.Layer near = new TransformerConfig.Layer(
                integer("attention.sliding_window"), Rope.plain(headWidth(), real("rope.freq_base_swa", 10_000)));
        TransformerConfig.Layer far = new TransformerConfig.Layer(0, scaled(rope()));
        return IntStream.range(0, integer("block_count"))
                .mapToObj(i -> (i + 1) % period == 0 ? far : near)
                .toList();
    }

    private Rope rope() {
        int width = (int) real("rope.dimension_count", headWidth());
        return Rope.plain(width, real("rope.freq_base", 10_000));
    }

    private Rope scaled(Rope rope) {
        StoredTensor freqs = tensors.get("rope_freqs.weight");
        if (freqs != null) {
            List<Double> divisors = new ArrayList<>();
            for (float divisor : freqs.all()) {
                divisors.add((double) divisor);
            }
            return new Rope(rope.width(), rope.base(), divisors);
        }
        String kind = metadata.string(key("rope.scaling.type"), "none");
        return switch (kind) {
            case "none" -> rope;
            case "linear" -> rope.linear(real("rope.scaling.factor", 1));
            default ->
                throw new BadInputException(file + " scales its rope by \"" + kind + "\"; none and linear are read.");
        };
    }
}
