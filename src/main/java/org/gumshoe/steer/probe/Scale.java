// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.probe;

import org.gumshoe.BadInputException;

/** Mean and population standard deviation of scores, which standardise them. */
public record Scale(double mean, double deviation) {
    /**
     * Least variance as a share of the squared mean; what is below may be rounding errors of equal
     * scores.
     */
    private static final double LEAST_VARIANCE = 1e-12;

    /**
     * Returns the scale of scores of books.
     *
     * @param what names the scores in an error message, such as "The LDA scores"
     * @throws BadInputException when they do not differ
     */
    public static Scale ofBooks(double n, double sum, double squares, String what) {
        return of(
                n,
                sum,
                squares,
                what + " (%.0f values) are all equal, so they tell no cluster apart; add other books.");
    }

    /** Returns the scale of scores of passages; otherwise as {@link #ofBooks}. */
    public static Scale ofPassages(double n, double sum, double squares, String what) {
        return of(n, sum, squares, what + " of %.0f passages are all equal, so they rank no passage; add other books.");
    }

    private static Scale of(double n, double sum, double squares, String complaint) {
        double mean = sum / n;
        double variance = squares / n - mean * mean;
        if (!(variance > LEAST_VARIANCE * mean * mean) || Double.isInfinite(variance)) {
            throw new BadInputException(complaint.formatted(n));
        }
        return new Scale(mean, Math.sqrt(variance));
    }

    /** Returns a score in standard deviations from the mean. */
    public double apply(double value) {
        return (value - mean) / deviation;
    }
}
