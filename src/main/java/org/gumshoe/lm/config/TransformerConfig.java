// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.config;

import java.util.List;

/**
 * What a transformer's block is made of, as data. Together with the weights that are present
 * (biases, query and key norms, norms after a layer, an untied head) it says everything in which
 * the supported architectures differ.
 *
 * @param architecture "llama", "gemma3", ...
 * @param width components of the residual stream
 * @param heads query heads
 * @param keyHeads key and value heads; each serves heads / keyHeads query heads
 * @param headWidth components of a head
 * @param vocabulary token ids
 * @param context longest sequence the model was made for, in tokens
 * @param norm how the residual stream is normalised before it is read
 * @param epsilon of the norms
 * @param activation between the two layers of the feed-forward part
 * @param gated whether the activation multiplies a second, linear layer
 * @param parallel whether attention and feed-forward read the same residual stream (GPT-NeoX),
 *     instead of one after the other
 * @param embeddingScale factor of the embeddings
 * @param attentionScale factor of the attention scores
 * @param layers one for each block
 */
public record TransformerConfig(
        String architecture,
        int width,
        int heads,
        int keyHeads,
        int headWidth,
        int vocabulary,
        int context,
        Norm norm,
        double epsilon,
        Activation activation,
        boolean gated,
        boolean parallel,
        double embeddingScale,
        double attentionScale,
        List<Layer> layers) {

    public enum Norm {
        /** Division by the root mean square (Zhang and Sennrich 2019). */
        RMS,
        /** Mean removed, then divided by the standard deviation (Ba et al. 2016). */
        LAYER
    }

    public enum Activation {
        SILU,
        GELU,
        GELU_TANH
    }

    /**
     * What one block does differently from its neighbours.
     *
     * @param window each position sees itself and the window - 1 before it; 0: all before it
     * @param rope rotation of queries and keys, or null where positions are learned
     */
    public record Layer(int window, Rope rope) {}

    public TransformerConfig {
        layers = List.copyOf(layers);
        if (heads <= 0 || keyHeads <= 0 || heads % keyHeads != 0 || width <= 0 || headWidth <= 0) {
            throw new IllegalArgumentException(
                    heads + " query heads over " + keyHeads + " key heads of width " + headWidth);
        }
    }

    public int blocks() {
        return layers.size();
    }
}
