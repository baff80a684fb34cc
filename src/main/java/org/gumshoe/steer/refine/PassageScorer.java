// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;

/**
 * Scorer of single passages: a weighted mean of the refined probe's score, the word score (what the
 * model would call the passage) and the LDA's concept score, each standardised over the training
 * passages.
 *
 * @param probe cross-fitted by book
 * @param ofProbe mean and standard deviation of the probe's scores
 * @param ofWordsOrNull the same of the word scores; null when the model was not asked
 * @param ofLda the same of the LDA's scores
 * @param shares weights of the mean
 */
public record PassageScorer(CrossFittedProbe probe, Scale ofProbe, Scale ofWordsOrNull, Scale ofLda, Shares shares) {
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
        static Shares of(Refinement.Result refined, boolean words) {
            if (!words) {
                double anchor = refined.diagnosis().anchor() * PASSAGE_SHARE;
                return new Shares(1 - anchor, 0, anchor);
            }
            double sum = 2 + refined.ldaShare();
            return new Shares(1 / sum, 1 / sum, refined.ldaShare() / sum);
        }
    }

    /** Mean and population standard deviation of scores. */
    public record Scale(double mean, double deviation) {
        static Scale of(double[] values, String what) {
            double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
            double mean = Statistics.mean(finite);
            double deviation = Math.sqrt(
                    Arrays.stream(finite).map(v -> (v - mean) * (v - mean)).sum() / finite.length);
            if (!(deviation > 0)) {
                throw new BadInputException(what + " of " + values.length
                        + " passages are all equal, so they rank no passage; add other books.");
            }
            return new Scale(mean, deviation);
        }

        double apply(double value) {
            return (value - mean) / deviation;
        }
    }

    /**
     * Passages of the books that a refinement was trained on.
     *
     * @param books the book of each passage
     * @param rows activations, [passage][dimension]
     * @param z the LDA's concept score of each passage
     * @param wordsOrNull the word score of each passage; null when the model was not asked
     */
    public record Passages(List<String> books, float[][] rows, double[] z, double[] wordsOrNull) {
        /** Creates passages of a model that was not asked for words. */
        public Passages(List<String> books, float[][] rows, double[] z) {
            this(books, rows, z, null);
        }

        /** Returns the mean word score of each book; none when the model was not asked. */
        public Map<String, Double> wordScores() {
            return wordsOrNull == null
                    ? Map.of()
                    : IntStream.range(0, books.size())
                            .boxed()
                            .collect(
                                    Collectors.groupingBy(books::get, Collectors.averagingDouble(i -> wordsOrNull[i])));
        }

        private double words(int passage) {
            return wordsOrNull == null ? 0 : wordsOrNull[passage];
        }

        double[] scores(CrossFittedProbe probe) {
            return IntStream.range(0, rows.length)
                    .mapToDouble(i -> probe.score(books.get(i), rows[i]))
                    .toArray();
        }
    }

    /**
     * Fits a scorer once more after a refinement. The label of a passage is the mean of its book's
     * responsibility and its own by the anchored score so far.
     *
     * @param result of a refinement of the same passages
     * @param prevalenceOrNull a fixed share of passages in the cluster; null: unknown
     * @param ridge of the refinement
     * @param moments of the same passages
     */
    static PassageScorer fit(
            Refinement.Result result,
            Passages passages,
            Double prevalenceOrNull,
            CrossFittedRidge ridge,
            GroupMoments moments) {
        Shares shares = Shares.of(result, passages.wordsOrNull != null);
        PassageScorer byBooks = of(result.probe(), passages, shares);
        double[] scores = IntStream.range(0, passages.rows().length)
                .mapToDouble(i ->
                        byBooks.score(passages.books().get(i), passages.rows()[i], passages.z()[i], passages.words(i)))
                .toArray();
        double[] labels = Responsibilities.of(Statistics.standard(scores, "The passages' scores"), prevalenceOrNull);
        for (int i = 0; i < labels.length; i++) {
            labels[i] =
                    (labels[i] + result.responsibilities().get(passages.books().get(i))) / 2;
        }
        return of(ridge.fit(RegressionTarget.ofPassages(passages, moments, labels)), passages, shares);
    }

    private static PassageScorer of(CrossFittedProbe probe, Passages passages, Shares shares) {
        return new PassageScorer(
                probe,
                Scale.of(passages.scores(probe), "The model's scores"),
                passages.wordsOrNull == null ? null : Scale.of(passages.wordsOrNull, "The model's word scores"),
                Scale.of(passages.z(), "The LDA's scores"),
                shares);
    }

    /**
     * Returns the score of a passage by the weights that saw no book of its book's fold.
     *
     * @param words the passage's word score; not used when the training passages had none
     */
    public double score(String book, float[] activation, double z, double words) {
        return mean(probe.score(book, activation), z, words);
    }

    /** Returns {@link #score(String, float[], double, double)} of a model that was not asked for words. */
    public double score(String book, float[] activation, double z) {
        return score(book, activation, z, 0);
    }

    /** Returns the score of a passage of a book that the refinement was not trained on. */
    public double scoreUnseen(float[] activation, double z, double words) {
        return mean(probe.scoreUnseen(activation), z, words);
    }

    private double mean(double s, double z, double words) {
        return shares.probe * ofProbe.apply(s)
                + (ofWordsOrNull == null ? 0 : shares.words * ofWordsOrNull.apply(words))
                + shares.lda * ofLda.apply(z);
    }
}
