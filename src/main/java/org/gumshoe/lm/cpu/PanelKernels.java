// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with the panels of a {@link PackedMatrix}, which are made for vectors of 512 bits;
 * with shorter ones the VM emulates these, slowly ({@link PackedMatrix#isFast}). An integer lane holds two bf16
 * numbers; a shift makes an f32 of the even one, a mask of the odd one.
 */
final class PanelKernels {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> BF16_PAIRS = IntVector.SPECIES_512;
    private static final int LANES = BF16_PAIRS.length();
    private static final int PAIR_BYTES = 4;
    private static final int VECTOR_BYTES = PAIR_BYTES * LANES;
    private static final int COMMON_PANEL_WIDTH = 4 * LANES;

    private PanelKernels() {}

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
            a = SimdKernels.fma(loadPairs(w, row), even, odd, a);
            b = SimdKernels.fma(loadPairs(w, row + VECTOR_BYTES), even, odd, b);
            c = SimdKernels.fma(loadPairs(w, row + 2 * VECTOR_BYTES), even, odd, c);
            d = SimdKernels.fma(loadPairs(w, row + 3 * VECTOR_BYTES), even, odd, d);
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
            sum = SimdKernels.fma(loadPairs(w, offset + (long) stride * pair), even, odd, sum);
        }
        sum.intoArray(y, yOffset);
    }

    private static IntVector loadPairs(MemorySegment w, long offset) {
        return IntVector.fromMemorySegment(BF16_PAIRS, w, offset, ByteOrder.LITTLE_ENDIAN);
    }
}
