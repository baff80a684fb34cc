// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorLimits;

/**
 * The metadata of a GGUF file that make up a {@link TransformerConfig}.
 *
 * @param file file to name in error messages
 * @param tensors tensors by name: the embedding tells the vocabulary's size, rope_freqs the
 *     frequency divisors
 */
record GgufConfig(Path file, GgufMetadata metadata, Map<String, StoredTensor> tensors) {
    private static final TransformerConfig.NormType RMS_NORM = TransformerConfig.NormType.RMS_NORM;
    private static final TransformerConfig.NormType LAYER_NORM = TransformerConfig.NormType.LAYER_NORM;

    /**
     * Returns the configuration.
     *
     * @throws BadInputException when a value is missing, or the architecture is unknown
     */
    TransformerConfig toConfig() {
        return switch (architecture()) {
            case "llama", "qwen2", "qwen3" ->
                config(RMS_NORM, TransformerConfig.Activation.SILU, true, false, 1, uniform(scaled(rope())));
            case "gemma3" ->
                config(
                        RMS_NORM,
                        TransformerConfig.Activation.GELU_TANH,
                        true,
                        false,
                        Math.sqrt(positive("embedding_length")),
                        gemmaLayers());
            case "gpt2" -> config(LAYER_NORM, TransformerConfig.Activation.GELU_TANH, false, false, 1, uniform(null));
            case "gptneox" ->
                config(
                        LAYER_NORM,
                        TransformerConfig.Activation.GELU,
                        false,
                        metadata.flag(key("use_parallel_residual"), true),
                        1,
                        uniform(scaled(rope())));
            default ->
                throw new BadInputException(
                        "%s is of architecture \"%s\"; from GGUF files llama, gemma3, qwen2, qwen3, gpt2 and gptneox are read."
                                .formatted(file, VisibleText.quoted(architecture())));
        };
    }

    private TransformerConfig config(
            TransformerConfig.NormType normType,
            TransformerConfig.Activation activation,
            boolean gatedMlp,
            boolean parallelResidual,
            double embeddingScale,
            List<TransformerConfig.Layer> layers) {
        int numHeads = positive("attention.head_count");
        int hiddenSize = positive("embedding_length");
        return new TransformerConfig(
                // the name that HuggingFace uses
                architecture().equals("gptneox") ? "gpt_neox" : architecture(),
                hiddenSize,
                numHeads,
                metadata.has(key("attention.head_count_kv")) ? positive("attention.head_count_kv") : numHeads,
                headDim(),
                vocabSize(),
                contextLength(),
                normType,
                metadata.real(key(
                        normType == RMS_NORM ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon")),
                activation,
                gatedMlp,
                parallelResidual,
                embeddingScale,
                1 / Math.sqrt(scalesByHiddenSize(layers.size()) ? (double) hiddenSize / numHeads : headDim()),
                layers);
    }

    /**
     * Returns whether attention scores are scaled by hiddenSize / numHeads instead of headDim,
     * which Gemma 3 27B alone does; its 62 blocks tell it apart, as in llama.cpp.
     */
    private boolean scalesByHiddenSize(int numLayers) {
        return architecture().equals("gemma3") && numLayers == 62;
    }

    private int vocabSize() {
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

    private int positive(String name) {
        return metadata.integer(key(name), 1, limits().extent());
    }

    private int blocks() {
        return metadata.integer(key("block_count"), 1, limits().blocks());
    }

    private TensorLimits limits() {
        return TensorLimits.of(tensors.values());
    }

    private double real(String name, double defaultValue) {
        return metadata.real(key(name), defaultValue);
    }

    private int headDim() {
        return metadata.has(key("attention.key_length"))
                ? positive("attention.key_length")
                : positive("embedding_length") / positive("attention.head_count");
    }

    private List<TransformerConfig.Layer> uniform(Rope rope) {
        return IntStream.range(0, blocks())
                .mapToObj(i -> new TransformerConfig.Layer(0, rope))
                .toList();
    }

    /**
     * Returns five layers with a sliding window, then one without; files may give another period.
     */
    private List<TransformerConfig.Layer> gemmaLayers() {
        String pattern = "gemma3.attention.sliding_window_pattern";
        int period =
                metadata.values().get(pattern) instanceof Number ? metadata.integer(pattern, 1, Integer.MAX_VALUE) : 6;
        TransformerConfig.Layer sliding = new TransformerConfig.Layer(
                positive("attention.sliding_window"), Rope.unscaled(headDim(), real("rope.freq_base_swa", 10_000)));
        TransformerConfig.Layer full = new TransformerConfig.Layer(0, scaled(rope()));
        return IntStream.range(0, blocks())
                .mapToObj(i -> (i + 1) % period == 0 ? full : sliding)
                .toList();
    }

    private Rope rope() {
        int rotaryDim = metadata.has(key("rope.dimension_count")) ? positive("rope.dimension_count") : headDim();
        return Rope.unscaled(rotaryDim, real("rope.freq_base", 10_000));
    }

    private Rope scaled(Rope rope) {
        StoredTensor freqs = tensors.get("rope_freqs.weight");
        if (freqs != null) {
            if (freqs.size() != Math.ceilDiv(rope.rotaryDim(), 2)) {
                throw new BadInputException(
                        "%s has %d rope_freqs for a rotary embedding of %d components; convert it again."
                                .formatted(file, freqs.size(), rope.rotaryDim()));
            }
            return new Rope(rope.rotaryDim(), rope.theta(), divisors(freqs));
        }
        StoredTensor longFactors = tensors.get("rope_factors_long.weight");
        StoredTensor shortFactors = tensors.get("rope_factors_short.weight");
        if (longFactors != null && shortFactors != null) {
            int original = (int) originalContext();
            double factor = real("rope.scaling.factor", (double) contextLength() / original);
            return rope.withLongRope(
                    divisors(shortFactors),
                    divisors(longFactors),
                    original,
                    real("rope.scaling.attn_factor", Rope.longRopeMagnitude(factor, original)));
        }
        String kind = metadata.string(key("rope.scaling.type"), "none");
        return switch (kind) {
            case "none" -> rope;
            case "linear" -> rope.withLinearScaling(real("rope.scaling.factor", real("rope.scale_linear", 1)));
            case "yarn" -> yarn(rope);
            default ->
                throw new BadInputException(file + " scales its rope by \"" + VisibleText.quoted(kind)
                        + "\"; none, linear, yarn and longrope with its factors are read.");
        };
    }

    private Rope yarn(Rope rope) {
        double factor = real("rope.scaling.factor", 1);
        double magnitude = real("rope.scaling.attn_factor", 1) * Rope.yarnMagnitude(factor, 1);
        return rope.withYarnScaling(
                factor,
                real("rope.scaling.yarn_beta_fast", 32),
                real("rope.scaling.yarn_beta_slow", 1),
                originalContext(),
                true,
                magnitude);
    }

    private double originalContext() {
        return real("rope.scaling.original_context_length", contextLength());
    }

    private int contextLength() {
        return metadata.integer(key("context_length"), 1, Integer.MAX_VALUE);
    }

    private static List<Double> divisors(StoredTensor factors) {
        List<Double> divisors = new ArrayList<>();
        for (float divisor : factors.toFloats()) {
            divisors.add((double) divisor);
        }
        return divisors;
    }
}
