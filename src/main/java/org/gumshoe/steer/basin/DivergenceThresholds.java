// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.basin;

import org.gumshoe.steer.refine.Refinement;

/**
 * Thresholds of a diagnosis without labels, below which a refinement counts as diverged.
 * docs/experiments/weak-to-strong.md has the runs on noise that calibrated them.
 *
 * @param reliability below it the probe found nothing stable
 * @param deviations the correlation of the model's book scores with the LDA's must be this many
 *     standard errors (1 / sqrt(books)) above zero; below, the cluster is another one than the
 *     LDA's
 * @param agreement of the weak and the strong model's book scores; below it one of the two has
 *     drifted
 */
public record DivergenceThresholds(double reliability, double deviations, double agreement) {
    public static final DivergenceThresholds DEFAULT = new DivergenceThresholds(.6, 2.25, .9);

    /** Returns the least correlation with this many books: .25 with 81. */
    public double correlation(long books) {
        return deviations / Math.sqrt(books);
    }

    /**
     * Returns whether a refinement has diverged.
     *
     * @param agreement NaN when there is no second model, which does not count as divergence
     */
    public boolean diverged(Refinement.Diagnosis diagnosis, double agreement) {
        return !(diagnosis.reliability() >= reliability && diagnosis.correlation() >= correlation(diagnosis.books()))
                || agreement < this.agreement;
    }
}
