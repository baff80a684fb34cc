// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

/**
 * What a refinement must show, without labels, to be believed; docs/experiments/weak-to-strong.md has the noise runs that they were calibrated on.
 *
 * @param reliability below it nothing stable was found
 * @param correlation of the model's book scores with the LDA's: below it, it is another cluster
 * @param agreement of the weak and the strong model's book scores: below it one of the two has drifted
 */
public record Limits(double reliability, double correlation, double agreement) {
    public static final Limits DEFAULT = new Limits(.6, .25, .9);

    /** @param agreement NaN when there is no second model, which is no reason for doubt */
    public boolean diverged(Refinement.Diagnosis diagnosis, double agreement) {
        return !(diagnosis.reliability() >= reliability && diagnosis.correlation() >= correlation)
                || agreement < this.agreement;
    }
}
