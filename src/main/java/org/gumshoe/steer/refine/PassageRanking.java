// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.stream.DoubleStream;
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
        DoubleStream.Builder scores = DoubleStream.builder();
        shard.passages()
                .forEach((book, activation, z, words) ->
                        scores.add(scale.apply(scorer.score(book, activation, z, words))));
        return scores.build().toArray();
    }
}
