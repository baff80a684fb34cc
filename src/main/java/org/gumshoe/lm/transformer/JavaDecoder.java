// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.cpu.JavaNorm;
import org.gumshoe.lm.cpu.JavaTransformerBlock;
import org.gumshoe.lm.cpu.MatVec;
import org.gumshoe.lm.script.BlockScriptSource;

/**
 * A decoder in Java: the forward pass for the next token of a few sequences, or for a prompt,
 * without the engine. A token has to read all weights once, and this decoder reads them as the file
 * stores them or as the engine has packed them, near the memory bandwidth. It is not thread-safe.
 */
public final class JavaDecoder {
    /**
     * Tokens of prompts that are computed together: their activations stay in the cache, and of one prompt they must
     * not be more than {@link KvRing#GROWTH}.
     */
    private static final int PREFILL_TOKENS = KvRing.GROWTH;

    private final Transformer transformer;
    private final TransformerConfig config;
    private final List<JavaTransformerBlock> blocks;
    private final MatVec lmHead;
    private final Map<String, float[]> lmHeadVectors;
    private float[] logits = new float[0];

    /**
     * A token to compute.
     *
     * @param position index in its sequence
     * @param slot cache slot of its sequence
     * @param age how many tokens of the sequence follow, up to the cache's newest column
     * @param sequenceLength length by which the rotary embedding is scaled
     */
    private record Step(int id, int position, int slot, int age, int sequenceLength, List<Injection> injections) {}

    /**
     * @param matrices the matrices of each block, by their names in {@link BlockScriptSource}
     * @param vectors norm weights and biases of each block
     */
    JavaDecoder(
            Transformer transformer,
            List<Map<String, MatVec>> matrices,
            List<Map<String, float[]>> vectors,
            MatVec lmHead,
            Map<String, float[]> lmHeadVectors) {
        this.transformer = transformer;
        this.config = transformer.config();
        this.blocks = IntStream.range(0, matrices.size())
                .mapToObj(
                        i -> new JavaTransformerBlock(config, config.layers().get(i), matrices.get(i), vectors.get(i)))
                .toList();
        this.lmHead = lmHead;
        this.lmHeadVectors = lmHeadVectors;
    }

    /**
     * Computes the logits of the next token of each sequence.
     *
     * @param ids the last token of each sequence
     * @param lengths tokens of each sequence, this one included
     * @param slots the cache slot of each sequence
     * @param injections of each sequence
     * @param kvCache cache of the sequences; {@link KvCache#advance} has been called
     * @return sequences x vocabSize, valid until the next ones are computed
     */
    public float[] decode(int[] ids, int[] lengths, int[] slots, List<List<Injection>> injections, KvCache kvCache) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            steps.add(new Step(ids[i], lengths[i] - 1, slots[i], 0, lengths[i], injections.get(i)));
        }
        return logits(forward(steps, kvCache), ids.length);
    }

    /**
     * Writes the keys and values of prompts to the cache, and computes the logits of their next
     * tokens.
     *
     * @param slots the cache slot of each prompt
     * @param injections of each prompt
     * @param kvCache cache whose newest column is the place of the last tokens
     * @return prompts x vocabSize, valid until the next ones are computed
     */
    public float[] prefill(List<int[]> prompts, int[] slots, List<List<Injection>> injections, KvCache kvCache) {
        kvCache.admit(prompts.stream().mapToInt(ids -> ids.length).max().orElseThrow());
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            int[] ids = prompts.get(i);
            for (int position = 0; position < ids.length; position++) {
                int age = ids.length - 1 - position;
                steps.add(new Step(ids[position], position, slots[i], age, ids.length, injections.get(i)));
            }
        }
        int hiddenSize = config.hiddenSize();
        float[] last = new float[slots.length * hiddenSize];
        int ended = 0;
        for (int first = 0; first < steps.size(); first += PREFILL_TOKENS) {
            List<Step> piece = steps.subList(first, Math.min(steps.size(), first + PREFILL_TOKENS));
            float[] residual = forward(piece, kvCache);
            for (int i = 0; i < piece.size(); i++) {
                if (piece.get(i).age() == 0) {
                    System.arraycopy(residual, i * hiddenSize, last, hiddenSize * ended++, hiddenSize);
                }
            }
        }
        return logits(last, slots.length);
    }

    /** Computes the residual stream after the last block: steps x hiddenSize. */
    private float[] forward(List<Step> steps, KvCache kvCache) {
        int hiddenSize = config.hiddenSize();
        float[] residual = new float[steps.size() * hiddenSize];
        for (int i = 0; i < steps.size(); i++) {
            transformer.embed(steps.get(i).id(), steps.get(i).position(), residual, i * hiddenSize);
        }
        Map<Rope, float[]> rotaryFactors = new HashMap<>();
        for (int layer = 0; ; layer++) {
            inject(layer, steps, residual);
            if (layer == blocks.size()) {
                return residual;
            }
            JavaTransformerBlock block = blocks.get(layer);
            Rope rope = block.layer().rope();
            float[] factors = rope == null ? null : rotaryFactors.computeIfAbsent(rope, r -> rotaryFactors(r, steps));
            int index = layer;
            JavaTransformerBlock.KvView[] views = steps.stream()
                    .map(step -> kvCache.view(index, step.slot(), step.age(), step.position() + 1))
                    .toArray(JavaTransformerBlock.KvView[]::new);
            residual = block.forward(residual, factors, views);
        }
    }

    private void inject(int layer, List<Step> steps, float[] residual) {
        for (int i = 0; i < steps.size(); i++) {
            for (Injection injection : steps.get(i).injections()) {
                if (injection.layer() == layer) {
                    add(injection.vector(), residual, i * config.hiddenSize());
                }
            }
        }
    }

    /**
     * Computes the logits of the next tokens.
     *
     * @param residual residual stream after the last block: rows x hiddenSize
     * @return rows x vocabSize, valid until the next ones are computed
     */
    public float[] logits(float[] residual, int rows) {
        int hiddenSize = config.hiddenSize();
        float[] normed = new float[residual.length];
        for (int row = 0; row < rows; row++) {
            float[] one = JavaNorm.apply(
                    config,
                    Arrays.copyOfRange(residual, row * hiddenSize, (row + 1) * hiddenSize),
                    lmHeadVectors.get("norm"),
                    lmHeadVectors.get("norm_bias"));
            System.arraycopy(one, 0, normed, row * hiddenSize, hiddenSize);
        }
        int size = rows * lmHead.outFeatures();
        if (logits.length != size) {
            logits = new float[size]; // which are megabytes for each token, and kept for the next ones
        }
        lmHead.multiply(normed, rows, logits);
        float[] bias = lmHeadVectors.get("lm_head_bias");
        for (int row = 0; bias != null && row < rows; row++) {
            add(bias, logits, row * bias.length);
        }
        return logits;
    }

    private float[] rotaryFactors(Rope rope, List<Step> steps) {
        int headDim = config.headDim();
        float[] factors = new float[steps.size() * headDim];
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            rope.forLength(step.sequenceLength()).rotaryFactors(step.position(), headDim, factors, i * headDim);
        }
        return factors;
    }

    private static void add(float[] vector, float[] sum, int from) {
        for (int i = 0; i < vector.length; i++) {
            sum[from + i] += vector[i];
        }
    }
}
