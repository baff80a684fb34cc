// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * SIMD kernels over bf16 and Q8_0 weights, which are read in place. An integer lane holds two bf16
 * numbers; a shift makes an f32 of the even one, a mask of the odd one. They are fast
 * with vectors of 512 bits ({@link #isSupported}) and give the same, slowly, elsewhere; no other
 * class uses the Vector API.
 */
public final class SimdKernels {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> BF16_PAIRS = IntVector.SPECIES_512;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
    private static final ValueLayout.OfInt BF16_PAIR =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort F16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LANES = BF16_PAIRS.length();
    private static final int PAIR_BYTES = 4;
    private static final int VECTOR_BYTES = PAIR_BYTES * LANES;
    private static final int COMMON_PANEL_WIDTH = 4 * LANES;
    private static final int ODD_MASK = 0xffff0000;

    /** Weights of a Q8_0 block, which share an f16 scale. */
    private static final int Q8_BLOCK = 32;

    private static final int Q8_BLOCK_BYTES = 2 + Q8_BLOCK;

    private SimdKernels() {}

    /**
     * Returns whether the processor has 512-bit vectors; without, they would be emulated, slowly.
     */
    public static boolean isSupported() {
        return FloatVector.SPECIES_PREFERRED.length() >= LANES;
    }

    /**
     * Multiplies a vector by one panel of a {@link PackedMatrix}: y[yOffset + j] = sum over i of
     * x[i] w[i][j].
     *
     * @param w the panel from byte {@code offset}: pairs x width integers, each with the bf16
     *     weights of inputs i and i + 1 for one output j
     * @param width outputs of the panel, a multiple of 16
     */
    static void multiplyPanel(MemorySegment w, long offset, int pairs, int width, float[] x, float[] y, int yOffset) {
        if (width == COMMON_PANEL_WIDTH) {
            multiplyCommonPanel(w, offset, pairs, x, y, yOffset);
            return;
        }
        for (int j = 0; j < width; j += LANES) {
            multiplyColumns(w, offset + PAIR_BYTES * j, pairs, PAIR_BYTES * width, x, y, yOffset + j);
        }
    }

    /** Multiplies by a panel of 64 outputs; the constant stride makes it a fifth faster. */
    private static void multiplyCommonPanel(
            MemorySegment w, long offset, int pairs, float[] x, float[] y, int yOffset) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int pair = 0; pair < pairs; pair++) {
            long row = offset + 4L * VECTOR_BYTES * pair;
            FloatVector even = FloatVector.broadcast(FLOATS, x[2 * pair]);
            FloatVector odd = FloatVector.broadcast(FLOATS, x[2 * pair + 1]);
            a = fma(loadPairs(w, row), even, odd, a);
            b = fma(loadPairs(w, row + VECTOR_BYTES), even, odd, b);
            c = fma(loadPairs(w, row + 2 * VECTOR_BYTES), even, odd, c);
            d = fma(loadPairs(w, row + 3 * VECTOR_BYTES), even, odd, d);
        }
        a.intoArray(y, yOffset);
        b.intoArray(y, yOffset + LANES);
        c.intoArray(y, yOffset + 2 * LANES);
        d.intoArray(y, yOffset + 3 * LANES);
    }

    /** Multiplies by 16 columns of a panel. */
    private static void multiplyColumns(
            MemorySegment w, long offset, int pairs, int stride, float[] x, float[] y, int yOffset) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int pair = 0; pair < pairs; pair++) {
            FloatVector even = FloatVector.broadcast(FLOATS, x[2 * pair]);
            FloatVector odd = FloatVector.broadcast(FLOATS, x[2 * pair + 1]);
            sum = fma(loadPairs(w, offset + (long) stride * pair), even, odd, sum);
        }
        sum.intoArray(y, yOffset);
    }

    private static IntVector loadPairs(MemorySegment w, long offset) {
        return IntVector.fromMemorySegment(BF16_PAIRS, w, offset, ByteOrder.LITTLE_ENDIAN);
    }

    private static FloatVector fma(IntVector pairs, FloatVector even, FloatVector odd, FloatVector sum) {
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

    /**
     * Returns the dot product of Q8_0 weights and an f32 vector.
     *
     * @param w {@code blocks} blocks from byte {@code offset}, each an f16 scale and 32 signed
     *     bytes
     */
    static float dotQ8(MemorySegment w, long offset, int blocks, float[] x) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int block = 0; block < blocks; block++) {
            long at = offset + (long) Q8_BLOCK_BYTES * block;
            FloatVector scale = FloatVector.broadcast(FLOATS, Float.float16ToFloat(w.get(F16, at)));
            FloatVector dot = loadBytes(w, at + 2).mul(FloatVector.fromArray(FLOATS, x, Q8_BLOCK * block));
            dot = loadBytes(w, at + 2 + LANES).fma(FloatVector.fromArray(FLOATS, x, Q8_BLOCK * block + LANES), dot);
            sum = dot.fma(scale, sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private static FloatVector loadBytes(MemorySegment w, long offset) {
        return (FloatVector) ByteVector.fromMemorySegment(BYTES, w, offset, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.B2F, FLOATS, 0);
    }

    /** Returns the largest component. */
    public static float max(float[] x) {
        FloatVector maxima = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= x.length - LANES; i += LANES) {
            maxima = maxima.max(FloatVector.fromArray(FLOATS, x, i));
        }
        float max = maxima.reduceLanes(VectorOperators.MAX);
        for (; i < x.length; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
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
