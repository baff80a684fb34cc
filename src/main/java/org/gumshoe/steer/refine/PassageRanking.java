// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.ShardRanking;

/**
 * Ranking of passages by a scorer.
 *
 * @param scale of its scores over all passages
 */
record PassageRanking(PassageScorer scorer, Scale scale) implements ShardRanking {
    @Override
    public double[] scores(BookShard shard) {
        double[] scores = scorer.scores(shard);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = scale.apply(scores[i]);
        }
        return scores;
    }
}
