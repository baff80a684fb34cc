// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.gumshoe.lm.config.TransformerConfig;
import smile.math.special.Erf;

/**
 * A transformer block in Java, for the next token of a single sequence; the counterpart of the
 * block that {@code BlockScriptSource} writes for the engine. For a single token the engine's calls
 * cost more than what they compute. The block reads the engine's weights and the KV cache in place,
 * in bf16; its activations are f32.
 */
public final class JavaTransformerBlock {
    private static final int BF16_BYTES = 2;

    /** Twice sqrt(2 / pi), the linear coefficient of GELU's tanh approximation. */
    private static final float GELU_TANH_LINEAR = (float) Math.sqrt(8 / Math.PI);

    private final TransformerConfig config;
    private final TransformerConfig.Layer layer;
    private final Map<String, PackedMatrix> matrices;
    private final Map<String, float[]> vectors;
    private final int headDim;
    private final int numHeads;
    private final int numKvHeads;

    /**
     * A view of one sequence's keys and values in one block: numKvHeads x capacity x headDim each,
     * bf16. Columns are a ring, in which the tokens of the sequence end at the newest column.
     *
     * @param capacity columns of the ring
     * @param newestColumn column of the token that is being computed
     * @param length tokens of the sequence, the new one included
     */
    public record KvView(MemorySegment keys, MemorySegment values, int capacity, int newestColumn, int length) {
        /**
         * Returns the byte offset of a head's key or value, {@code age} tokens before the newest.
         */
        private long offset(int head, int age, int headDim) {
            return (long) BF16_BYTES * headDim * ((long) head * capacity + Math.floorMod(newestColumn - age, capacity));
        }
    }

    /**
     * @param matrices weight matrices by their names in {@code BlockScriptSource}
     * @param vectors norm weights and biases by their names there
     */
    public JavaTransformerBlock(
            TransformerConfig config,
            TransformerConfig.Layer layer,
            Map<String, PackedMatrix> matrices,
            Map<String, float[]> vectors) {
        this.config = config;
        this.layer = layer;
        this.matrices = matrices;
        this.vectors = vectors;
        this.headDim = config.headDim();
        this.numHeads = config.numHeads();
        this.numKvHeads = config.numKvHeads();
    }

    public TransformerConfig.Layer layer() {
        return layer;
    }

    /**
     * Computes the residual stream after this block and writes the token's key and value to the
     * cache.
     *
     * @param residual residual stream before this block: hiddenSize components
     * @param rotaryFactors cosine and sine of each pair of a head's components; ignored where the
     *     layer has no rotary embedding
     */
    public float[] forward(float[] residual, float[] rotaryFactors, KvView kvCache) {
        float[] qkv = linear(norm(residual, "attn_norm"), "qkv_proj");
        if (vectors.containsKey("qk_norm")) {
            normHeads(qkv, vectors.get("qk_norm"));
        }
        if (layer.rope() != null) {
            rotate(qkv, rotaryFactors);
        }
        writeToCache(qkv, numHeads, kvCache.keys, kvCache);
        writeToCache(qkv, numHeads + numKvHeads, kvCache.values, kvCache);
        float[] attnOut = linear(attention(qkv, kvCache), "o_proj");
        float[] afterAttn = sum(residual, optionalNorm(attnOut, "post_attn_norm"));
        float[] intermediate = intermediate(norm(config.parallelResidual() ? residual : afterAttn, "mlp_norm"));
        return sum(afterAttn, optionalNorm(linear(intermediate, "down_proj"), "post_mlp_norm"));
    }

    private float[] linear(float[] x, String name) {
        float[] y = matrices.get(name).multiply(x);
        float[] bias = vectors.get(name + "_bias");
        return bias == null ? y : sum(y, bias);
    }

    private float[] norm(float[] x, String name) {
        return JavaNorm.apply(config, x, vectors.get(name), vectors.get(name + "_bias"));
    }

    private float[] optionalNorm(float[] x, String name) {
        return vectors.containsKey(name) ? norm(x, name) : x;
    }

    private void normHeads(float[] qkv, float[] weight) {
        for (int offset = 0; offset < weight.length; offset += headDim) {
            JavaNorm.rmsNorm(qkv, offset, headDim, config.normEps(), weight, offset, qkv);
        }
    }

