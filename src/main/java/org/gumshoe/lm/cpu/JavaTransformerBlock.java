// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntConsumer;
import org.gumshoe.lm.config.TransformerConfig;
import smile.math.special.Erf;

/**
 * A transformer block in Java, for a few tokens: the next one of each sequence, or a piece of a
 * prompt. The counterpart of the block that {@code BlockScriptSource} writes for the engine, whose
 * calls cost more than what they compute for so few. It reads weights and KV cache in place; its
 * activations are f32, keys and values bf16.
 */
public final class JavaTransformerBlock {
    private static final int BF16_BYTES = 2;

    /** Twice sqrt(2 / pi), the linear coefficient of GELU's tanh approximation. */
    private static final float GELU_TANH_LINEAR = (float) Math.sqrt(8 / Math.PI);

    /** Multiplications that are worth the threads' attention. */
    private static final int WORTH_SHARING = 1 << 15;

    private final TransformerConfig config;
    private final TransformerConfig.Layer layer;
    private final Map<String, MatVec> matrices;
    private final Map<String, float[]> vectors;
    private final int headDim;
    private final int numHeads;
    private final int numKvHeads;

    /**
     * The keys and values of one sequence in one block, as one of its tokens sees them: slots x
     * numKvHeads x capacity x headDim each, bf16. Columns are a ring, in which the tokens of the
     * sequence end at the newest column.
     *
     * @param slot slot of the sequence
     * @param capacity columns of the ring
     * @param newestColumn column, below {@code capacity}, of the token that is being computed
     * @param length tokens of the sequence, the new one included
     */
    public record KvView(
            MemorySegment keys, MemorySegment values, int slot, int capacity, int newestColumn, int length) {
        /** Returns the byte offset of a head's key or value in a column. */
        private long offset(int head, int numKvHeads, int column, int headDim) {
            return BF16_BYTES * headDim * ((long) (slot * numKvHeads + head) * capacity + column);
        }

        /** Returns the column of the token before the one in {@code column}. */
        private int before(int column) {
            return (column == 0 ? capacity : column) - 1;
        }
    }

    /**
     * @param matrices weight matrices by their names in {@code BlockScriptSource}
     * @param vectors norm weights and biases by their names there
     */
    public JavaTransformerBlock(
            TransformerConfig config,
            TransformerConfig.Layer layer,
            Map<String, MatVec> matrices,
            Map<String, float[]> vectors) {
        this.config = config;
        this.layer = layer;
        this.matrices = Map.copyOf(matrices);
        this.vectors = Map.copyOf(vectors);
        this.headDim = config.headDim();
        this.numHeads = config.numHeads();
        this.numKvHeads = config.numKvHeads();
    }

    public TransformerConfig.Layer layer() {
        return layer;
    }

    /**
     * Computes the residual stream after this block and writes the tokens' keys and values to the
     * cache.
     *
     * @param residual residual stream before this block: tokens x hiddenSize
     * @param rotaryFactors cosine and sine of each pair of a head's components, tokens x headDim;
     *     ignored where the layer has no rotary embedding
     * @param kvCache the cache as each token sees it
     */
    public float[] forward(float[] residual, float[] rotaryFactors, KvView[] kvCache) {
        int tokens = kvCache.length;
        float[] qkv = linear(norm(residual, tokens, "attn_norm"), tokens, "qkv_proj");
        int qkvSize = (numHeads + 2 * numKvHeads) * headDim;
        forEach(tokens, qkvSize, token -> {
            int offset = token * qkvSize;
            if (vectors.containsKey("qk_norm")) {
                normHeads(qkv, offset, vectors.get("qk_norm"));
            }
            if (layer.rope() != null) {
                rotate(qkv, offset, rotaryFactors, token * headDim);
            }
            KvView view = kvCache[token];
            writeToCache(qkv, offset + numHeads * headDim, view.keys, view);
            writeToCache(qkv, offset + (numHeads + numKvHeads) * headDim, view.values, view);
        });
        float[] attnOut = linear(attention(qkv, qkvSize, kvCache), tokens, "o_proj");
        float[] afterAttn = sum(residual, optionalNorm(attnOut, tokens, "post_attn_norm"));
        float[] intermediate =
                intermediate(norm(config.parallelResidual() ? residual : afterAttn, tokens, "mlp_norm"), tokens);
        return sum(afterAttn, optionalNorm(linear(intermediate, tokens, "down_proj"), tokens, "post_mlp_norm"));
    }

    /** Runs a task for each index, on all threads where that is worth it. */
    private static void forEach(int count, int costOfOne, IntConsumer task) {
        if (count > 1 && (long) count * costOfOne > WORTH_SHARING) {
            SpinningParallelFor.ofThisMachine().run(count, task);
        } else {
            for (int i = 0; i < count; i++) {
                task.accept(i);
            }
        }
    }

    private float[] linear(float[] x, int tokens, String name) {
        float[] y = matrices.get(name).multiply(x, tokens);
        float[] bias = vectors.get(name + "_bias");
        for (int i = 0; bias != null && i < y.length; i++) {
            y[i] += bias[i % bias.length];
        }
        return y;
    }

    private float[] norm(float[] x, int tokens, String name) {
        float[] y = new float[x.length];
        int size = x.length / tokens;
        forEach(tokens, 4 * size, token -> {
            float[] row = tokens == 1 ? x : Arrays.copyOfRange(x, token * size, (token + 1) * size);
            float[] normed = JavaNorm.apply(config, row, vectors.get(name), vectors.get(name + "_bias"));
            System.arraycopy(normed, 0, y, token * size, size);
        });
        return y;
    }

    private float[] optionalNorm(float[] x, int tokens, String name) {
        return vectors.containsKey(name) ? norm(x, tokens, name) : x;
    }

