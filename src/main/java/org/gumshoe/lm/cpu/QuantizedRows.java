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
 * {@code to}.
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
            ByteVector first = ByteLanes.low(q).sub((byte) 16, ByteLanes.clearBits(fifth, false));
            ByteVector second = ByteLanes.high(q).sub((byte) 16, ByteLanes.clearBits(fifth, true));
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
            for (int pair = 0; pair < 4; pair++) {
                ByteVector q = ByteLanes.load(w, b + 16 + 32 * pair);
                ByteVector r = ByteLanes.load(w, b + 32 + 32 * pair);
                int i = to + 256 * block + 64 * pair;
                float scale = d * QuantizedDot.unsignedByte(scales, 2 * pair);
                float shift = -min * QuantizedDot.unsignedByte(minima, 2 * pair);
                ByteLanes.store(ByteLanes.low(q), scale, shift, out, i);
                ByteLanes.store(ByteLanes.low(r), scale, shift, out, i + 16);
                scale = d * QuantizedDot.unsignedByte(scales, 2 * pair + 1);
                shift = -min * QuantizedDot.unsignedByte(minima, 2 * pair + 1);
                ByteLanes.store(ByteLanes.high(q), scale, shift, out, i + 32);
                ByteLanes.store(ByteLanes.high(r), scale, shift, out, i + 48);
            }
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
            for (int part = 0; part < 4; part++) { // 64 of 256 weights: 16 from each quarter of a half
                int half = part / 2;
                int l = part % 2;
                ByteVector q = ByteLanes.load(w, b + 64 * half + 16 * l);
                ByteVector r = ByteLanes.load(w, b + 64 * half + 32 + 16 * l);
                ByteVector high = ByteLanes.load(w, b + 128 + 32 * half + 16 * l);
                long scales = b + 192 + 8 * half + l;
                int i = to + 256 * block + 128 * half + 16 * l;
                ByteVector first = QuantizedDot.sixBits(ByteLanes.low(q), ByteLanes.left(high, 4));
                ByteVector second = QuantizedDot.sixBits(ByteLanes.low(r), ByteLanes.left(high, 2));
                ByteVector third = QuantizedDot.sixBits(ByteLanes.high(q), high);
                ByteVector fourth = QuantizedDot.sixBits(ByteLanes.high(r), ByteLanes.right(high, 2));
                ByteLanes.store(first, d * w.get(ValueLayout.JAVA_BYTE, scales), UNSHIFTED, out, i);
                ByteLanes.store(second, d * w.get(ValueLayout.JAVA_BYTE, scales + 2), UNSHIFTED, out, i + 32);
                ByteLanes.store(third, d * w.get(ValueLayout.JAVA_BYTE, scales + 4), UNSHIFTED, out, i + 64);
                ByteLanes.store(fourth, d * w.get(ValueLayout.JAVA_BYTE, scales + 6), UNSHIFTED, out, i + 96);
            }
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
