// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.transformer.BlockScriptSource;
import smile.math.special.Erf;

/**
 * A block as {@link BlockScriptSource} reads, for the next token of a single text: what the
 * engine's calls cost is then more than what they compute. Weights, keys and values are the same
 * memory; between them all numbers are f32.
 */
public final class JavaTransformerBlock {
    private static final int BYTES = 2;
    private static final float STEEP = (float) Math.sqrt(8 / Math.PI);

    private final TransformerConfig description;
    private final TransformerConfig.Layer layer;
    private final Map<String, PackedMatrix> matrices;
    private final Map<String, float[]> vectors;
    private final int width;
    private final int queries;
    private final int keys;

    /**
     * Keys and values of a text, keyHeads x columns x headWidth each; the columns are a ring.
     *
     * @param newest the new token's column
     * @param tokens of the text, the new one included
     */
    public record Memory(MemorySegment keys, MemorySegment values, int columns, int newest, int tokens) {
        /** Byte of a head's numbers for the token that stands so many before the newest. */
        private long at(int head, int age, int width) {
            return (long) BYTES * width * ((long) head * columns + Math.floorMod(newest - age, columns));
        }
    }

    /** @param matrices and vectors by their names in {@link BlockScriptSource} */
    public JavaTransformerBlock(
            TransformerConfig description,
            TransformerConfig.Layer layer,
            Map<String, PackedMatrix> matrices,
            Map<String, float[]> vectors) {
        this.description = description;
        this.layer = layer;
        this.matrices = matrices;
        this.vectors = vectors;
        this.width = description.headWidth();
        this.queries = description.heads();
        this.keys = description.keyHeads();
    }

    public TransformerConfig.Layer layer() {
        return layer;
    }

    /**
     * The stream after it.
     *
     * @param turn real and imaginary factors of each pair of a head; not used where nothing is
     *     turned
     */
    public float[] apply(float[] stream, float[] turn, Memory memory) {
        float[] together = product(norm(stream, "attention_norm"), "attention_in");
        if (vectors.containsKey("head_norm")) {
            normHeads(together, vectors.get("head_norm"));
        }
        if (layer.rope() != null) {
            rotate(together, turn);
        }
        keep(together, queries, memory.keys, memory);
        keep(together, queries + keys, memory.values, memory);
        float[] attended = product(attention(together, memory), "attention_out");
        float[] y = sum(stream, afterwards(attended, "attention_after_norm"));
        float[] hidden = hidden(norm(description.parallel() ? stream : y, "feed_norm"));
        return sum(y, afterwards(product(hidden, "feed_down"), "feed_after_norm"));
    }

    private float[] product(float[] x, String name) {
        float[] y = matrices.get(name).times(x);
        float[] bias = vectors.get(name + "_bias");
        return bias == null ? y : sum(y, bias);
    }

    private float[] norm(float[] x, String name) {
        return JavaNorm.of(description, x, vectors.get(name), vectors.get(name + "_bias"));
    }

    private float[] afterwards(float[] x, String name) {
        return vectors.containsKey(name) ? norm(x, name) : x;
    }

    private void normHeads(float[] together, float[] weights) {
        for (int from = 0; from < weights.length; from += width) {
            JavaNorm.rms(together, from, width, description.epsilon(), weights, from, together);
        }
    }

    private void rotate(float[] together, float[] turn) {
        for (int from = 0; from < (queries + keys) * width; from += width) {
            for (int i = 0; i < width; i += 2) {
                float real = together[from + i];
                float imaginary = together[from + i + 1];
                together[from + i] = real * turn[i] - imaginary * turn[i + 1];
                together[from + i + 1] = real * turn[i + 1] + imaginary * turn[i];
            }
        }
    }

    /** Rounded to bf16, ties to even. */
    private void keep(float[] together, int firstHead, MemorySegment to, Memory memory) {
        for (int head = 0; head < keys; head++) {
            long at = memory.at(head, 0, width);
            for (int i = 0; i < width; i++) {
                int bits = Float.floatToRawIntBits(together[(firstHead + head) * width + i]);
                to.set(ValueLayout.JAVA_SHORT, at + BYTES * i, (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16));
            }
        }
    }

    private float[] attention(float[] together, Memory memory) {
        int pairs = width / 2;
        int seen = layer.window() == 0 ? memory.tokens : Math.min(memory.tokens, layer.window());
        float[] even = new float[queries * pairs];
        float[] odd = new float[queries * pairs];
        for (int i = 0; i < even.length; i++) {
            even[i] = (float) description.attentionScale() * together[2 * i];
            odd[i] = (float) description.attentionScale() * together[2 * i + 1];
        }
        float[] evenFound = new float[even.length];
        float[] oddFound = new float[even.length];
        float[] scores = new float[seen];
        for (int query = 0; query < queries; query++) {
            int head = query * keys / queries;
            for (int age = 0; age < seen; age++) {
                scores[age] =
                        SimdKernels.dot(memory.keys, memory.at(head, age, width), pairs, even, odd, query * pairs);
            }
            softmax(scores);
            for (int age = 0; age < seen; age++) {
                long at = memory.at(head, age, width);
                SimdKernels.add(memory.values, at, pairs, scores[age], evenFound, oddFound, query * pairs);
            }
        }
        float[] found = new float[queries * width];
        for (int i = 0; i < evenFound.length; i++) {
            found[2 * i] = evenFound[i];
            found[2 * i + 1] = oddFound[i];
        }
        return found;
    }

    private static void softmax(float[] scores) {
        float factor = (float) (1 / SimdKernels.exponentials(scores, SimdKernels.most(scores)));
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= factor;
        }
    }

    private float[] hidden(float[] read) {
        float[] hidden = active(product(read, description.gated() ? "feed_gate" : "feed_up"));
        if (description.gated()) {
            float[] up = product(read, "feed_up");
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] *= up[i];
            }
        }
        return hidden;
    }

    /**
     * GELU by tanh is x times a logistic function as well, since tanh(u) = 2 / (1 + exp(-2u)) - 1.
     */
    private float[] active(float[] x) {
        return switch (description.activation()) {
            case SILU -> timesLogistic(x, 1, 0);
            case GELU_TANH -> timesLogistic(x, STEEP, .044715f * STEEP);
            case GELU -> gelu(x);
        };
    }

    /** x / (1 + exp(-(linear x + cubic x^3))). */
    private static float[] timesLogistic(float[] x, float linear, float cubic) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = -x[i] * (linear + cubic * x[i] * x[i]);
        }
        SimdKernels.exponentials(y, 0);
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
