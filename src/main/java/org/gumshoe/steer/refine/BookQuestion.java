// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.probe.RegressionTarget;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.Question;
import org.gumshoe.steer.shards.TrainingBook;

/** Question about books. The sums of its answer are those that its record names. */
sealed interface BookQuestion extends Question {
    /** For each group the number of books, then for each group the number of passages. */
    record Counts() implements BookQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] counts = new double[2 * GroupMoments.GROUPS];
            for (TrainingBook b : shard.books()) {
                counts[b.group()]++;
                counts[GroupMoments.GROUPS + b.group()] += b.count();
            }
            return Answer.ofSums(counts);
        }
    }

    /**
     * Number of books that the model was asked for words about, then pairs of both models' mean word
     * scores.
     */
    record WordSums() implements BookQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[1 + PairSums.LENGTH];
            for (TrainingBook b : shard.books()) {
                sums[0] += Double.isNaN(b.words()) ? 0 : 1;
                if (!Double.isNaN(b.words() + b.otherWords())) {
                    PairSums.add(sums, 1, b.words(), b.otherWords());
                }
            }
            return Answer.ofSums(sums);
        }
    }

    /**
     * Pairs of a book's word score and the logarithm of its LDA score.
     *
     * @param wordsOrNull null: 0 in place of a word score
     */
    record PointerSums(WordScores wordsOrNull) implements BookQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[PairSums.LENGTH];
            for (TrainingBook b : shard.books()) {
                PairSums.add(
                        sums,
                        0,
                        wordsOrNull == null ? 0 : wordsOrNull.joint(b),
                        Responsibilities.logScore(b.meanScore()));
            }
            return Answer.ofSums(sums);
        }
    }

    /**
     * Pairs of a probe's score and l; then pairs of the scores by two more probes, over the books
     * that both score.
     *
     * @param halves two probes, or none
     */
    record ScoreSums(CrossFittedProbe probe, List<CrossFittedProbe> halves, BookAnchor anchor) implements BookQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[2 * PairSums.LENGTH];
            List<CrossFittedProbe> all = new ArrayList<>(halves);
            all.addFirst(probe);
            double[][] scores = shard.scores(all);
            double[] anchors = shard.scores(anchor);
            for (int i = 0; i < anchors.length; i++) {
                PairSums.add(sums, 0, scores[0][i], anchors[i]);
                if (!halves.isEmpty() && !Double.isNaN(scores[1][i] + scores[2][i])) {
                    PairSums.add(sums, PairSums.LENGTH, scores[1][i], scores[2][i]);
                }
            }
            return Answer.ofSums(sums);
        }
    }

    /** Pairs of a book's scores by two probes. */
    record ProbePairs(CrossFittedProbe one, CrossFittedProbe other) implements BookQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[PairSums.LENGTH];
            double[][] scores = shard.scores(List.of(one, other));
            for (int i = 0; i < scores[0].length; i++) {
                PairSums.add(sums, 0, scores[0][i], scores[1][i]);
            }
            return Answer.ofSums(sums);
        }
    }

    /** Regression target of the LDA's concept score of each passage. */
    record ScoreTarget(int width) implements BookQuestion {
        @Override
        public Answer on(BookShard shard) {
            RegressionTarget target = RegressionTarget.empty(width);
            shard.books().forEach(b -> target.add(b.group(), b.sumZx(), 1, b.sumZ()));
            return Answer.ofSums(target.toSums());
        }
    }

    /**
     * Regression target of one label for each book, shared by its passages: X't is the sum over
     * books of t_b s_b.
     */
    record LabelTarget(TrainingLabels labels, int width) implements BookQuestion {
        @Override
        public Answer on(BookShard shard) {
            RegressionTarget target = RegressionTarget.empty(width);
            double[] t = labels.of(shard);
            for (int i = 0; i < t.length; i++) {
                TrainingBook b = shard.books().get(i);
                target.add(b.group(), b.sum(), t[i], t[i] * b.count());
            }
            return Answer.ofSums(target.toSums());
        }
    }

    /** Sum over books of the absolute difference of two labels. */
    record Change(TrainingLabels before, TrainingLabels after) implements BookQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] from = before.of(shard);
            double[] to = after.of(shard);
            double sum = 0;
            for (int i = 0; i < to.length; i++) {
                sum += Math.abs(to[i] - from[i]);
            }
            return Answer.ofSums(sum);
        }
    }
}
