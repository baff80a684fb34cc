// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gumshoe.steer.shards.BookShard;

/**
 * Rules by which a refined concept ranks books and their passages, wherever they lie.
 *
 * @param labels responsibilities of the books
 */
public record BookRules(TrainingLabels.Ranked labels, PassageScorer scorer) {
    /** Scores of a book: its responsibility, and its anchored score. */
    public record BookScores(double responsibility, double anchored) {}

    /** Returns the scores of the books of a shard by their ids, in the shard's order. */
    public Map<String, BookScores> on(BookShard shard) {
        double[] r = labels.of(shard);
        double[] anchored = shard.scores(labels.ranking());
        Map<String, BookScores> scores = new LinkedHashMap<>();
        for (int i = 0; i < r.length; i++) {
            scores.put(shard.books().get(i).book(), new BookScores(r[i], anchored[i]));
        }
        return scores;
    }

    /** Returns the scores of the passages of a shard, in their order. */
    public double[] ofPassages(BookShard shard) {
        return scorer.scores(shard);
    }
}
