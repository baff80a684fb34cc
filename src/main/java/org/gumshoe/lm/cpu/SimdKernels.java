// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * SIMD kernels over bf16 keys and values, which are read in place, and over logits. An integer lane
 * holds two bf16 numbers; a shift makes an f32 of the even one, a mask of the odd one.
 */
public final class SimdKernels {
    private static final VectorSpecies<Float> FLOATS = ByteLanes.FLOATS;
    private static final VectorSpecies<Integer> BF16_PAIRS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final ValueLayout.OfInt BF16_PAIR =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LANES = FLOATS.length();
    private static final int PAIR_BYTES = 4;
    private static final int ODD_MASK = 0xffff0000;

    private SimdKernels() {}

    /** Returns the bits of the vectors that kernels use. */
    public static int vectorBits() {
        return 32 * LANES;
    }

    private static IntVector loadPairs(MemorySegment w, long offset) {
        return IntVector.fromMemorySegment(BF16_PAIRS, w, offset, ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns {@code sum} plus even and odd numbers of bf16 pairs times their factors; all vectors have one length. */
    static FloatVector fma(IntVector pairs, FloatVector even, FloatVector odd, FloatVector sum) {
        return oddToF32(pairs).fma(odd, evenToF32(pairs).fma(even, sum));
    }

    private static FloatVector evenToF32(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector oddToF32(IntVector pairs) {
        return pairs.and(ODD_MASK).reinterpretAsFloats();
    }

    /**
     * Returns the dot product of {@code 2 * pairs} bf16 numbers and an f32 vector, whose components
     * are split by parity of their index.
     *
     * @param w bf16 numbers from byte {@code offset}
     * @param even components with even index, from {@code from}
     * @param odd components with odd index, from {@code from}
     */
    static float dotBf16(MemorySegment w, long offset, int pairs, float[] even, float[] odd, int from) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= pairs - LANES; i += LANES) {
            FloatVector evens = FloatVector.fromArray(FLOATS, even, from + i);
            FloatVector odds = FloatVector.fromArray(FLOATS, odd, from + i);
            sum = fma(loadPairs(w, offset + PAIR_BYTES * i), evens, odds, sum);
        }
        float tail = 0;
        for (; i < pairs; i++) {
            int pair = w.get(BF16_PAIR, offset + PAIR_BYTES * i);
            tail += even[from + i] * Float.intBitsToFloat(pair << 16);
            tail += odd[from + i] * Float.intBitsToFloat(pair & ODD_MASK);
        }
        return tail + sum.reduceLanes(VectorOperators.ADD);
    }

    /** Adds {@code factor * w} to an f32 vector, with the parameters of {@link #dotBf16}. */
    static void addScaledBf16(
            MemorySegment w, long offset, int pairs, float factor, float[] even, float[] odd, int from) {
        FloatVector factors = FloatVector.broadcast(FLOATS, factor);
        int i = 0;
        for (; i <= pairs - LANES; i += LANES) {
            IntVector both = loadPairs(w, offset + PAIR_BYTES * i);
            evenToF32(both)
                    .fma(factors, FloatVector.fromArray(FLOATS, even, from + i))
                    .intoArray(even, from + i);
            oddToF32(both)
                    .fma(factors, FloatVector.fromArray(FLOATS, odd, from + i))
                    .intoArray(odd, from + i);
        }
        for (; i < pairs; i++) {
            int pair = w.get(BF16_PAIR, offset + PAIR_BYTES * i);
            even[from + i] += factor * Float.intBitsToFloat(pair << 16);
            odd[from + i] += factor * Float.intBitsToFloat(pair & ODD_MASK);
        }
    }

    /** Returns the largest component. */
    public static float max(float[] x) {
        return max(x, 0, x.length);
    }

    /** Returns the largest of {@code count} components from index {@code from}. */
    public static float max(float[] x, int from, int count) {
        FloatVector maxima = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            maxima = maxima.max(FloatVector.fromArray(FLOATS, x, from + i));
        }
        float max = maxima.reduceLanes(VectorOperators.MAX);
        for (; i < count; i++) {
            max = Math.max(max, x[from + i]);
        }
        return max;
    }

    /** Returns the sum of exp(x - shift) over {@code count} components from index {@code from}. */
    public static double sumOfExp(float[] x, int from, int count, float shift) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            sum = sum.add(FloatVector.fromArray(FLOATS, x, from + i).sub(shift).lanewise(VectorOperators.EXP));
        }
        double tail = 0;
        for (; i < count; i++) {
            tail += Math.exp(x[from + i] - shift);
        }
        return tail + sum.reduceLanes(VectorOperators.ADD);
    }

    /** Replaces each x[i] by exp(x[i] - shift) and returns the sum of the new values. */
    public static double expAndSum(float[] x, float shift) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= x.length - LANES; i += LANES) {
            FloatVector exp = FloatVector.fromArray(FLOATS, x, i).sub(shift).lanewise(VectorOperators.EXP);
            exp.intoArray(x, i);
            sum = sum.add(exp);
        }
        double tail = 0;
        for (; i < x.length; i++) {
            x[i] = (float) Math.exp(x[i] - shift);
            tail += x[i];
        }
        return tail + sum.reduceLanes(VectorOperators.ADD);
    }
}
