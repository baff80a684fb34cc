// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of products with numbers in bf16, which are read where they lie, two at a time as the halves of an integer: shifted or masked each is an f32. This class alone knows the
 * processor's vectors; where they are not {@link #there} it gives the same, slowly.
 */
final class Lanes {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> PAIRS = IntVector.SPECIES_512;
    private static final ValueLayout.OfInt PAIR = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VectorSpecies<Byte> NUMBERS = ByteVector.SPECIES_128;
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int WIDTH = PAIRS.length();
    private static final int BYTES = 4;
    private static final int GROUP = BYTES * WIDTH;
    private static final int COMMON = 4 * WIDTH;
    private static final int UPPER = 0xffff0000;

    private Lanes() {}

    /** Whether the processor has vectors of this width; else they would be simulated, slowly. */
    static boolean there() {
        return FloatVector.SPECIES_PREFERRED.length() >= WIDTH;
    }

    /**
     * y[to + j] = sum over i of x[i] w[i][j].
     *
     * @param w pairs x width integers from byte {@code at}: of each pair of rows i, i + 1 what belongs to one j side by side
     * @param width a multiple of 16
     */
    static void panel(MemorySegment w, long at, int pairs, int width, float[] x, float[] y, int to) {
        if (width == COMMON) {
            common(w, at, pairs, x, y, to);
            return;
        }
        for (int j = 0; j < width; j += WIDTH) {
            one(w, at + BYTES * j, pairs, BYTES * width, x, y, to + j);
        }
    }

    /** With constant steps, which the compiler makes a fifth faster. */
    private static void common(MemorySegment w, long at, int pairs, float[] x, float[] y, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int pair = 0; pair < pairs; pair++) {
            long from = at + 4L * GROUP * pair;
            FloatVector even = FloatVector.broadcast(FLOATS, x[2 * pair]);
            FloatVector odd = FloatVector.broadcast(FLOATS, x[2 * pair + 1]);
            a = sum(pairs(w, from), even, odd, a);
            b = sum(pairs(w, from + GROUP), even, odd, b);
            c = sum(pairs(w, from + 2 * GROUP), even, odd, c);
            d = sum(pairs(w, from + 3 * GROUP), even, odd, d);
        }
        a.intoArray(y, to);
        b.intoArray(y, to + WIDTH);
        c.intoArray(y, to + 2 * WIDTH);
        d.intoArray(y, to + 3 * WIDTH);
    }

    private static void one(MemorySegment w, long at, int pairs, int stride, float[] x, float[] y, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        for (int pair = 0; pair < pairs; pair++) {
            FloatVector even = FloatVector.broadcast(FLOATS, x[2 * pair]);
            FloatVector odd = FloatVector.broadcast(FLOATS, x[2 * pair + 1]);
            a = sum(pairs(w, at + (long) stride * pair), even, odd, a);
        }
        a.intoArray(y, to);
    }

    private static IntVector pairs(MemorySegment w, long at) {
        return IntVector.fromMemorySegment(PAIRS, w, at, ByteOrder.LITTLE_ENDIAN);
    }

    private static FloatVector sum(IntVector pairs, FloatVector even, FloatVector odd, FloatVector before) {
        return odd(pairs).fma(odd, even(pairs).fma(even, before));
    }

    private static FloatVector even(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector odd(IntVector pairs) {
        return pairs.and(UPPER).reinterpretAsFloats();
    }

    /**
     * Sum over i of x[i] w[i].
     *
     * @param w from byte {@code at}, {@code pairs} pairs
     * @param even the numbers of x that have even indices, from {@code from}
     * @param odd the others
     */
    static float dot(MemorySegment w, long at, int pairs, float[] even, float[] odd, int from) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= pairs - WIDTH; i += WIDTH) {
            FloatVector evens = FloatVector.fromArray(FLOATS, even, from + i);
            FloatVector odds = FloatVector.fromArray(FLOATS, odd, from + i);
            sum = sum(pairs(w, at + BYTES * i), evens, odds, sum);
        }
        float rest = 0;
        for (; i < pairs; i++) {
            int both = w.get(PAIR, at + BYTES * i);
            rest += even[from + i] * Float.intBitsToFloat(both << 16);
            rest += odd[from + i] * Float.intBitsToFloat(both & UPPER);
        }
        return rest + sum.reduceLanes(VectorOperators.ADD);
    }

    /** x[i] += factor w[i], with the parameters of {@link #dot}. */
    static void add(MemorySegment w, long at, int pairs, float factor, float[] even, float[] odd, int from) {
        FloatVector factors = FloatVector.broadcast(FLOATS, factor);
        int i = 0;
        for (; i <= pairs - WIDTH; i += WIDTH) {
            IntVector both = pairs(w, at + BYTES * i);
            even(both)
                    .fma(factors, FloatVector.fromArray(FLOATS, even, from + i))
                    .intoArray(even, from + i);
            odd(both).fma(factors, FloatVector.fromArray(FLOATS, odd, from + i)).intoArray(odd, from + i);
        }
        for (; i < pairs; i++) {
            int both = w.get(PAIR, at + BYTES * i);
            even[from + i] += factor * Float.intBitsToFloat(both << 16);
            odd[from + i] += factor * Float.intBitsToFloat(both & UPPER);
        }
    }

    /**
     * Sum over i of x[i] w[i], of numbers in eight bits.
     *
     * @param w from byte {@code at}, {@code blocks} times a factor in f16 and 32 numbers that it belongs to (ggml's Q8_0)
     */
    static float dotOfBytes(MemorySegment w, long at, int blocks, float[] x) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int block = 0; block < blocks; block++) {
            long from = at + 34L * block;
            FloatVector factor = FloatVector.broadcast(FLOATS, Float.float16ToFloat(w.get(HALF, from)));
            FloatVector part = bytes(w, from + 2).mul(FloatVector.fromArray(FLOATS, x, 32 * block));
            part = bytes(w, from + 2 + WIDTH).fma(FloatVector.fromArray(FLOATS, x, 32 * block + WIDTH), part);
            sum = part.fma(factor, sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private static FloatVector bytes(MemorySegment w, long at) {
        return (FloatVector) ByteVector.fromMemorySegment(NUMBERS, w, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.B2F, FLOATS, 0);
    }

    /** The largest. */
    static float most(float[] x) {
        FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= x.length - WIDTH; i += WIDTH) {
            most = most.max(FloatVector.fromArray(FLOATS, x, i));
        }
        float largest = most.reduceLanes(VectorOperators.MAX);
        for (; i < x.length; i++) {
            largest = Math.max(largest, x[i]);
        }
        return largest;
    }

    /** x[i] becomes exp(x[i] - less). @return their sum */
    static double exponentials(float[] x, float less) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= x.length - WIDTH; i += WIDTH) {
            FloatVector all = FloatVector.fromArray(FLOATS, x, i).sub(less).lanewise(VectorOperators.EXP);
            all.intoArray(x, i);
            sum = sum.add(all);
        }
        double rest = 0;
        for (; i < x.length; i++) {
            x[i] = (float) Math.exp(x[i] - less);
            rest += x[i];
        }
        return rest + sum.reduceLanes(VectorOperators.ADD);
    }
}