    private void normHeads(float[] qkv, int from, float[] weight) {
        for (int offset = 0; offset < weight.length; offset += headDim) {
            JavaNorm.rmsNorm(qkv, from + offset, headDim, config.normEps(), weight, offset, qkv);
        }
    }

    private void rotate(float[] qkv, int from, float[] rotaryFactors, int factors) {
        for (int offset = from; offset < from + (numHeads + numKvHeads) * headDim; offset += headDim) {
            for (int i = 0; i < headDim; i += 2) {
                float real = qkv[offset + i];
                float imaginary = qkv[offset + i + 1];
                qkv[offset + i] = real * rotaryFactors[factors + i] - imaginary * rotaryFactors[factors + i + 1];
                qkv[offset + i + 1] = real * rotaryFactors[factors + i + 1] + imaginary * rotaryFactors[factors + i];
            }
        }
    }

    /** Writes keys or values to the newest column, rounded to bf16 with ties to even. */
    private void writeToCache(float[] qkv, int from, MemorySegment cache, KvView view) {
        for (int head = 0; head < numKvHeads; head++) {
            long offset = view.offset(head, numKvHeads, view.newestColumn, headDim);
            for (int i = 0; i < headDim; i++) {
                int bits = Float.floatToRawIntBits(qkv[from + head * headDim + i]);
                short bf16 = (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
                cache.set(ValueLayout.JAVA_SHORT, offset + BF16_BYTES * i, bf16);
            }
        }
    }

    /** Returns softmax(scale q K^T) V of each query head: tokens x (numHeads x headDim). */
    private float[] attention(float[] qkv, int qkvSize, KvView[] kvCache) {
        float[] context = new float[kvCache.length * numHeads * headDim];
        int longest = 0;
        for (KvView view : kvCache) {
            longest = Math.max(longest, attended(view));
        }
        forEach(kvCache.length * numHeads, 2 * longest * headDim, i -> {
            int head = i % numHeads;
            int token = i / numHeads;
            attendHead(qkv, token * qkvSize + head * headDim, head, kvCache[token], context, i * headDim);
        });
        return context;
    }

    private int attended(KvView view) {
        return layer.slidingWindow() == 0 ? view.length : Math.min(view.length, layer.slidingWindow());
    }

    private void attendHead(float[] qkv, int from, int head, KvView view, float[] context, int to) {
        int pairs = headDim / 2;
        int kvHead = head * numKvHeads / numHeads;
        float scale = (float) (config.attentionScale() * layer.attentionFactor());
        float[] evenQ = new float[pairs];
        float[] oddQ = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            evenQ[i] = scale * qkv[from + 2 * i];
            oddQ[i] = scale * qkv[from + 2 * i + 1];
        }
        float[] scores = new float[attended(view)];
        int column = view.newestColumn;
        for (int age = 0; age < scores.length; age++) {
            long key = view.offset(kvHead, numKvHeads, column, headDim);
            scores[age] = SimdKernels.dotBf16(view.keys, key, pairs, evenQ, oddQ, 0);
            column = view.before(column);
        }
        softmax(scores);
        float[] even = new float[pairs];
        float[] odd = new float[pairs];
        column = view.newestColumn;
        for (int age = 0; age < scores.length; age++) {
            long value = view.offset(kvHead, numKvHeads, column, headDim);
            SimdKernels.addScaledBf16(view.values, value, pairs, scores[age], even, odd, 0);
            column = view.before(column);
        }
        for (int i = 0; i < pairs; i++) {
            context[to + 2 * i] = even[i];
            context[to + 2 * i + 1] = odd[i];
        }
    }

    private static void softmax(float[] scores) {
        float inverseSum = (float) (1 / SimdKernels.expAndSum(scores, SimdKernels.max(scores)));
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= inverseSum;
        }
    }

    private float[] intermediate(float[] normed, int tokens) {
        float[] x = linear(normed, tokens, config.gatedMlp() ? "gate_proj" : "up_proj");
        float[] up = config.gatedMlp() ? linear(normed, tokens, "up_proj") : null;
        int size = x.length / tokens;
        forEach(tokens, 4 * size, token -> activate(x, token * size, size, up));
        return x;
    }

    /**
     * Applies the activation function in place, and the gate's product with {@code up} where that
     * is not null. The tanh approximation of GELU is x times a logistic function too, since tanh(u)
     * = 2 / (1 + exp(-2u)) - 1.
     */
    private void activate(float[] x, int from, int size, float[] up) {
        switch (config.activation()) {
            case SILU -> timesLogistic(x, from, size, 1, 0);
            case GELU_TANH -> timesLogistic(x, from, size, GELU_TANH_LINEAR, .044715f * GELU_TANH_LINEAR);
            case GELU -> gelu(x, from, size);
        }
        for (int i = from; up != null && i < from + size; i++) {
            x[i] *= up[i];
        }
    }

    /** Replaces x by x / (1 + exp(-(linear x + cubic x^3))), elementwise. */
    private static void timesLogistic(float[] x, int from, int size, float linear, float cubic) {
        float[] y = new float[size];
        for (int i = 0; i < size; i++) {
            float value = x[from + i];
            y[i] = -value * (linear + cubic * value * value);
        }
        SimdKernels.expAndSum(y, 0);
        for (int i = 0; i < size; i++) {
            x[from + i] /= 1 + y[i];
        }
    }

    private static void gelu(float[] x, int from, int size) {
        for (int i = from; i < from + size; i++) {
            x[i] = (float) (x[i] * (1 + Erf.erf(Math.sqrt(.5) * x[i])) / 2);
        }
    }

    private static float[] sum(float[] x, float[] y) {
        float[] sum = new float[x.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = x[i] + y[i];
        }
        return sum;
    }
}
