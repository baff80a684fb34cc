// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.CrossFittedRidge;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.probe.RegressionTarget;
import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.PassageSource;
import org.gumshoe.steer.shards.QuantileSearch;
import org.gumshoe.steer.shards.Shards;

/**
 * Scorer of single passages: a weighted mean of the refined probe's score, the word score (what the
 * model would call the passage) and the LDA's concept score, each standardised over the training
 * passages.
 *
 * @param probe cross-fitted by book
 * @param ofProbe mean and standard deviation of the probe's scores
 * @param wordsOrNull how the word scores of both models join; null when the model was not asked
 * @param ofWordsOrNull mean and standard deviation of the joint word scores
 * @param ofLda the same of the LDA's scores
 * @param shares weights of the mean
 */
public record PassageScorer(
        CrossFittedProbe probe,
        Scale ofProbe,
        WordScores wordsOrNull,
        Scale ofWordsOrNull,
        Scale ofLda,
        Shares shares) {
    /**
     * A passage's share of its book's anchor: a single LDA score is noisier than the mean over a
     * book.
     */
    private static final double PASSAGE_SHARE = .5;

    /** Weights of the three scores; they sum to 1. */
    record Shares(double probe, double words, double lda) {
        /**
         * Without word scores the LDA has half of its books' anchor in the last round. With them, probe
         * and words count alike, and the LDA as in the books' anchor.
         */
        static Shares of(double anchor, double ldaShare, boolean words) {
            double sum = 2 + ldaShare;
            return words
                    ? new Shares(1 / sum, 1 / sum, ldaShare / sum)
                    : new Shares(1 - anchor * PASSAGE_SHARE, 0, anchor * PASSAGE_SHARE);
        }
    }

    /**
     * Passages of the books that a refinement was trained on.
     *
     * @param books the book of each passage
     * @param rows activations, [passage][dimension]
     * @param z the LDA's concept score of each passage
     * @param wordsOrNull the word score of each passage; null when the model was not asked
     * @param otherWordsOrNull the other model's; null when that was not asked
     */
    public record Passages(
            List<String> books, float[][] rows, double[] z, double[] wordsOrNull, double[] otherWordsOrNull)
            implements PassageSource {
        /** Creates passages of a model that was not asked for words. */
        public Passages(List<String> books, float[][] rows, double[] z) {
            this(books, rows, z, null, null);
        }

        /** Returns the mean word score of each book; none when the model was not asked. */
        public Map<String, Double> wordScores() {
            return byBook(wordsOrNull);
        }

        /** Returns the other model's mean word score of each book; none when it was not asked. */
        public Map<String, Double> otherWordScores() {
            return byBook(otherWordsOrNull);
        }

        private Map<String, Double> byBook(double[] scoresOrNull) {
            return scoresOrNull == null
                    ? Map.of()
                    : IntStream.range(0, books.size())
                            .filter(i -> !Double.isNaN(scoresOrNull[i]))
                            .boxed()
                            .collect(Collectors.groupingBy(
                                    books::get, Collectors.averagingDouble(i -> scoresOrNull[i])));
        }

        @Override
        public void forEach(PassageSource.PassageVisitor visitor) {
            for (int i = 0; i < rows.length; i++) {
                visitor.see(
                        books.get(i),
                        rows[i],
                        z[i],
                        wordsOrNull == null ? 0 : wordsOrNull[i],
                        otherWordsOrNull == null ? Double.NaN : otherWordsOrNull[i]);
            }
        }
    }

    /**
     * Fits a scorer once more after a refinement. The label of a passage is the mean of its book's
     * responsibility and its own by the anchored score so far.
     *
     * @param probe of the refinement's last round
     * @param wordsOrNull how the word scores of both models join; null when the model was not asked
     * @param labels responsibilities of the books
     * @param prevalenceOrNull a fixed share of passages in the cluster; null: unknown
     * @param ridge of the refinement
     * @param moments of the same passages
     */
    static PassageScorer fit(
            CrossFittedProbe probe,
            WordScores wordsOrNull,
            Shares shares,
            TrainingLabels labels,
            Shards shards,
            Double prevalenceOrNull,
            CrossFittedRidge ridge,
            GroupMoments moments) {
        PassageScores byBooks = PassageScores.of(probe, wordsOrNull, shares, shards);
        PassageRanking ranking = byBooks.ranking();
        double[] thresholds =
                QuantileSearch.find(shards, ranking, byBooks.count(), Responsibilities.sharesBelow(prevalenceOrNull));
        Answer target = shards.ask(new PassageQuestion.LabelTarget(ranking, thresholds, labels, moments.width()));
        return PassageScores.of(ridge.fit(RegressionTarget.ofSums(target.sums())), wordsOrNull, shares, shards)
                .scorer();
    }

    /**
     * Returns the score of a passage by the weights that saw no book of its book's fold.
     *
     * @param words the passage's word score; not used when the training passages had none
     * @param otherWords the other model's; not a number where it has none
     */
    public double score(String book, float[] activation, double z, double words, double otherWords) {
        return mean(probe.score(book, activation), z, words, otherWords);
    }

    /** Returns the score of a passage by a model that was not asked for words. */
    public double score(String book, float[] activation, double z) {
        return score(book, activation, z, 0, Double.NaN);
    }

    /** Returns the score of a passage of a book that the refinement was not trained on. */
    public double scoreUnseen(float[] activation, double z, double words, double otherWords) {
        return mean(probe.scoreUnseen(activation), z, words, otherWords);
    }

    /** Returns the scores of the passages of a shard, in their order. */
    double[] scores(BookShard shard) {
        double[] scores = shard.passageValues(probe).scores().clone();
        shard.passages().forEachPointer(new PassageSource.PointerVisitor() {
            private int next;

            @Override
            public void see(String book, double z, double words, double otherWords) {
                scores[next] = mean(scores[next], z, words, otherWords);
                next++;
            }
        });
        return scores;
    }

    private double mean(double s, double z, double words, double otherWords) {
        return shares.probe * ofProbe.apply(s)
                + (wordsOrNull == null ? 0 : shares.words * ofWordsOrNull.apply(wordsOrNull.joint(words, otherWords)))
                + shares.lda * ofLda.apply(z);
    }
}
