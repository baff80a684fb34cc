// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

/**
 * Weight of the LDA in a book's score (the anchor): large where the model's own scores are
 * unreliable, and smaller where they are reliable and disagree with the LDA.
 */
final class AnchorWeight {
    private static final double LEAST = .2;
    private static final double MOST = .9;

    /** Reliability above which the anchor may be released. */
    private static final double RELIABLE = .8;

    private static final double LEAST_RELEASED = .05;

    /** Correlation of the two book scores from which on the LDA keeps its full weight. */
    private static final double AGREED = .3;

    /** Correlation at which the anchor is fully released. */
    private static final double DISAGREED = .2;

    private AnchorWeight() {}

    /**
     * Returns a = sqrt(1 - reliability), released where the two scores disagree.
     *
     * @param reliability of the model's book scores
     * @param agreement correlation of the model's and the LDA's book scores
     * @return a, in (0, 1)
     */
    static double weight(double reliability, double agreement) {
        double unreliability = Math.max(0, 1 - reliability);
        double full = Math.clamp(Math.sqrt(unreliability), LEAST, MOST);
        double released = Math.max(LEAST_RELEASED, full * Math.min(1, unreliability / (1 - RELIABLE)));
        double held = Math.clamp((agreement - DISAGREED) / (AGREED - DISAGREED), 0, 1);
        return held * full + (1 - held) * released;
    }
}
