// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.List;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.shards.Shards;

/**
 * Statistics, over all books, of their scores by a probe and by two more that are fitted on disjoint
 * halves of the books.
 */
record ProbeScores(PairSums withAnchor, PairSums halves) {
    private static final int FEWEST = 3;

    /**
     * @param halves two probes, or none
     */
    static ProbeScores of(Shards shards, CrossFittedProbe probe, List<CrossFittedProbe> halves, BookAnchor anchor) {
        double[] sums =
                shards.ask(new BookQuestion.ScoreSums(probe, halves, anchor)).sums();
        return new ProbeScores(PairSums.at(sums, 0), PairSums.at(sums, PairSums.LENGTH));
    }

    Scale scale() {
        return Scale.ofBooks(withAnchor.n(), withAnchor.x(), withAnchor.xx(), "The model's scores");
    }

    /** Returns the correlation of the probe's scores with the anchor. */
    double correlation() {
        return withAnchor.correlation();
    }

    /**
     * Returns the correlation of the scores by the two halves' probes; 0 with fewer than three books
     * that both score.
     */
    double reliability() {
        double r = halves.correlation();
        return halves.n() < FEWEST || Double.isNaN(r) ? 0 : r;
    }
}
