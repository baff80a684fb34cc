// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A bf16 weight matrix in the engine's packed layout (oneDNN's AB16b64a2b and its narrower kin),
 * read in place. Outputs are grouped in panels; a panel is paddedInFeatures / 2 x panelWidth pairs
 * of weights, each pair for two consecutive inputs and one output. A single vector is multiplied in
 * the order of memory; the engine's kernel, made for many rows, reaches half of the memory
 * bandwidth for one.
 *
 * @param data the packed weights
 * @param outFeatures outputs, without those that pad the last panel
 * @param paddedInFeatures inputs, with those that pad the last pairs, whose weights are zero
 * @param panelWidth outputs of a panel, a multiple of 16
 */
public record PackedMatrix(MemorySegment data, int outFeatures, int paddedInFeatures, int panelWidth)
        implements MatVec {
    /** Returns whether the processor's vectors are those that panels are made for. */
    public static boolean isFast() {
        return ByteLanes.LANES == ByteLanes.SIXTEEN;
    }

    @Override
    public void multiply(float[] x, int vectors, float[] y) {
        int inFeatures = x.length / vectors;
        for (int v = 0; v < vectors; v++) {
            float[] one = vectors == 1 ? x : Arrays.copyOfRange(x, v * inFeatures, (v + 1) * inFeatures);
            System.arraycopy(multiplyOne(one), 0, y, v * outFeatures, outFeatures);
        }
    }

    /** Returns the products with all panels, whole. */
    private float[] multiplyOne(float[] x) {
        float[] padded = x.length < paddedInFeatures ? Arrays.copyOf(x, paddedInFeatures) : x;
        int panels = Math.ceilDiv(outFeatures, panelWidth);
        float[] y = new float[panels * panelWidth];
        SpinningParallelFor.ofThisMachine()
                .run(
                        panels,
                        panel -> PanelKernels.multiplyPanel(
                                data,
                                2L * panel * panelWidth * paddedInFeatures,
                                paddedInFeatures / 2,
                                panelWidth,
                                padded,
                                y,
                                panel * panelWidth));
        return y;
    }
}
