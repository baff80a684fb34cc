// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import static smile.math.blas.Layout.ROW_MAJOR;
import static smile.math.blas.Transpose.NO_TRANSPOSE;
import static smile.math.blas.Transpose.TRANSPOSE;

import java.util.Arrays;
import java.util.List;
import org.gumshoe.BadInputException;
import smile.math.blas.BLAS;

/**
 * Sums over pairs (x, y) that {@link Moments} are computed from: how pairs are added and removed,
 * one by one, in blocks, and from other sums. Matrices lie row by row. Not thread-safe.
 */
final class MomentSums {
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    final int weakWidth;
    final int strongWidth;
    long n;

    /** Sum of x, [weakWidth]. */
    final double[] sumX;

    /** Sum of y, [strongWidth]. */
    final double[] sumY;

    /** Sum of the squares of each component of y, [strongWidth]. */
    final double[] sumYy;

    /** X'X, weakWidth x weakWidth. */
    final double[] xx;

    /** X'Y, weakWidth x strongWidth. */
    final double[] xy;

    /**
     * Creates the sums of no pairs.
     *
     * @throws BadInputException when there is no weak dimension, or no room
     */
    MomentSums(int weakWidth, int strongWidth) {
        requireRoom(1, weakWidth, strongWidth);
        this.weakWidth = weakWidth;
        this.strongWidth = strongWidth;
        sumX = new double[weakWidth];
        sumY = new double[strongWidth];
        sumYy = new double[strongWidth];
        xx = new double[weakWidth * weakWidth];
        xy = new double[weakWidth * strongWidth];
    }

    /**
     * Refuses moments for which there is no room. Widths come from records, and the native product does
     * not look how long the array is that it writes to.
     */
    static void requireRoom(int copies, int weakWidth, int strongWidth) {
        long longest = (long) weakWidth * Math.max(weakWidth, strongWidth);
        long bytes = copies * (long) Double.BYTES * weakWidth * ((long) weakWidth + strongWidth);
        long room = Runtime.getRuntime().maxMemory() / 4 * 3;
        if (weakWidth < 1 || strongWidth < 0 || longest > LONGEST_ARRAY || bytes > room) {
            throw new BadInputException(
                    ("Moments of %d weak and %d strong dimensions do not fit into memory (%d MB of %d);"
                                    + " read fewer layers at once, or give more memory (-Xmx).")
                            .formatted(weakWidth, strongWidth, bytes >> 20, room >> 20));
        }
    }

    /**
     * Adds or removes a pair.
     *
     * @param sign 1 adds the pair, -1 removes it
     * @throws BadInputException when a width differs or a component is not finite; nothing is added
     *     then
     */
    void fold(float[] x, float[] y, int sign) {
        MomentRows.check(x, y, weakWidth, strongWidth);
        n += sign;
        for (int i = 0; i < weakWidth; i++) {
            double xi = sign * (double) x[i];
            sumX[i] += xi;
            int row = i * weakWidth;
            for (int j = 0; j < weakWidth; j++) {
                xx[row + j] += xi * x[j];
            }
            row = i * strongWidth;
            for (int j = 0; j < strongWidth; j++) {
                xy[row + j] += xi * y[j];
            }
        }
        for (int j = 0; j < strongWidth; j++) {
            sumY[j] += sign * (double) y[j];
            sumYy[j] += sign * (double) y[j] * y[j];
        }
        clearRoundingErrorsWhenEmpty();
    }

    /**
     * Adds or removes a block of pairs by two matrix products.
     *
     * @param x [pair][weakWidth]
     * @param y [pair][strongWidth]
     * @param sign 1 adds the pairs, -1 removes them
     * @throws BadInputException when the numbers of rows or a width differ, or a component is not
     *     finite; nothing is added then
     */
    void fold(float[][] x, float[][] y, int sign) {
        if (x.length != y.length) {
            throw new BadInputException("A block pairs " + x.length + " weak with " + y.length
                    + " strong activations; pass as many of one as of the other.");
        }
        if (x.length == 0) {
            return;
        }
        for (int p = 0; p < x.length; p++) {
            MomentRows.check(x[p], y[p], weakWidth, strongWidth);
        }
        double[] bx = MomentRows.flat(x, weakWidth);
        double[] by = MomentRows.flat(y, strongWidth);
        n += (long) sign * x.length;
        for (int p = 0; p < x.length; p++) {
            for (int i = 0; i < weakWidth; i++) {
                sumX[i] += sign * bx[p * weakWidth + i];
            }
            for (int j = 0; j < strongWidth; j++) {
                double v = by[p * strongWidth + j];
                sumY[j] += sign * v;
                sumYy[j] += sign * v * v;
            }
        }
        addProduct(bx, weakWidth, xx, x.length, sign, bx);
        if (strongWidth > 0) {
            addProduct(by, strongWidth, xy, x.length, sign, bx);
        }
        clearRoundingErrorsWhenEmpty();
    }

    private void addProduct(double[] right, int columns, double[] into, int rows, int sign, double[] left) {
        BLAS.engine.gemm(
                ROW_MAJOR,
                TRANSPOSE,
                NO_TRANSPOSE,
                weakWidth,
                columns,
                rows,
                sign,
                left,
                weakWidth,
                right,
                columns,
                1,
                into,
                columns);
    }

    /**
     * Adds or removes all pairs of other sums.
     *
     * @param sign 1 adds the pairs, -1 removes them
     * @throws BadInputException when a width differs
     */
    void combine(MomentSums o, int sign) {
        if (o.weakWidth != weakWidth || o.strongWidth != strongWidth) {
            throw new BadInputException(
                    "Moments of " + o.weakWidth + " x " + o.strongWidth + " dimensions cannot be merged with those of "
                            + weakWidth + " x " + strongWidth + "; they come from different models or layers.");
        }
        n += sign * o.n;
        add(sumX, o.sumX, sign);
        add(sumY, o.sumY, sign);
        add(sumYy, o.sumYy, sign);
        add(xx, o.xx, sign);
        add(xy, o.xy, sign);
        clearRoundingErrorsWhenEmpty();
    }

    private void clearRoundingErrorsWhenEmpty() {
        if (n == 0) {
            for (double[] sums : List.of(sumX, sumY, sumYy, xx, xy)) {
                Arrays.fill(sums, 0);
            }
        }
    }

    private static void add(double[] to, double[] from, int sign) {
        for (int i = 0; i < to.length; i++) {
            to[i] += sign * from[i];
        }
    }
}
