// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Dot products of a stored row of weights and an f32 vector, without writing the weights out: the
 * kernels for a single text. Layouts are ggml's ({@code Dequantize}). A scale is applied to the sum
 * of its block, and what a block adds to all of its weights is multiplied by the sum of its inputs.
 *
 * <p>Each method reads {@code blocks} blocks from byte {@code at}.
 */
final class QuantizedDot {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private QuantizedDot() {}

    private static FloatVector zero() {
        return FloatVector.zero(ByteLanes.FLOATS);
    }

    private static FloatVector scaled(FloatVector dot, float scale, FloatVector sum) {
        return dot.fma(FloatVector.broadcast(ByteLanes.FLOATS, scale), sum);
    }

    private static FloatVector thirtyTwo(ByteVector first, ByteVector second, float[] x, int i) {
        return ByteLanes.fma(second, x, i + 16, ByteLanes.fma(first, x, i, zero()));
    }

    static float q4_0(MemorySegment w, long at, int blocks, float[] x) {
        FloatVector sum = zero();
        for (int block = 0; block < blocks; block++) {
            long b = at + 18L * block;
            ByteVector q = ByteLanes.load(w, b + 2);
            FloatVector dot =
                    thirtyTwo(ByteLanes.low(q).sub((byte) 8), ByteLanes.high(q).sub((byte) 8), x, 32 * block);
            sum = scaled(dot, ByteLanes.half(w, b), sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /** @param sums sums of 32 inputs each */
    static float q4_1(MemorySegment w, long at, int blocks, float[] x, float[] sums) {
        FloatVector sum = zero();
        float minima = 0;
        for (int block = 0; block < blocks; block++) {
            long b = at + 20L * block;
            ByteVector q = ByteLanes.load(w, b + 4);
            sum = scaled(thirtyTwo(ByteLanes.low(q), ByteLanes.high(q), x, 32 * block), ByteLanes.half(w, b), sum);
            minima += ByteLanes.half(w, b + 2) * sums[block];
        }
        return sum.reduceLanes(VectorOperators.ADD) + minima;
    }

    static float q5_0(MemorySegment w, long at, int blocks, float[] x) {
        FloatVector sum = zero();
        for (int block = 0; block < blocks; block++) {
            long b = at + 22L * block;
            int fifth = w.get(INT, b + 2);
            ByteVector q = ByteLanes.load(w, b + 6);
            ByteVector first = ByteLanes.low(q).sub((byte) 16, ByteLanes.clearBits(fifth, false));
            ByteVector second = ByteLanes.high(q).sub((byte) 16, ByteLanes.clearBits(fifth, true));
            sum = scaled(thirtyTwo(first, second, x, 32 * block), ByteLanes.half(w, b), sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    static float q8_0(MemorySegment w, long at, int blocks, float[] x) {
        FloatVector sum = zero();
        for (int block = 0; block < blocks; block++) {
            long b = at + 34L * block;
            FloatVector dot = thirtyTwo(ByteLanes.load(w, b + 2), ByteLanes.load(w, b + 18), x, 32 * block);
            sum = scaled(dot, ByteLanes.half(w, b), sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /** Returns the eight 6-bit scales of Q4_K or Q5_K, a byte each, from the 12 bytes at {@code at}. */
    static long scales(MemorySegment w, long at) {
        int first = w.get(INT, at);
        int high = w.get(INT, at + 8) & 0x0f0f0f0f | (first >>> 2 & 0x30303030);
        return (long) high << 32 | first & 0x3f3f3f3f;
    }

    /** Returns the eight 6-bit minima of Q4_K or Q5_K; otherwise as {@link #scales}. */
    static long minima(MemorySegment w, long at) {
        int first = w.get(INT, at + 4);
        int high = w.get(INT, at + 8) >>> 4 & 0x0f0f0f0f | (first >>> 2 & 0x30303030);
        return (long) high << 32 | first & 0x3f3f3f3f;
    }

    /** Returns byte {@code index}, unsigned. */
    static int unsignedByte(long bytes, int index) {
        return (int) (bytes >>> 8 * index) & 0xff;
    }

    private static float dot(long bytes, float[] sums, int from) {
        float dot = 0;
        for (int i = 0; i < 8; i++) {
            dot += unsignedByte(bytes, i) * sums[from + i];
        }
        return dot;
    }

    /** @param sums sums of 32 inputs each */
    static float q4k(MemorySegment w, long at, int blocks, float[] x, float[] sums) {
        FloatVector sum = zero();
        float minima = 0;
        for (int block = 0; block < blocks; block++) {
            long b = at + 144L * block;
            float d = ByteLanes.half(w, b);
            long scales = scales(w, b + 4);
            for (int pair = 0; pair < 4; pair++) {
                ByteVector q = ByteLanes.load(w, b + 16 + 32 * pair);
                ByteVector r = ByteLanes.load(w, b + 32 + 32 * pair);
                int i = 256 * block + 64 * pair;
                FloatVector dot = thirtyTwo(ByteLanes.low(q), ByteLanes.low(r), x, i);
                sum = scaled(dot, d * unsignedByte(scales, 2 * pair), sum);
                dot = thirtyTwo(ByteLanes.high(q), ByteLanes.high(r), x, i + 32);
                sum = scaled(dot, d * unsignedByte(scales, 2 * pair + 1), sum);
            }
            minima += ByteLanes.half(w, b + 2) * dot(minima(w, b + 4), sums, 8 * block);
        }
        return sum.reduceLanes(VectorOperators.ADD) - minima;
    }

    /** @param sums sums of 32 inputs each */
    static float q5k(MemorySegment w, long at, int blocks, float[] x, float[] sums) {
        FloatVector sum = zero();
        float minima = 0;
        for (int block = 0; block < blocks; block++) {
            long b = at + 176L * block;
            float d = ByteLanes.half(w, b);
            long scales = scales(w, b + 4);
            ByteVector fifth = ByteLanes.load(w, b + 16);
            ByteVector fifthOfNext = ByteLanes.load(w, b + 32);
            for (int pair = 0; pair < 4; pair++) {
                ByteVector q = ByteLanes.load(w, b + 48 + 32 * pair);
                ByteVector r = ByteLanes.load(w, b + 64 + 32 * pair);
                int i = 256 * block + 64 * pair;
                FloatVector dot = thirtyTwo(
                        withFifth(ByteLanes.low(q), fifth, 2 * pair),
                        withFifth(ByteLanes.low(r), fifthOfNext, 2 * pair),
                        x,
                        i);
                sum = scaled(dot, d * unsignedByte(scales, 2 * pair), sum);
                dot = thirtyTwo(
                        withFifth(ByteLanes.high(q), fifth, 2 * pair + 1),
                        withFifth(ByteLanes.high(r), fifthOfNext, 2 * pair + 1),
                        x,
                        i + 32);
                sum = scaled(dot, d * unsignedByte(scales, 2 * pair + 1), sum);
            }
            minima += ByteLanes.half(w, b + 2) * dot(minima(w, b + 4), sums, 8 * block);
        }
        return sum.reduceLanes(VectorOperators.ADD) - minima;
    }

    /** Adds 16 where bit {@code bit} of {@code fifth} is set. */
    static ByteVector withFifth(ByteVector low, ByteVector fifth, int bit) {
        return low.add((byte) 16, fifth.and((byte) (1 << bit)).compare(VectorOperators.NE, (byte) 0));
    }

    static float q6k(MemorySegment w, long at, int blocks, float[] x) {
        FloatVector sum = zero();
        for (int block = 0; block < blocks; block++) {
            long b = at + 210L * block;
            FloatVector ofBlock = zero();
            for (int part = 0; part < 4; part++) { // 64 of 256 weights: 16 from each quarter of a half
                int half = part / 2;
                int l = part % 2;
                ByteVector q = ByteLanes.load(w, b + 64 * half + 16 * l);
                ByteVector r = ByteLanes.load(w, b + 64 * half + 32 + 16 * l);
                ByteVector high = ByteLanes.load(w, b + 128 + 32 * half + 16 * l);
                long scales = b + 192 + 8 * half + l;
                int i = 256 * block + 128 * half + 16 * l;
                ofBlock = sixteen(sixBits(ByteLanes.low(q), ByteLanes.left(high, 4)), x, i, w, scales, ofBlock);
                ofBlock =
                        sixteen(sixBits(ByteLanes.low(r), ByteLanes.left(high, 2)), x, i + 32, w, scales + 2, ofBlock);
                ofBlock = sixteen(sixBits(ByteLanes.high(q), high), x, i + 64, w, scales + 4, ofBlock);
                ofBlock = sixteen(
                        sixBits(ByteLanes.high(r), ByteLanes.right(high, 2)), x, i + 96, w, scales + 6, ofBlock);
            }
            sum = scaled(ofBlock, ByteLanes.half(w, b + 208), sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /** Returns numbers from -32 to 31: bits 4 and 5 of {@code high} over the low four. */
    static ByteVector sixBits(ByteVector low, ByteVector high) {
        return high.and((byte) 0x30).or(low).sub((byte) 32);
    }

    private static FloatVector sixteen(ByteVector q, float[] x, int i, MemorySegment w, long scale, FloatVector sum) {
        return scaled(ByteLanes.fma(q, x, i, zero()), w.get(ValueLayout.JAVA_BYTE, scale), sum);
    }

    /** Two bytes a weight; {@code count} weights. */
    static float f16(MemorySegment w, long at, int count, float[] x) {
        FloatVector sum = zero();
        int i = 0;
        for (; i <= count - ByteLanes.LANES; i += ByteLanes.LANES) {
            sum = ByteLanes.f16(w, at + 2L * i).fma(FloatVector.fromArray(ByteLanes.FLOATS, x, i), sum);
        }
        float tail = 0;
        for (; i < count; i++) {
            tail += ByteLanes.half(w, at + 2L * i) * x[i];
        }
        return sum.reduceLanes(VectorOperators.ADD) + tail;
    }

    /** Two bytes a weight; {@code count} weights. */
    static float bf16(MemorySegment w, long at, int count, float[] x) {
        FloatVector sum = zero();
        int i = 0;
        for (; i <= count - ByteLanes.LANES; i += ByteLanes.LANES) {
            sum = ByteLanes.bf16(w, at + 2L * i).fma(FloatVector.fromArray(ByteLanes.FLOATS, x, i), sum);
        }
        float tail = 0;
        for (; i < count; i++) {
            tail += QuantizedRows.bf16(w, at + 2L * i) * x[i];
        }
        return sum.reduceLanes(VectorOperators.ADD) + tail;
    }
}
