// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import org.gumshoe.BadInputException;
import smile.math.blas.LAPACK;
import smile.math.blas.Layout;
import smile.math.blas.UPLO;

/**
 * Solver of linear equations with one symmetric positive definite matrix, which is factored once
 * (Cholesky; LAPACK potrf) and solved for many right-hand sides (potrs).
 */
public final class CholeskySolver {
    private final double[] factor;
    private final int n;

    private CholeskySolver(double[] factor, int n) {
        this.factor = factor;
        this.n = n;
    }

    /**
     * Factors a matrix.
     *
     * @param a n x n, row by row, of which the lower triangle is read; overwritten
     * @throws BadInputException when the matrix is not positive definite
     */
    public static CholeskySolver factor(double[] a, int n) {
        // the lower triangle by rows is the upper one by columns, which LAPACK takes as it lies
        int info = LAPACK.engine.potrf(Layout.COL_MAJOR, UPLO.UPPER, n, a, n);
        if (info != 0) {
            throw new BadInputException("The moments of " + n + " dimensions are not positive definite at dimension "
                    + info + "; check the activations for constant or non-finite dimensions, or raise the ridge.");
        }
        return new CholeskySolver(a, n);
    }

    /**
     * Solves for the columns of b.
     *
     * @param b n x columns, row by row; not changed
     * @return the solution, n x columns, row by row
     */
    public double[] solve(double[] b, int columns) {
        if (columns == 1) {
            return solve(b);
        }
        double[] x = b.clone();
        int info = LAPACK.engine.potrs(Layout.ROW_MAJOR, UPLO.LOWER, n, columns, factor, n, x, columns);
        if (info != 0) {
            throw new IllegalStateException("LAPACK potrs: argument " + -info);
        }
        return x;
    }

    /**
     * Solves for one right-hand side by substitution, L y = b and L'x = y, row by row. LAPACK would turn the
     * whole factor into its own order of columns for each call, which costs ten times as much.
     */
    private double[] solve(double[] b) {
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            int row = i * n;
            // four sums, so that no addition waits for the one before
            double one = 0;
            double two = 0;
            double three = 0;
            double four = 0;
            int j = 0;
            for (; j + 3 < i; j += 4) {
                one += factor[row + j] * x[j];
                two += factor[row + j + 1] * x[j + 1];
                three += factor[row + j + 2] * x[j + 2];
                four += factor[row + j + 3] * x[j + 3];
            }
            for (; j < i; j++) {
                one += factor[row + j] * x[j];
            }
            x[i] = (x[i] - (one + two + three + four)) / factor[row + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            int row = i * n;
            x[i] /= factor[row + i];
            double known = x[i];
            for (int j = 0; j < i; j++) {
                x[j] -= factor[row + j] * known;
            }
        }
        return x;
    }
}
