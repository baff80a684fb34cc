// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A matrix in bf16 as the engine has packed it, read in place: outputs in panels (oneDNN's
 * AB16b64a2b and its narrower kin), each of them inputs / 2 x width pairs. For a single row that is
 * the order in which memory is read best, and the engine's own product of one row, made for many,
 * reaches half of the pace of memory.
 *
 * @param numbers the bytes
 * @param outputs without what fills the last panel
 * @param inputs with what fills the last pair or more, all zero
 * @param width outputs of a panel, a multiple of 16
 */
public record PackedMatrix(MemorySegment numbers, int outputs, int inputs, int width) implements MatVec {
    @Override
    public float[] times(float[] x) {
        float[] filled = x.length < inputs ? Arrays.copyOf(x, inputs) : x;
        int panels = Math.ceilDiv(outputs, width);
        float[] y = new float[panels * width];
        SpinningParallelFor.ofThisMachine()
                .run(
                        panels,
                        panel -> SimdKernels.panel(
                                numbers, 2L * panel * width * inputs, inputs / 2, width, filled, y, panel * width));
        return y.length == outputs ? y : Arrays.copyOf(y, outputs);
    }
}