    private void rotate(float[] qkv, float[] rotaryFactors) {
        for (int offset = 0; offset < (numHeads + numKvHeads) * headDim; offset += headDim) {
            for (int i = 0; i < headDim; i += 2) {
                float real = qkv[offset + i];
                float imaginary = qkv[offset + i + 1];
                qkv[offset + i] = real * rotaryFactors[i] - imaginary * rotaryFactors[i + 1];
                qkv[offset + i + 1] = real * rotaryFactors[i + 1] + imaginary * rotaryFactors[i];
            }
        }
    }

    /** Writes keys or values to the newest column, rounded to bf16 with ties to even. */
    private void writeToCache(float[] qkv, int firstHead, MemorySegment cache, KvView kvCache) {
        for (int head = 0; head < numKvHeads; head++) {
            long offset = kvCache.offset(head, 0, headDim);
            for (int i = 0; i < headDim; i++) {
                int bits = Float.floatToRawIntBits(qkv[(firstHead + head) * headDim + i]);
                short bf16 = (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
                cache.set(ValueLayout.JAVA_SHORT, offset + BF16_BYTES * i, bf16);
            }
        }
    }

    /** Returns softmax(scale q K^T) V of each query head, one head after the other. */
    private float[] attention(float[] qkv, KvView kvCache) {
        int pairs = headDim / 2;
        int attended = layer.slidingWindow() == 0 ? kvCache.length : Math.min(kvCache.length, layer.slidingWindow());
        float scale = (float) (config.attentionScale() * layer.attentionFactor());
        float[] evenQ = new float[numHeads * pairs];
        float[] oddQ = new float[numHeads * pairs];
        for (int i = 0; i < evenQ.length; i++) {
            evenQ[i] = scale * qkv[2 * i];
            oddQ[i] = scale * qkv[2 * i + 1];
        }
        float[] evenContext = new float[evenQ.length];
        float[] oddContext = new float[evenQ.length];
        float[] scores = new float[attended];
        for (int head = 0; head < numHeads; head++) {
            int kvHead = head * numKvHeads / numHeads;
            for (int age = 0; age < attended; age++) {
                long key = kvCache.offset(kvHead, age, headDim);
                scores[age] = SimdKernels.dotBf16(kvCache.keys, key, pairs, evenQ, oddQ, head * pairs);
            }
            softmax(scores);
            for (int age = 0; age < attended; age++) {
                long value = kvCache.offset(kvHead, age, headDim);
                SimdKernels.addScaledBf16(
                        kvCache.values, value, pairs, scores[age], evenContext, oddContext, head * pairs);
            }
        }
        float[] context = new float[numHeads * headDim];
        for (int i = 0; i < evenContext.length; i++) {
            context[2 * i] = evenContext[i];
            context[2 * i + 1] = oddContext[i];
        }
        return context;
    }

    private static void softmax(float[] scores) {
        float inverseSum = (float) (1 / SimdKernels.expAndSum(scores, SimdKernels.max(scores)));
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= inverseSum;
        }
    }

    private float[] intermediate(float[] normed) {
        float[] activated = activation(linear(normed, config.gatedMlp() ? "gate_proj" : "up_proj"));
        if (config.gatedMlp()) {
            float[] up = linear(normed, "up_proj");
            for (int i = 0; i < activated.length; i++) {
                activated[i] *= up[i];
            }
        }
        return activated;
    }

    /**
     * Applies the activation function. The tanh approximation of GELU is x times a logistic
     * function too, since tanh(u) = 2 / (1 + exp(-2u)) - 1.
     */
    private float[] activation(float[] x) {
        return switch (config.activation()) {
            case SILU -> timesLogistic(x, 1, 0);
            case GELU_TANH -> timesLogistic(x, GELU_TANH_LINEAR, .044715f * GELU_TANH_LINEAR);
            case GELU -> gelu(x);
        };
    }

    /** Returns x / (1 + exp(-(linear x + cubic x^3))), elementwise. */
    private static float[] timesLogistic(float[] x, float linear, float cubic) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = -x[i] * (linear + cubic * x[i] * x[i]);
        }
        SimdKernels.expAndSum(y, 0);
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i] / (1 + y[i]);
        }
        return y;
    }

    private static float[] gelu(float[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) (x[i] * (1 + Erf.erf(Math.sqrt(.5) * x[i])) / 2);
        }
        return y;
    }

    private static float[] sum(float[] x, float[] y) {
        float[] sum = new float[x.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = x[i] + y[i];
        }
        return sum;
    }
}
