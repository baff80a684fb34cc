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
            return packed().solve(b);
        }
        double[] x = b.clone();
        int info = LAPACK.engine.potrs(Layout.ROW_MAJOR, UPLO.LOWER, n, columns, factor, n, x, columns);
        if (info != 0) {
            throw new IllegalStateException("LAPACK potrs: argument " + -info);
        }
        return x;
    }

    /** Returns the factor as it is read fastest for one right-hand side after the other, at half the size. */
    public PackedCholesky packed() {
        return PackedCholesky.of(factor, n);
    }
}
