// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sixteen stored numbers at a time, and the steps that kernels over quantised weights share. Floats
 * fill the processor's vectors, of 128 (NEON), 256 (AVX2) or 512 bits (AVX-512); sixteen bytes are
 * four, two or one of them.
 */
final class ByteLanes {
    static final int SIXTEEN = 16;

    /** The processor's vectors, but none of more than 16 floats. */
    static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() > SIXTEEN ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    static final int LANES = FLOATS.length();

    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;

    /** As many 16-bit numbers as there are floats; loaded as the low half where that is too short a vector. */
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, 16 * LANES)));

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Byte i of the first (second) is byte i / 8 (2 + i / 8) of an integer. */
    private static final VectorShuffle<Byte> FIRST_BITS = VectorShuffle.fromOp(BYTES, i -> i / 8);

    private static final VectorShuffle<Byte> SECOND_BITS = VectorShuffle.fromOp(BYTES, i -> 2 + i / 8);
    private static final ByteVector BIT_OF_LANE = bitOfLane();

    /** Eight bytes for each value of a byte: byte i is -16 where bit i is zero. */
    private static final long[] SIXTEEN_LESS = sixteenLess();

    private ByteLanes() {}

    private static long[] sixteenLess() {
        long[] table = new long[256];
        for (int bits = 0; bits < table.length; bits++) {
            for (int bit = 0; bit < 8; bit++) {
                table[bits] |= (bits >> bit & 1) == 0 ? 0xf0L << 8 * bit : 0;
            }
        }
        return table;
    }

    private static ByteVector bitOfLane() {
        byte[] bits = new byte[SIXTEEN];
        for (int i = 0; i < SIXTEEN; i++) {
            bits[i] = (byte) (1 << i % 8);
        }
        return ByteVector.fromArray(BYTES, bits, 0);
    }

    /** Reads an f16 number. */
    static float half(MemorySegment w, long at) {
        return Float.float16ToFloat(w.get(SHORT, at));
    }

    static ByteVector load(MemorySegment w, long at) {
        return ByteVector.fromMemorySegment(BYTES, w, at, ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the low four bits of each byte. */
    static ByteVector low(ByteVector bytes) {
        return bytes.and((byte) 15);
    }

    /** Returns the high four bits of each byte; bytes have no shift of their own on most processors. */
    static ByteVector high(ByteVector bytes) {
        return right(bytes, 4).and((byte) 15);
    }

    /** Shifts pairs of bytes to the right; the caller masks what crosses from one byte to the other. */
    static ByteVector right(ByteVector bytes, int count) {
        return bytes.reinterpretAsShorts().lanewise(VectorOperators.LSHR, count).reinterpretAsBytes();
    }

    /** Shifts pairs of bytes to the left; otherwise as {@link #right}. */
    static ByteVector left(ByteVector bytes, int count) {
        return bytes.reinterpretAsShorts().lanewise(VectorOperators.LSHL, count).reinterpretAsBytes();
    }

    /** Returns which of bits 0 to 15 (or 16 to 31 where {@code second}) are zero. */
    static VectorMask<Byte> clearBits(int bits, boolean second) {
        ByteVector repeated = IntVector.broadcast(IntVector.SPECIES_128, bits).reinterpretAsBytes();
        return repeated.rearrange(second ? SECOND_BITS : FIRST_BITS)
                .and(BIT_OF_LANE)
                .compare(VectorOperators.EQ, (byte) 0);
    }

    /**
     * Returns -16 for each of bits 0 to 15 that is zero, else 0: with the low four bits of a number, that number of
     * five bits less 16. A table is three times as fast as a comparison of bytes where vectors have no masks of
     * their own.
     */
    static ByteVector sixteenLess(int bits) {
        return LongVector.broadcast(LongVector.SPECIES_128, SIXTEEN_LESS[bits & 0xff])
                .withLane(1, SIXTEEN_LESS[bits >>> 8 & 0xff])
                .reinterpretAsBytes();
    }

    /** Adds sixteen signed bytes times x[at], x[at + 1], ... to {@code sum}, lane by lane. */
    static FloatVector fma(ByteVector bytes, float[] x, int at, FloatVector sum) {
        FloatVector result = floats0(bytes).fma(FloatVector.fromArray(FLOATS, x, at), sum);
        if (LANES < SIXTEEN) {
            result = floats1(bytes).fma(FloatVector.fromArray(FLOATS, x, at + LANES), result);
        }
        if (LANES < SIXTEEN / 2) {
            result = floats2(bytes).fma(FloatVector.fromArray(FLOATS, x, at + 2 * LANES), result);
            result = floats3(bytes).fma(FloatVector.fromArray(FLOATS, x, at + 3 * LANES), result);
        }
        return result;
    }

    /**
     * Writes sixteen bytes times {@code scale} plus {@code shift} to out[at], out[at + 1], ...,
     * rounded after each step as {@code Dequantize} does.
     */
    static void store(ByteVector bytes, float scale, float shift, float[] out, int at) {
        floats0(bytes).mul(scale).add(shift).intoArray(out, at);
        if (LANES < SIXTEEN) {
            floats1(bytes).mul(scale).add(shift).intoArray(out, at + LANES);
        }
        if (LANES < SIXTEEN / 2) {
            floats2(bytes).mul(scale).add(shift).intoArray(out, at + 2 * LANES);
            floats3(bytes).mul(scale).add(shift).intoArray(out, at + 3 * LANES);
        }
    }

    // The part must be a constant for the compiler to make an instruction of the conversion.
    private static FloatVector floats0(ByteVector bytes) {
        return (FloatVector) bytes.convertShape(VectorOperators.B2F, FLOATS, 0);
    }

    private static FloatVector floats1(ByteVector bytes) {
        return (FloatVector) bytes.convertShape(VectorOperators.B2F, FLOATS, 1);
    }

    private static FloatVector floats2(ByteVector bytes) {
        return (FloatVector) bytes.convertShape(VectorOperators.B2F, FLOATS, 2);
    }

    private static FloatVector floats3(ByteVector bytes) {
        return (FloatVector) bytes.convertShape(VectorOperators.B2F, FLOATS, 3);
    }

    /** Reads {@link #LANES} bf16 numbers. */
    static FloatVector bf16(MemorySegment w, long at) {
        return shorts(w, at).lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /**
     * Reads {@link #LANES} finite f16 numbers: their exponent and fraction, moved to the place of
     * an f32's, are 2^112 times too small.
     */
    static FloatVector f16(MemorySegment w, long at) {
        IntVector bits = shorts(w, at);
        FloatVector magnitude = bits.and(0x7fff)
                .lanewise(VectorOperators.LSHL, 13)
                .reinterpretAsFloats()
                .mul(0x1p112f);
        return magnitude.reinterpretAsInts().or(bits.and(0x80000000)).reinterpretAsFloats();
    }

    private static IntVector shorts(MemorySegment w, long at) {
        return (IntVector) ShortVector.fromMemorySegment(SHORTS, w, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.S2I, INTS, 0);
    }
}
