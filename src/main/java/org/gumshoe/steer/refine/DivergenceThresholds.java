// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

/**
 * What a refinement must show, without labels, to be believed; docs/experiments/weak-to-strong.md
 * has the noise runs that they were calibrated on.
 *
 * @param reliability below it nothing stable was found
 * @param deviations the correlation of the model's book scores with the LDA's must be so many
 *     standard errors (1 / sqrt(books)) above zero: below, it is another cluster than the one that
 *     was pointed at
 * @param agreement of the weak and the strong model's book scores: below it one of the two has
 *     drifted
 */
public record DivergenceThresholds(double reliability, double deviations, double agreement) {
    public static final DivergenceThresholds DEFAULT = new DivergenceThresholds(.6, 2.25, .9);

    /** The least correlation with so many books: .25 with 81. */
    public double correlation(long books) {
        return deviations / Math.sqrt(books);
    }

    /** @param agreement NaN when there is no second model, which is no reason for doubt */
    public boolean diverged(Refinement.Diagnosis diagnosis, double agreement) {
        return !(diagnosis.reliability() >= reliability && diagnosis.correlation() >= correlation(diagnosis.books()))
                || agreement < this.agreement;
    }
}
