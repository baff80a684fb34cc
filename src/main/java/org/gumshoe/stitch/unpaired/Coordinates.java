// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch.unpaired;

import java.util.Arrays;
import org.gumshoe.BadInputException;
import smile.math.matrix.Matrix;

/**
 * Coordinates of one model's activations in which two models of different widths can be compared: each
 * dimension is standardised, the principal components with the largest variance are kept, and each
 * passage is scaled to length 1.
 *
 * @param points [passage][component]
 */
record Coordinates(double[][] points) {
    /**
     * Returns the coordinates of activations.
     *
     * @param rows [passage][dimension]
     * @param components at most the number of passages less one and the width
     * @throws BadInputException with fewer passages than components
     */
    static Coordinates of(float[][] rows, int components) {
        if (components < 1 || components >= rows.length || components > rows[0].length) {
            throw new BadInputException(rows.length + " passages of " + rows[0].length + " dimensions have no "
                    + components + " principal components; read more passages.");
        }
        double[][] x = standardised(rows);
        Matrix.SVD svd = Matrix.of(x).svd(true, true);
        double[][] points = new double[x.length][components];
        for (int i = 0; i < x.length; i++) {
            for (int c = 0; c < components; c++) {
                points[i][c] = svd.U.get(i, c) * svd.s[c];
            }
        }
        return new Coordinates(onSphere(points));
    }

    /** Returns rows whose columns have mean 0 and standard deviation 1; constant columns are 0. */
    static double[][] standardised(float[][] rows) {
        int n = rows.length;
        int width = rows[0].length;
        double[][] x = new double[n][width];
        for (int d = 0; d < width; d++) {
            double mean = 0;
            for (float[] row : rows) {
                mean += (double) row[d] / n;
            }
            double variance = 0;
            for (float[] row : rows) {
                variance += (row[d] - mean) * (row[d] - mean) / n;
            }
            for (int i = 0; i < n; i++) {
                x[i][d] = variance > 0 ? (rows[i][d] - mean) / Math.sqrt(variance) : 0;
            }
        }
        return x;
    }

    static double[][] onSphere(double[][] rows) {
        return Arrays.stream(rows)
                .map(row -> {
                    double norm = Math.max(1e-12, Math.sqrt(dot(row, row)));
                    return Arrays.stream(row).map(v -> v / norm).toArray();
                })
                .toArray(double[][]::new);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
