// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

/**
 * How much of a book's score the LDA keeps: as much as the model's own scores are unreliable, and
 * less where they are reliable and say something else.
 */
final class AnchorWeight {
    private static final double LEAST = .2;
    private static final double MOST = .9;

    /** Above this reliability the anchor may be released. */
    private static final double SURE = .8;

    private static final double LEAST_RELEASED = .05;

    /**
     * With this correlation of the two scores the LDA keeps its whole say, and it keeps none with
     * the lower one.
     */
    private static final double AGREED = .3;

    private static final double DISAGREED = .2;

    private AnchorWeight() {}

    /**
     * a = sqrt(1 - r), released where the two scores do not agree.
     *
     * @param reliability r, of the model's book scores
     * @param agreed correlation of the model's and the LDA's book scores
     * @return a, in (0, 1)
     */
    static double weight(double reliability, double agreed) {
        double doubt = Math.max(0, 1 - reliability);
        double full = Math.clamp(Math.sqrt(doubt), LEAST, MOST);
        double released = Math.max(LEAST_RELEASED, full * Math.min(1, doubt / (1 - SURE)));
        double kept = Math.clamp((agreed - DISAGREED) / (AGREED - DISAGREED), 0, 1);
        return kept * full + (1 - kept) * released;
    }
}
