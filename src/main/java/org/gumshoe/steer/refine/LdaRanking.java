// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.ShardRanking;

/**
 * Ranking, by the LDA alone, of all books that either model has read.
 *
 * @param scale of the logarithms of their mean scores
 */
record LdaRanking(Scale scale) implements ShardRanking {
    @Override
    public double[] scores(BookShard shard) {
        return shard.surroundings().ldaScores().values().stream()
                .mapToDouble(score -> scale.apply(Responsibilities.logScore(score)))
                .toArray();
    }
}
