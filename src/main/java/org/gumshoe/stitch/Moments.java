// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import java.util.List;
import org.gumshoe.BadInputException;

/**
 * Moments of pairs (x, y), all that a linear map from x to y needs: the number of pairs, the sums
 * of x and y, X'X, X'Y, and the sum of squares of each component of y. x has {@code weakWidth}
 * components, the weak model's layer; y has {@code strongWidth}, the strong model's layers one
 * after the other. With {@code strongWidth} 0 they are the moments of x alone. Moments merge and
 * retract, and the order of pairs does not matter. Not thread-safe.
 */
public final class Moments {
    private final MomentSums sums;

    /**
     * Creates the moments of no pairs.
     *
     * @throws BadInputException when there is no weak dimension, or no room
     */
    public Moments(int weakWidth, int strongWidth) {
        this(new MomentSums(weakWidth, strongWidth));
    }

    private Moments(MomentSums sums) {
        this.sums = sums;
    }

    /**
     * Checks that several moments can be held at a time.
     *
     * @throws BadInputException when there is no weak dimension, or no room: a matrix is larger than an
     *     array can be, or all take more than three quarters of the memory
     */
    public static void requireRoom(int copies, int weakWidth, int strongWidth) {
        MomentSums.requireRoom(copies, weakWidth, strongWidth);
    }

    /**
     * Adds a pair.
     *
     * @throws BadInputException when a width differs or a component is not finite; nothing is added
     *     then
     */
    public void add(float[] x, float[] y) {
        sums.fold(x, y, 1);
    }

    /** Removes a pair that was added before. */
    public void remove(float[] x, float[] y) {
        sums.fold(x, y, -1);
    }

    /** Adds a block of pairs by two matrix products, which is much faster than one by one. */
    public void addAll(float[][] x, float[][] y) {
        sums.fold(x, y, 1);
    }

    /** Removes a block of pairs that were added before. */
    public void removeAll(float[][] x, float[][] y) {
        sums.fold(x, y, -1);
    }

    /** Adds the moments of other pairs. */
    public void merge(Moments other) {
        sums.combine(other.sums, 1);
    }

    /** Removes all pairs that {@code other} holds, for instance to leave a part of the data out. */
    public void subtract(Moments other) {
        sums.combine(other.sums, -1);
    }

    public Moments copy() {
        Moments m = new Moments(sums.weakWidth, sums.strongWidth);
        m.merge(this);
        return m;
    }

    /** Returns the number of pairs. */
    public long n() {
        return sums.n;
    }

    public int weakWidth() {
        return sums.weakWidth;
    }

    public int strongWidth() {
        return sums.strongWidth;
    }

    public double[] meanX() {
        return mean(sums.sumX, 0, sums.weakWidth);
    }

    public double[] meanY(int from, int width) {
        return mean(sums.sumY, from, width);
    }

    /**
     * Returns the population standard deviation of each strong component in [from, from + width).
     */
    public double[] standardDeviationY(int from, int width) {
        double[] sd = new double[width];
        for (int j = 0; j < width; j++) {
            sd[j] = Math.sqrt(scatterY(from + j) / sums.n);
        }
        return sd;
    }

    /** Returns the population standard deviation of each weak component. */
    public double[] standardDeviationX() {
        double[] sd = new double[sums.weakWidth];
        for (int i = 0; i < sums.weakWidth; i++) {
            sd[i] = Math.sqrt(
                    Math.max(0, sums.xx[i * sums.weakWidth + i] - sums.sumX[i] * sums.sumX[i] / sums.n) / sums.n);
        }
        return sd;
    }

    /** Returns the sum of squared distances of strong component j from its mean. */
    double scatterY(int j) {
        return Math.max(0, sums.sumYy[j] - sums.sumY[j] * sums.sumY[j] / sums.n);
    }

    /** Returns X'X about the mean of x: weakWidth x weakWidth, row by row. */
    public double[] scatterX() {
        double[] c = sums.xx.clone();
        for (int i = 0; i < sums.weakWidth; i++) {
            for (int j = 0; j < sums.weakWidth; j++) {
                c[i * sums.weakWidth + j] -= sums.sumX[i] * sums.sumX[j] / sums.n;
            }
        }
        return c;
    }

    /** Returns X'Y about both means: weakWidth x strongWidth, row by row. */
    double[] scatterXy() {
        double[] c = sums.xy.clone();
        for (int i = 0; i < sums.weakWidth; i++) {
            for (int j = 0; j < sums.strongWidth; j++) {
                c[i * sums.strongWidth + j] -= sums.sumX[i] * sums.sumY[j] / sums.n;
            }
        }
        return c;
    }

    /**
     * Returns the moments as small rows for a state store. Row 0 is n, sum of x, sum of y, sum of
     * squares of y; row i + 1 is row i of X'X and of X'Y.
     */
    public List<double[]> toRows() {
        return MomentRows.of(sums);
    }

    /**
     * Restores moments.
     *
     * @throws BadInputException when {@link #toRows()} did not make the rows
     */
    public static Moments ofRows(List<double[]> rows) {
        return new Moments(MomentRows.sums(rows));
    }

    /** Adds the sum of each component of x. */
    public void addSumX(double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += sums.sumX[i];
        }
    }

    /** Adds a row of X'X up to its diagonal. */
    public void addRowX(int row, double[] to) {
        int at = row * sums.weakWidth;
        for (int j = 0; j <= row; j++) {
            to[j] += sums.xx[at + j];
        }
    }

    /**
     * Returns rows of the moments of x alone, as numbers that add up over places: row 0 is n and the sum of
     * x, row i + 1 is row i of X'X from its diagonal on.
     *
     * @param to row after the last
     */
    public double[] triangle(int from, int to) {
        return MomentRows.triangle(sums, from, to);
    }

    /** Adds what {@link #triangle} returns from a row on. */
    public void addTriangle(int from, int to, double[] numbers) {
        MomentRows.addTriangle(sums, from, to, numbers);
    }

    private double[] mean(double[] sum, int from, int width) {
        double[] m = new double[width];
        for (int i = 0; i < width; i++) {
            m[i] = sum[from + i] / sums.n;
        }
        return m;
    }
}
