// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;

/**
 * The dequantisation of stored rows to f32 with the processor's vectors, equal to the bit to
 * {@code Dequantize}: the kernels for several texts, which multiply a row that is written out once.
 *
 * <p>Each method decodes {@code blocks} blocks from byte {@code at} into {@code out}, from index
 * {@code to}. Blocks of many steps are decoded in pieces, each by a method of its own: the VM's compiler
 * makes instructions of vector operations only as long as a method with all that it calls is not large.
 */
final class QuantizedRows {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The shift that leaves every number as it is, a negative zero too. */
    private static final float UNSHIFTED = -0f;

    private QuantizedRows() {}

    static void q4_0(MemorySegment w, long at, int blocks, float[] out, int to) {
        for (int block = 0; block < blocks; block++) {
            long b = at + 18L * block;
            float d = ByteLanes.half(w, b);
            ByteVector q = ByteLanes.load(w, b + 2);
            ByteLanes.store(ByteLanes.low(q).sub((byte) 8), d, UNSHIFTED, out, to + 32 * block);
            ByteLanes.store(ByteLanes.high(q).sub((byte) 8), d, UNSHIFTED, out, to + 32 * block + 16);
        }
    }

    static void q4_1(MemorySegment w, long at, int blocks, float[] out, int to) {
        for (int block = 0; block < blocks; block++) {
            long b = at + 20L * block;
            float d = ByteLanes.half(w, b);
            float minimum = ByteLanes.half(w, b + 2);
            ByteVector q = ByteLanes.load(w, b + 4);
            ByteLanes.store(ByteLanes.low(q), d, minimum, out, to + 32 * block);
            ByteLanes.store(ByteLanes.high(q), d, minimum, out, to + 32 * block + 16);
        }
    }

    static void q5_0(MemorySegment w, long at, int blocks, float[] out, int to) {
        for (int block = 0; block < blocks; block++) {
            long b = at + 22L * block;
            float d = ByteLanes.half(w, b);
            int fifth = w.get(INT, b + 2);
            ByteVector q = ByteLanes.load(w, b + 6);
            ByteVector first = ByteLanes.low(q).or(ByteLanes.sixteenLess(fifth));
            ByteVector second = ByteLanes.high(q).or(ByteLanes.sixteenLess(fifth >>> 16));
            ByteLanes.store(first, d, UNSHIFTED, out, to + 32 * block);
            ByteLanes.store(second, d, UNSHIFTED, out, to + 32 * block + 16);
        }
    }

    static void q8_0(MemorySegment w, long at, int blocks, float[] out, int to) {
        for (int block = 0; block < blocks; block++) {
            long b = at + 34L * block;
            float d = ByteLanes.half(w, b);
            ByteLanes.store(ByteLanes.load(w, b + 2), d, UNSHIFTED, out, to + 32 * block);
            ByteLanes.store(ByteLanes.load(w, b + 18), d, UNSHIFTED, out, to + 32 * block + 16);
        }
    }

    static void q4k(MemorySegment w, long at, int blocks, float[] out, int to) {
        for (int block = 0; block < blocks; block++) {
            long b = at + 144L * block;
            float d = ByteLanes.half(w, b);
            float min = ByteLanes.half(w, b + 2);
            long scales = QuantizedDot.scales(w, b + 4);
            long minima = QuantizedDot.minima(w, b + 4);
            int from = to + 256 * block;
            pairsOfNibbles(w, b + 16, d, -min, scales, minima, out, from, from + 256);
            pairsOfNibbles(w, b + 32, d, -min, scales, minima, out, from + 16, from + 256);
        }
    }

    /** Writes 16 low nibbles, 16 high ones 32 places on, and so every 64 places with the next scales and minima. */
    private static void pairsOfNibbles(
            MemorySegment w, long at, float d, float min, long scales, long minima, float[] out, int to, int end) {
        for (; to < end; to += 64, at += 32, scales >>>= 16, minima >>>= 16) {
            ByteVector q = ByteLanes.load(w, at);
            float scale = d * QuantizedDot.unsignedByte(scales, 0);
            float shift = min * QuantizedDot.unsignedByte(minima, 0);
            ByteLanes.store(ByteLanes.low(q), scale, shift, out, to);
            scale = d * QuantizedDot.unsignedByte(scales, 1);
            shift = min * QuantizedDot.unsignedByte(minima, 1);
            ByteLanes.store(ByteLanes.high(q), scale, shift, out, to + 32);
        }
    }

