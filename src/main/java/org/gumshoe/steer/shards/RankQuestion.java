// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.Arrays;

/** Question about the ranks of scores, from which {@link QuantileSearch} finds quantiles. */
public sealed interface RankQuestion extends Question {
    /**
     * Numbers of scores below the first edge, from each edge to the next, and from the last edge on.
     *
     * @param edges ascending
     */
    record Histogram(ShardRanking ranking, double[] edges) implements RankQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] counts = new double[edges.length + 1];
            for (double score : shard.scores(ranking)) {
                int at = Arrays.binarySearch(edges, score);
                counts[at < 0 ? -at - 1 : at + 1]++;
            }
            return Answer.ofSums(counts);
        }
    }

    /**
     * Scores that lie in one of these ranges.
     *
     * @param from of each range, inclusive
     * @param to of each range, exclusive
     */
    record Within(ShardRanking ranking, double[] from, double[] to) implements RankQuestion {
        @Override
        public Answer on(BookShard shard) {
            return Answer.ofValues(
                    Arrays.stream(shard.scores(ranking)).filter(this::isWithin).toArray());
        }

        private boolean isWithin(double score) {
            for (int i = 0; i < from.length; i++) {
                if (from[i] <= score && score < to[i]) {
                    return true;
                }
            }
            return false;
        }
    }
}
