// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.ShardRanking;

/**
 * Ranking of books by (1 - a) b + a l: a probe's standardised scores b, anchored in l.
 *
 * @param scale of the probe's scores over all books
 * @param weight a of the anchor, in [0, 1]
 */
record BookRanking(CrossFittedProbe probe, Scale scale, BookAnchor anchor, double weight) implements ShardRanking {
    @Override
    public double[] scores(BookShard shard) {
        double[] scores = probeScores(shard);
        double[] anchors = shard.scores(anchor);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (1 - weight) * scores[i] + weight * anchors[i];
        }
        return scores;
    }

    /** Returns b of each book of a shard. */
    double[] probeScores(BookShard shard) {
        double[] scores = shard.scores(probe).clone();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = scale.apply(scores[i]);
        }
        return scores;
    }
}