    static void q5k(MemorySegment w, long at, int blocks, float[] out, int to) {
        for (int block = 0; block < blocks; block++) {
            long b = at + 176L * block;
            float d = ByteLanes.half(w, b);
            float min = ByteLanes.half(w, b + 2);
            long scales = QuantizedDot.scales(w, b + 4);
            long minima = QuantizedDot.minima(w, b + 4);
            ByteVector fifth = ByteLanes.load(w, b + 16);
            ByteVector fifthOfNext = ByteLanes.load(w, b + 32);
            for (int j = 0; j < 8; j++) {
                ByteVector q = ByteLanes.load(w, b + 48 + 32 * (j / 2));
                ByteVector r = ByteLanes.load(w, b + 64 + 32 * (j / 2));
                float scale = d * QuantizedDot.unsignedByte(scales, j);
                float shift = -min * QuantizedDot.unsignedByte(minima, j);
                int i = to + 256 * block + 32 * j;
                ByteVector first = j % 2 == 0 ? ByteLanes.low(q) : ByteLanes.high(q);
                ByteVector second = j % 2 == 0 ? ByteLanes.low(r) : ByteLanes.high(r);
                ByteLanes.store(QuantizedDot.withFifth(first, fifth, j), scale, shift, out, i);
                ByteLanes.store(QuantizedDot.withFifth(second, fifthOfNext, j), scale, shift, out, i + 16);
            }
        }
    }

    static void q6k(MemorySegment w, long at, int blocks, float[] out, int to) {
        for (int block = 0; block < blocks; block++) {
            long b = at + 210L * block;
            float d = ByteLanes.half(w, b + 208);
            for (int half = 0; half < 2; half++) {
                long q = b + 64 * half;
                long high = b + 128 + 32 * half;
                long scales = b + 192 + 8 * half;
                int i = to + 256 * block + 128 * half;
                lowAndLeft(w, q, high, 4, d, scales, out, i);
                lowAndLeft(w, q + 32, high, 2, d, scales + 2, out, i + 32);
                highAndRight(w, q, high, 0, d, scales + 4, out, i + 64);
                highAndRight(w, q + 32, high, 2, d, scales + 6, out, i + 96);
            }
        }
    }

    private static void lowAndLeft(
            MemorySegment w, long at, long high, int count, float d, long scales, float[] out, int to) {
        for (int l = 0; l < 2; l++) {
            ByteVector upper = ByteLanes.left(ByteLanes.load(w, high + 16 * l), count);
            ByteVector q = QuantizedDot.sixBits(ByteLanes.low(ByteLanes.load(w, at + 16 * l)), upper);
            ByteLanes.store(q, d * w.get(ValueLayout.JAVA_BYTE, scales + l), UNSHIFTED, out, to + 16 * l);
        }
    }

    private static void highAndRight(
            MemorySegment w, long at, long high, int count, float d, long scales, float[] out, int to) {
        for (int l = 0; l < 2; l++) {
            ByteVector upper = ByteLanes.right(ByteLanes.load(w, high + 16 * l), count);
            ByteVector q = QuantizedDot.sixBits(ByteLanes.high(ByteLanes.load(w, at + 16 * l)), upper);
            ByteLanes.store(q, d * w.get(ValueLayout.JAVA_BYTE, scales + l), UNSHIFTED, out, to + 16 * l);
        }
    }

    /** Two bytes a weight; {@code count} weights. */
    static void f16(MemorySegment w, long at, int count, float[] out, int to) {
        int i = 0;
        for (; i <= count - ByteLanes.LANES; i += ByteLanes.LANES) {
            ByteLanes.f16(w, at + 2L * i).intoArray(out, to + i);
        }
        for (; i < count; i++) {
            out[to + i] = ByteLanes.half(w, at + 2L * i);
        }
    }

    /** Two bytes a weight; {@code count} weights. */
    static void bf16(MemorySegment w, long at, int count, float[] out, int to) {
        int i = 0;
        for (; i <= count - ByteLanes.LANES; i += ByteLanes.LANES) {
            ByteLanes.bf16(w, at + 2L * i).intoArray(out, to + i);
        }
        for (; i < count; i++) {
            out[to + i] = bf16(w, at + 2L * i);
        }
    }

    /** Reads a bf16 number. */
    static float bf16(MemorySegment w, long at) {
        return Float.intBitsToFloat(w.get(SHORT, at) << 16);
    }
}
