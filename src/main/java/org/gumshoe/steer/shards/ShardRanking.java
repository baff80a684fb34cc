// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

/** Ranking of what lies in shards, books or passages, by scores that are standardised over all. */
@FunctionalInterface
public interface ShardRanking {
    /** Returns the scores in a shard, in the shard's order, as an array of their own. */
    double[] scores(BookShard shard);
}
