// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

/**
 * Lower Cholesky factor L whose rows lie one after the other, up to the diagonal. It solves by substitution, L y =
 * b and L'x = y, row by row: LAPACK would turn the whole factor into its own order of columns for each call,
 * which costs ten times as much.
 */
public final class PackedCholesky {
    private final double[] rows;
    private final int n;

    private PackedCholesky(double[] rows, int n) {
        this.rows = rows;
        this.n = n;
    }

    /** @param factor n x n, row by row, of which the lower triangle is read */
    static PackedCholesky of(double[] factor, int n) {
        double[] rows = new double[start(n)];
        for (int i = 0; i < n; i++) {
            System.arraycopy(factor, i * n, rows, start(i), i + 1);
        }
        return new PackedCholesky(rows, n);
    }

    private static int start(int row) {
        return row * (row + 1) / 2;
    }

    /** Solves for one right-hand side, which is not changed. */
    public double[] solve(double[] b) {
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            int row = start(i);
            // four sums, so that no addition waits for the one before
            double one = 0;
            double two = 0;
            double three = 0;
            double four = 0;
            int j = 0;
            for (; j + 3 < i; j += 4) {
                one += rows[row + j] * x[j];
                two += rows[row + j + 1] * x[j + 1];
                three += rows[row + j + 2] * x[j + 2];
                four += rows[row + j + 3] * x[j + 3];
            }
            for (; j < i; j++) {
                one += rows[row + j] * x[j];
            }
            x[i] = (x[i] - (one + two + three + four)) / rows[row + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            int row = start(i);
            x[i] /= rows[row + i];
            double known = x[i];
            for (int j = 0; j < i; j++) {
                x[j] -= rows[row + j] * known;
            }
        }
        return x;
    }
}
