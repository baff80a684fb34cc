// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import static smile.math.blas.Layout.ROW_MAJOR;
import static smile.math.blas.Transpose.NO_TRANSPOSE;
import static smile.math.blas.Transpose.TRANSPOSE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.BadInputException;
import smile.math.blas.BLAS;

/**
 * Moments of pairs (x, y), all that a linear map from x to y needs: the number of pairs, the sums
 * of x and y, X'X, X'Y, and the sum of squares of each component of y. x has {@code weakWidth}
 * components, the weak model's layer; y has {@code strongWidth}, the strong model's layers one
 * after the other. With {@code strongWidth} 0 they are the moments of x alone. Moments merge and
 * retract, and the order of pairs does not matter. Not thread-safe.
 */
public final class Moments {
    private final int weakWidth;
    private final int strongWidth;
    private long n;
    private final double[] sumX;
    private final double[] sumY;
    private final double[] sumYy;
    private final double[] xx;
    private final double[] xy;

    public Moments(int weakWidth, int strongWidth) {
        if (weakWidth < 1 || strongWidth < 0 || (long) weakWidth * strongWidth > Integer.MAX_VALUE - 8) {
            throw new BadInputException("Moments of " + weakWidth + " weak and " + strongWidth
                    + " strong dimensions do not fit into memory; stitch fewer layers at once.");
        }
        this.weakWidth = weakWidth;
        this.strongWidth = strongWidth;
        sumX = new double[weakWidth];
        sumY = new double[strongWidth];
        sumYy = new double[strongWidth];
        xx = new double[weakWidth * weakWidth];
        xy = new double[weakWidth * strongWidth];
    }

    /**
     * Adds a pair.
     *
     * @throws BadInputException when a width differs or a component is not finite; nothing is added
     *     then
     */
    public void add(float[] x, float[] y) {
        MomentRows.check(x, y, weakWidth, strongWidth);
        fold(x, y, 1);
    }

    /** Removes a pair that was added before. */
    public void remove(float[] x, float[] y) {
        MomentRows.check(x, y, weakWidth, strongWidth);
        fold(x, y, -1);
    }

    /** Adds a block of pairs by two matrix products, which is much faster than one by one. */
    public void addAll(float[][] x, float[][] y) {
        fold(x, y, 1);
    }

    /** Removes a block of pairs that were added before. */
    public void removeAll(float[][] x, float[][] y) {
        fold(x, y, -1);
    }

    /** Adds the moments of other pairs. */
    public void merge(Moments other) {
        combine(other, 1);
    }

    /** Removes all pairs that {@code other} holds, for instance to leave a part of the data out. */
    public void subtract(Moments other) {
        combine(other, -1);
    }

    public Moments copy() {
        Moments m = new Moments(weakWidth, strongWidth);
        m.merge(this);
        return m;
    }

    /** Returns the number of pairs. */
    public long n() {
        return n;
    }

    public int weakWidth() {
        return weakWidth;
    }

    public int strongWidth() {
        return strongWidth;
    }

    public double[] meanX() {
        return mean(sumX, 0, weakWidth);
    }

    public double[] meanY(int from, int width) {
        return mean(sumY, from, width);
    }

    /**
     * Returns the population standard deviation of each strong component in [from, from + width).
     */
    public double[] standardDeviationY(int from, int width) {
        double[] sd = new double[width];
        for (int j = 0; j < width; j++) {
            sd[j] = Math.sqrt(scatterY(from + j) / n);
        }
        return sd;
    }

    /** Returns the population standard deviation of each weak component. */
    public double[] standardDeviationX() {
        double[] sd = new double[weakWidth];
        for (int i = 0; i < weakWidth; i++) {
            sd[i] = Math.sqrt(Math.max(0, xx[i * weakWidth + i] - sumX[i] * sumX[i] / n) / n);
        }
        return sd;
    }

    /** Returns the sum of squared distances of strong component j from its mean. */
    double scatterY(int j) {
        return Math.max(0, sumYy[j] - sumY[j] * sumY[j] / n);
    }

    /** Returns X'X about the mean of x: weakWidth x weakWidth, row by row. */
    public double[] scatterX() {
        double[] c = xx.clone();
        for (int i = 0; i < weakWidth; i++) {
            for (int j = 0; j < weakWidth; j++) {
                c[i * weakWidth + j] -= sumX[i] * sumX[j] / n;
            }
        }
        return c;
    }

    /** Returns X'Y about both means: weakWidth x strongWidth, row by row. */
    double[] scatterXy() {
        double[] c = xy.clone();
        for (int i = 0; i < weakWidth; i++) {
            for (int j = 0; j < strongWidth; j++) {
                c[i * strongWidth + j] -= sumX[i] * sumY[j] / n;
            }
        }
        return c;
    }

    /**
     * Returns the moments as small rows for a state store. Row 0 is n, sum of x, sum of y, sum of
     * squares of y; row i + 1 is row i of X'X and of X'Y.
     */
    public List<double[]> toRows() {
        List<double[]> rows = new ArrayList<>(weakWidth + 1);
        rows.add(MomentRows.join(new double[] {n}, sumX, sumY, sumYy));
        for (int i = 0; i < weakWidth; i++) {
            rows.add(MomentRows.join(MomentRows.row(xx, i, weakWidth), MomentRows.row(xy, i, strongWidth)));
        }
        return rows;
    }

    /**
     * Restores moments.
     *
     * @throws BadInputException when {@link #toRows()} did not make the rows
     */
    public static Moments ofRows(List<double[]> rows) {
        int weak = rows.size() - 1;
        int strong = MomentRows.strongWidth(rows);
        Moments m = new Moments(weak, strong);
        double[] head = rows.getFirst();
        m.n = (long) head[0];
        System.arraycopy(head, 1, m.sumX, 0, weak);
        System.arraycopy(head, 1 + weak, m.sumY, 0, strong);
        System.arraycopy(head, 1 + weak + strong, m.sumYy, 0, strong);
        for (int i = 0; i < weak; i++) {
            System.arraycopy(rows.get(i + 1), 0, m.xx, i * weak, weak);
            System.arraycopy(rows.get(i + 1), weak, m.xy, i * strong, strong);
        }
        return m;
    }

    private void fold(float[] x, float[] y, int sign) {
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

    private void fold(float[][] x, float[][] y, int sign) {
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

    private void combine(Moments o, int sign) {
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

    private double[] mean(double[] sum, int from, int width) {
        double[] m = new double[width];
        for (int i = 0; i < width; i++) {
            m[i] = sum[from + i] / n;
        }
        return m;
    }

    private static void add(double[] to, double[] from, int sign) {
        for (int i = 0; i < to.length; i++) {
            to[i] += sign * from[i];
        }
    }
}
