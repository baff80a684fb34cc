// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.probe;

/** Sums over pairs of numbers (x, y), from which their scales and their correlation follow. */
public record PairSums(double n, double x, double y, double xx, double yy, double xy) {
    /** Number of sums. */
    public static final int LENGTH = 6;

    /** Adds a pair to the sums that begin at an index. */
    public static void add(double[] sums, int at, double x, double y) {
        sums[at]++;
        sums[at + 1] += x;
        sums[at + 2] += y;
        sums[at + 3] += x * x;
        sums[at + 4] += y * y;
        sums[at + 5] += x * y;
    }

    /** Reads the sums that begin at an index. */
    public static PairSums at(double[] sums, int at) {
        return new PairSums(sums[at], sums[at + 1], sums[at + 2], sums[at + 3], sums[at + 4], sums[at + 5]);
    }

    /** Returns Pearson's correlation; NaN when one of the two does not vary. */
    public double correlation() {
        return (n * xy - x * y) / Math.sqrt(Math.max(0, n * xx - x * x) * Math.max(0, n * yy - y * y));
    }
}
