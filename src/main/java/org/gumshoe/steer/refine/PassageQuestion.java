// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Map;
import java.util.stream.DoubleStream;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.probe.RegressionTarget;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.PassageSource;
import org.gumshoe.steer.shards.PassageValues;
import org.gumshoe.steer.shards.Question;

/** Question about single passages. */
sealed interface PassageQuestion extends Question {
    /**
     * Pairs of a passage's score by a probe and its word score, of the former and the LDA's concept
     * score, and of the latter two.
     *
     * @param wordsOrNull null: 0 in place of a word score
     */
    record ScoreSums(CrossFittedProbe probe, WordScores wordsOrNull) implements PassageQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[3 * PairSums.LENGTH];
            double[] scores = shard.passageValues(probe).scores();
            shard.passages().forEachPointer(new PassageSource.PointerVisitor() {
                private int next;

                @Override
                public void see(String book, double z, double words, double otherWords) {
                    double score = scores[next++];
                    double joint = wordsOrNull == null ? 0 : wordsOrNull.joint(words, otherWords);
                    PairSums.add(sums, 0, score, joint);
                    PairSums.add(sums, PairSums.LENGTH, score, z);
                    PairSums.add(sums, 2 * PairSums.LENGTH, joint, z);
                }
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
    record LabelTarget(PassageRanking ranking, double[] thresholds, TrainingLabels labels, int width)
            implements PassageQuestion {
        @Override
        public Answer on(BookShard shard) {
            Map<String, Double> ofBooks = labels.byBook(shard);
            double[] scores = shard.scores(ranking);
            RegressionTarget target = RegressionTarget.empty(width);
            shard.passages().forEach(new PassageSource.PassageVisitor() {
                private int next;

                @Override
                public void see(String book, float[] activation, double z, double words, double otherWords) {
                    double own = Responsibilities.of(scores[next++], thresholds);
                    target.add(shard.groupOf(book), activation, (own + ofBooks.get(book)) / 2);
                }
            });
            return Answer.ofSums(target.toSums());
        }
    }

    /**
     * Number of passages and sums of their values v by the weights of all folds and of v²; then the sum
     * of the responsibilities r of their books and of r times the value by the weights that saw no
     * passage of the book.
     *
     * @param labels responsibilities of the books
     */
    record ReadOutSums(CrossFittedProbe probe, TrainingLabels labels) implements PassageQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[5];
            Map<String, Double> ofBooks = labels.byBook(shard);
            PassageValues values = shard.passageValues(probe);
            shard.passages().forEachPointer(new PassageSource.PointerVisitor() {
                private int next;

                @Override
                public void see(String book, double z, double words, double otherWords) {
                    double value = values.ofAll()[next];
                    sums[0]++;
                    sums[1] += value;
                    sums[2] += value * value;
                    double r = ofBooks.getOrDefault(book, 0.);
                    double unseen = values.scores()[next++] - probe.offsetOfAll();
                    if (r > 0 && !Double.isNaN(unseen)) {
                        sums[3] += r;
                        sums[4] += r * unseen;
                    }
                }
            });
            return Answer.ofSums(sums);
        }
    }

    /**
     * Group and activation of each passage of a shard from one to before another, counted from 0.
     */
    record Rows(int from, int to) implements PassageQuestion {
        @Override
        public Answer on(BookShard shard) {
            DoubleStream.Builder values = DoubleStream.builder();
            shard.passages().forEach(new PassageSource.PassageVisitor() {
                private int next;

                @Override
                public void see(String book, float[] activation, double z, double words, double otherWords) {
                    if (from <= next && next < to) {
                        values.add(shard.groupOf(book));
                        for (float value : activation) {
                            values.add(value);
                        }
                    }
                    next++;
                }
            });
            return Answer.ofValues(values.build().toArray());
        }
    }
}
