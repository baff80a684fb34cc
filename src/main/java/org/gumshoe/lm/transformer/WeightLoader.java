// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A finder of a model's weights in its file, block by block: it checks their shapes, reads vectors,
 * and leaves matrices where they are.
 */
final class WeightLoader {
    private final ModelFile file;
    private final TransformerConfig config;

    WeightLoader(ModelFile file) {
        this.file = file;
        this.config = file.config();
    }

    /** Returns the token embeddings, vocabSize x hiddenSize, as rows that are read on demand. */
    WeightReader tokenEmbedding() {
        return weights("token_embd.weight", config.vocabSize(), config.hiddenSize());
    }

    /**
     * Returns learned position embeddings, contextLength x hiddenSize, or null where there are
     * none.
     */
    WeightReader positionEmbedding() {
        return file.has("position_embd.weight")
                ? weights("position_embd.weight", config.contextLength(), config.hiddenSize())
                : null;
    }

    /** Finds the weights of a block. */
    StoredWeights block(int index) {
        String prefix = "blk." + index + ".";
        int hiddenSize = config.hiddenSize();
        int qSize = config.numHeads() * config.headDim();
        int kvSize = config.numKvHeads() * config.headDim();
        int intermediateSize = file.weights(prefix + "ffn_up.weight").rows();
        StoredWeights weights = new StoredWeights();
        TransformerConfig.Layer layer = config.layers().get(index);
        IntUnaryOperator interleaved = layer.rope() == null
                ? IntUnaryOperator.identity()
                : row -> row < qSize + kvSize ? layer.rope().halfSplitRow(row, config.headDim()) : row;
        norm(weights, "attn_norm", prefix + "attn_norm");
        if (file.has(prefix + "attn_qkv.weight")) {
            Projection qkv = new Projection(prefix + "attn_qkv", qSize + 2 * kvSize, interleaved);
            linear(weights, "qkv_proj", hiddenSize, qkv);
        } else {
            Projection q = new Projection(prefix + "attn_q", qSize, interleaved);
            Projection k = new Projection(prefix + "attn_k", kvSize, interleaved);
            linear(weights, "qkv_proj", hiddenSize, q, k, new Projection(prefix + "attn_v", kvSize));
        }
        if (file.has(prefix + "attn_q_norm.weight")) {
            weights.vectors().put("qk_norm", qkNorm(prefix, interleaved));
        }
        linear(weights, "o_proj", qSize, new Projection(prefix + "attn_output", hiddenSize));
        optionalNorm(weights, "post_attn_norm", prefix + "post_attention_norm");
        norm(weights, "mlp_norm", prefix + "ffn_norm");
        if (config.gatedMlp()) {
            linear(weights, "gate_proj", hiddenSize, new Projection(prefix + "ffn_gate", intermediateSize));
        }
        linear(weights, "up_proj", hiddenSize, new Projection(prefix + "ffn_up", intermediateSize));
        linear(weights, "down_proj", intermediateSize, new Projection(prefix + "ffn_down", hiddenSize));
        optionalNorm(weights, "post_mlp_norm", prefix + "post_ffw_norm");
        return weights;
    }

    /**
     * Finds the weights of the head; its matrix is the token embedding where the model has no other
     * (tied weights).
     */
    StoredWeights lmHead() {
        StoredWeights weights = new StoredWeights();
        norm(weights, "norm", "output_norm");
        String name = file.has("output.weight") ? "output" : "token_embd";
        linear(weights, "lm_head", config.hiddenSize(), new Projection(name, config.vocabSize()));
        return weights;
    }

    /**
     * A linear layer of the file.
     *
     * @param name canonical name, without ".weight" or ".bias"
     * @param rowInFile row of the file's matrix that holds an output
     */
    private record Projection(String name, int outFeatures, IntUnaryOperator rowInFile) {
        Projection(String name, int outFeatures) {
            this(name, outFeatures, IntUnaryOperator.identity());
        }
    }

    private WeightReader weights(String name, int rows, int columns) {
        WeightReader weights = file.weights(name);
        if (weights.rows() != rows || weights.columns() != columns) {
            throw new BadInputException(
                    "%s has tensor %s of shape %s, which makes %d x %d where its configuration wants %d x %d; %s"
                            .formatted(
                                    file.location(),
                                    file.tensor(name).name(),
                                    Arrays.toString(file.tensor(name).shape()),
                                    weights.rows(),
                                    weights.columns(),
                                    rows,
                                    columns,
                                    "take the configuration and the weights of one model."));
        }
        return weights;
    }

    private float[] vector(String name, int length) {
        return weights(name, 1, length).toFloats();
    }

    private void norm(StoredWeights weights, String key, String name) {
        int hiddenSize = config.hiddenSize();
        weights.vectors().put(key, vector(name + ".weight", hiddenSize));
        if (file.has(name + ".bias")) {
            weights.vectors().put(key + "_bias", vector(name + ".bias", hiddenSize));
        }
    }

    private void optionalNorm(StoredWeights weights, String key, String name) {
        if (file.has(name + ".weight")) {
            norm(weights, key, name);
        }
    }

    /**
     * Loads the norms of queries and keys as one row for each query head, then one for each key
     * head, so that all heads are normalised at once.
     */
    private float[] qkNorm(String prefix, IntUnaryOperator interleaved) {
        int headDim = config.headDim();
        float[] q = weights(prefix + "attn_q_norm.weight", 1, headDim)
                .permuted(interleaved)
                .toFloats();
        float[] k = weights(prefix + "attn_k_norm.weight", 1, headDim)
                .permuted(interleaved)
                .toFloats();
        int heads = config.numHeads() + config.numKvHeads();
        float[] all = new float[heads * headDim];
        for (int head = 0; head < heads; head++) {
            System.arraycopy(head < config.numHeads() ? q : k, 0, all, head * headDim, headDim);
        }
        return all;
    }

    /** Finds projections of the same input as one linear layer, their outputs concatenated. */
    private void linear(StoredWeights weights, String key, int inFeatures, Projection... projections) {
        weights.matrices().put(key, readers(inFeatures, projections));
        if (file.has(projections[0].name + ".bias")) {
            weights.vectors().put(key + "_bias", bias(projections));
        }
    }

    private List<WeightReader> readers(int inFeatures, Projection... projections) {
        return Arrays.stream(projections)
                .map(projection -> weights(projection.name + ".weight", projection.outFeatures, inFeatures)
                        .permuted(projection.rowInFile))
                .toList();
    }

    private float[] bias(Projection... projections) {
        float[] bias = new float
                [Arrays.stream(projections).mapToInt(Projection::outFeatures).sum()];
        int offset = 0;
        for (Projection projection : projections) {
            float[] stored = weights(projection.name + ".bias", 1, projection.outFeatures)
                    .permuted(projection.rowInFile)
                    .toFloats();
            System.arraycopy(stored, 0, bias, offset, projection.outFeatures);
            offset += projection.outFeatures;
        }
        return bias;
    }
}
