// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.config;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * The configuration of a decoder-only transformer. Together with the set of weights that are
 * present (biases, query and key norms, post-attention norms, an untied head), it says everything
 * in which the supported architectures differ.
 *
 * @param architecture name of the architecture as HuggingFace writes it: "llama", "gemma3", ...
 * @param hiddenSize components of the residual stream
 * @param numHeads query heads of a block
 * @param numKvHeads key and value heads of a block; each serves numHeads / numKvHeads query heads
 *     (grouped-query attention, Ainslie et al. 2023)
 * @param headDim components of a head
 * @param vocabSize number of token ids
 * @param contextLength longest sequence that the model was trained for, in tokens
 * @param normType normalisation of the residual stream before attention and feed-forward
 * @param normEps epsilon of the norms
 * @param activation activation function of the feed-forward part
 * @param gatedMlp whether the activated gate projection multiplies the up projection (as in SwiGLU,
 *     Shazeer 2020)
 * @param parallelResidual whether attention and feed-forward read the same residual stream
 *     (GPT-NeoX) instead of one after the other
 * @param embeddingScale factor of the token embeddings
 * @param attentionScale factor of the attention scores
 * @param layers configuration of each block, in order
 */
public record TransformerConfig(
        String architecture,
        int hiddenSize,
        int numHeads,
        int numKvHeads,
        int headDim,
        int vocabSize,
        int contextLength,
        NormType normType,
        double normEps,
        Activation activation,
        boolean gatedMlp,
        boolean parallelResidual,
        double embeddingScale,
        double attentionScale,
        List<Layer> layers) {

    /** The kind of normalisation. */
    public enum NormType {
        /** Division by the root mean square (Zhang and Sennrich 2019). */
        RMS_NORM,
        /** Subtraction of the mean, then division by the standard deviation (Ba et al. 2016). */
        LAYER_NORM
    }

    /** The activation function of the feed-forward part. */
    public enum Activation {
        SILU,
        GELU,
        /** The tanh approximation of GELU (Hendrycks and Gimpel 2016). */
        GELU_TANH
    }

    /**
     * The configuration of one block, as far as blocks of a model differ.
     *
     * @param slidingWindow each position attends to itself and the slidingWindow - 1 positions
     *     before it; 0 means all positions before it
     * @param rope rotary embedding of queries and keys, or null where position embeddings are
     *     learned
     * @param attentionFactor factor of the block's attention scores beside the model's
     */
    public record Layer(int slidingWindow, Rope rope, double attentionFactor) {
        public Layer(int slidingWindow, Rope rope) {
            this(slidingWindow, rope, 1);
        }
    }

    public TransformerConfig {
        layers = List.copyOf(layers);
        require(
                numHeads > 0 && numKvHeads > 0 && numHeads % numKvHeads == 0 && hiddenSize > 0 && headDim > 0,
                "%d query heads, %d key and value heads, head dimension %d, hidden size %d",
                numHeads,
                numKvHeads,
                headDim,
                hiddenSize);
        require(
                (numHeads + 2L * numKvHeads) * headDim <= Integer.MAX_VALUE,
                "%d query heads and %d key and value heads of %d components",
                numHeads,
                numKvHeads,
                headDim);
        require(vocabSize > 0 && contextLength > 0, "%d token ids, context length %d", vocabSize, contextLength);
        require(normEps >= 0 && Double.isFinite(normEps), "norm epsilon %s", normEps);
        require(
                embeddingScale > 0
                        && attentionScale > 0
                        && Double.isFinite(embeddingScale)
                        && Double.isFinite(attentionScale),
                "embedding scale %s, attention scale %s",
                embeddingScale,
                attentionScale);
        require(!layers.isEmpty(), "%d blocks", layers.size());
        for (Layer layer : layers) {
            require(layer.slidingWindow >= 0, "a sliding window of %d", layer.slidingWindow);
            require(layer.attentionFactor > 0, "a factor of attention scores of %s", layer.attentionFactor);
            require(
                    layer.rope == null || headDim % 2 == 0 && layer.rope.rotaryDim() <= headDim,
                    "%s in heads of %d components",
                    layer.rope,
                    headDim);
        }
    }

    private static void require(boolean holds, String what, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(what.formatted(values));
        }
    }

    /**
     * Makes a configuration that a file describes.
     *
     * @throws BadInputException when what it describes is no transformer
     */
    public static TransformerConfig of(Path file, Supplier<TransformerConfig> description) {
        try {
            return description.get();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    "%s describes no transformer that could be built (%s); download the model again."
                            .formatted(VisibleText.quoted(file.toString()), VisibleText.quoted(e.getMessage())),
                    e);
        }
    }

    /** Returns the number of blocks. */
    public int numLayers() {
        return layers.size();
    }
}
