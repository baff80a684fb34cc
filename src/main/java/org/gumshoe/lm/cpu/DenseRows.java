// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Products of a few f32 rows of weights with any number of f32 vectors. A lane of a register belongs to one of the
 * vectors ({@link VectorPanels}) and a weight is given to all lanes, so that no sum over lanes is left at the end.
 */
final class DenseRows {
    /** Rows of weights that are multiplied together: eight sums, as many as keep both of a processor's adders busy. */
    static final int ROWS = 8;

    private static final int LANES = ByteLanes.LANES;

    private DenseRows() {}

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(ByteLanes.FLOATS, x, at);
    }

    private static FloatVector everywhere(float x) {
        return FloatVector.broadcast(ByteLanes.FLOATS, x);
    }

    static float dot(float[] w, int at, float[] x, int from, int count) {
        FloatVector sum = FloatVector.zero(ByteLanes.FLOATS);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            sum = load(w, at + i).fma(load(x, from + i), sum);
        }
        float tail = 0;
        for (; i < count; i++) {
            tail += w[at + i] * x[from + i];
        }
        return sum.reduceLanes(VectorOperators.ADD) + tail;
    }

    /**
     * Writes the products of rows and vectors: y[yStride v + yOffset + r] = w_r . x_v.
     *
     * @param w {@link #ROWS} rows of as many numbers as a vector has
     * @param rows rows whose products are wanted, from the first
     * @param sums room for {@link #ROWS} times {@link VectorPanels#WIDEST} numbers
     */
    static void multiply(float[] w, int rows, VectorPanels x, float[] sums, float[] y, int yOffset, int yStride) {
        for (int panel = 0; panel < x.count(); panel++) {
            int from = panel * x.width() * x.length();
            if (x.width() == LANES) {
                eightByOne(w, x.length(), x.values(), from, sums);
            } else {
                fourByTwo(w, 0, x.length(), x.values(), from, sums, 0);
                fourByTwo(w, 4 * x.length(), x.length(), x.values(), from, sums, 4 * x.width());
            }
            int first = panel * x.width();
            int end = Math.min(x.vectors(), first + x.width());
            for (int v = first; v < end; v++) {
                for (int row = 0; row < rows; row++) {
                    y[yStride * v + yOffset + row] = sums[x.width() * row + v - first];
                }
            }
        }
    }

    private static void fourByTwo(float[] w, int row, int length, float[] x, int from, float[] sums, int to) {
        FloatVector a0 = FloatVector.zero(ByteLanes.FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int i = 0; i < length; i++) {
            FloatVector x0 = load(x, from + 2 * LANES * i);
            FloatVector x1 = load(x, from + 2 * LANES * i + LANES);
            FloatVector weight = everywhere(w[row + i]);
            a0 = weight.fma(x0, a0);
            a1 = weight.fma(x1, a1);
            weight = everywhere(w[row + length + i]);
            b0 = weight.fma(x0, b0);
            b1 = weight.fma(x1, b1);
            weight = everywhere(w[row + 2 * length + i]);
            c0 = weight.fma(x0, c0);
            c1 = weight.fma(x1, c1);
            weight = everywhere(w[row + 3 * length + i]);
            d0 = weight.fma(x0, d0);
            d1 = weight.fma(x1, d1);
        }
        a0.intoArray(sums, to);
        a1.intoArray(sums, to + LANES);
        b0.intoArray(sums, to + 2 * LANES);
        b1.intoArray(sums, to + 3 * LANES);
        c0.intoArray(sums, to + 4 * LANES);
        c1.intoArray(sums, to + 5 * LANES);
        d0.intoArray(sums, to + 6 * LANES);
        d1.intoArray(sums, to + 7 * LANES);
    }

    private static void eightByOne(float[] w, int length, float[] x, int from, float[] sums) {
        FloatVector a = FloatVector.zero(ByteLanes.FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (int i = 0; i < length; i++) {
            FloatVector lanes = load(x, from + LANES * i);
            a = everywhere(w[i]).fma(lanes, a);
            b = everywhere(w[length + i]).fma(lanes, b);
            c = everywhere(w[2 * length + i]).fma(lanes, c);
            d = everywhere(w[3 * length + i]).fma(lanes, d);
            e = everywhere(w[4 * length + i]).fma(lanes, e);
            f = everywhere(w[5 * length + i]).fma(lanes, f);
            g = everywhere(w[6 * length + i]).fma(lanes, g);
            h = everywhere(w[7 * length + i]).fma(lanes, h);
        }
        a.intoArray(sums, 0);
        b.intoArray(sums, LANES);
        c.intoArray(sums, 2 * LANES);
        d.intoArray(sums, 3 * LANES);
        e.intoArray(sums, 4 * LANES);
        f.intoArray(sums, 5 * LANES);
        g.intoArray(sums, 6 * LANES);
        h.intoArray(sums, 7 * LANES);
    }
}
