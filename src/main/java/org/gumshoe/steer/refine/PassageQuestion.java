// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Map;
import java.util.function.ToIntFunction;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.probe.RegressionTarget;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.Question;

/** Question about single passages. */
sealed interface PassageQuestion extends Question {
    /**
     * Pairs of a passage's score by a probe and its word score, of the former and the LDA's concept
     * score, and of the latter two.
     */
    record ScoreSums(CrossFittedProbe probe) implements PassageQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[3 * PairSums.LENGTH];
            shard.passages().forEach((book, activation, z, words) -> {
                double score = probe.score(book, activation);
                PairSums.add(sums, 0, score, words);
                PairSums.add(sums, PairSums.LENGTH, score, z);
                PairSums.add(sums, 2 * PairSums.LENGTH, words, z);
            });
            return Answer.ofSums(sums);
        }
    }

    /**
     * Regression target of the mean of a passage's own responsibility and its book's.
     *
     * @param thresholds of the ranking
     * @param labels responsibilities of the books
     */
    record LabelTarget(
            PassageRanking ranking, double[] thresholds, TrainingLabels labels, ToIntFunction<String> group, int width)
            implements PassageQuestion {
        @Override
        public Answer on(BookShard shard) {
            Map<String, Double> ofBooks = labels.byBook(shard);
            double[] scores = shard.scores(ranking);
            RegressionTarget target = RegressionTarget.empty(width);
            shard.passages().forEach(new BookShard.PassageVisitor() {
                private int next;

                @Override
                public void see(String book, float[] activation, double z, double words) {
                    double own = Responsibilities.of(scores[next++], thresholds);
                    target.add(group.applyAsInt(book), activation, (own + ofBooks.get(book)) / 2);
                }
            });
            return Answer.ofSums(target.toSums());
        }
    }
}
