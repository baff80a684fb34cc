// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Products of a few f32 rows of weights with any number of f32 vectors. */
final class DenseRows {
    /** Rows of weights that are multiplied together; with two vectors they fill 14 registers. */
    static final int ROWS = 4;

    private DenseRows() {}

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(ByteLanes.FLOATS, x, at);
    }

    private static float sum(FloatVector x) {
        return x.reduceLanes(VectorOperators.ADD);
    }

    static float dot(float[] w, int at, float[] x, int from, int count) {
        FloatVector sum = FloatVector.zero(ByteLanes.FLOATS);
        int i = 0;
        for (; i <= count - ByteLanes.LANES; i += ByteLanes.LANES) {
            sum = load(w, at + i).fma(load(x, from + i), sum);
        }
        return sum(sum) + tail(w, at, x, from, i, count);
    }

    private static float tail(float[] w, int at, float[] x, int from, int first, int count) {
        float tail = 0;
        for (int i = first; i < count; i++) {
            tail += w[at + i] * x[from + i];
        }
        return tail;
    }

    /**
     * Writes the products of rows and vectors: y[yStride v + yOffset + r] = w_r . x_v.
     *
     * @param w {@link #ROWS} rows of {@code columns} numbers
     * @param rows rows whose products are wanted, from the first
     * @param x {@code vectors} vectors of {@code columns} numbers
     */
    static void multiply(
            float[] w, int columns, int rows, float[] x, int vectors, float[] y, int yOffset, int yStride) {
        float[] products = new float[2 * ROWS];
        for (int v = 0; v < vectors; v += 2) {
            boolean both = v + 1 < vectors;
            fourByTwo(w, columns, x, v * columns, both ? (v + 1) * columns : v * columns, products);
            System.arraycopy(products, 0, y, v * yStride + yOffset, rows);
            if (both) {
                System.arraycopy(products, ROWS, y, (v + 1) * yStride + yOffset, rows);
            }
        }
    }

    private static void fourByTwo(float[] w, int columns, float[] x, int first, int second, float[] products) {
        FloatVector a0 = FloatVector.zero(ByteLanes.FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        int i = 0;
        for (; i <= columns - ByteLanes.LANES; i += ByteLanes.LANES) {
            FloatVector a = load(x, first + i);
            FloatVector b = load(x, second + i);
            FloatVector w0 = load(w, i);
            FloatVector w1 = load(w, columns + i);
            FloatVector w2 = load(w, 2 * columns + i);
            FloatVector w3 = load(w, 3 * columns + i);
            a0 = w0.fma(a, a0);
            b0 = w0.fma(b, b0);
            a1 = w1.fma(a, a1);
            b1 = w1.fma(b, b1);
            a2 = w2.fma(a, a2);
            b2 = w2.fma(b, b2);
            a3 = w3.fma(a, a3);
            b3 = w3.fma(b, b3);
        }
        products[0] = sum(a0) + tail(w, 0, x, first, i, columns);
        products[1] = sum(a1) + tail(w, columns, x, first, i, columns);
        products[2] = sum(a2) + tail(w, 2 * columns, x, first, i, columns);
        products[3] = sum(a3) + tail(w, 3 * columns, x, first, i, columns);
        products[4] = sum(b0) + tail(w, 0, x, second, i, columns);
        products[5] = sum(b1) + tail(w, columns, x, second, i, columns);
        products[6] = sum(b2) + tail(w, 2 * columns, x, second, i, columns);
        products[7] = sum(b3) + tail(w, 3 * columns, x, second, i, columns);
    }
}
