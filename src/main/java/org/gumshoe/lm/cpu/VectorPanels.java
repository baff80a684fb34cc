// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

/**
 * Vectors side by side: the first numbers of all, then the second ones, and so on, in panels of as many vectors as
 * one or two registers have lanes.
 *
 * @param values count x length x width numbers; zeros in the place of vectors that fill up the last panel
 * @param vectors number of vectors
 * @param length numbers of a vector
 * @param width vectors of a panel
 */
record VectorPanels(float[] values, int vectors, int length, int width) {
    static final int WIDEST = 2 * ByteLanes.LANES;

    /** @param x vectors x length numbers, one vector after the other */
    static VectorPanels of(float[] x, int vectors) {
        int length = x.length / vectors;
        int width = vectors <= ByteLanes.LANES ? ByteLanes.LANES : WIDEST;
        float[] values = new float[Math.ceilDiv(vectors, width) * width * length];
        for (int first = 0; first < vectors; first += width) {
            int count = Math.min(width, vectors - first);
            for (int i = 0; i < length; i++) {
                int to = first * length + i * width;
                for (int v = 0; v < count; v++) {
                    values[to + v] = x[(first + v) * length + i];
                }
            }
        }
        return new VectorPanels(values, vectors, length, width);
    }

    /** Returns the number of panels. */
    int count() {
        return Math.ceilDiv(vectors, width);
    }
}
