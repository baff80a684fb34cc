// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;

/**
 * Scorer of single passages by a refined concept probe. Like a book's score it is anchored in the
 * LDA as far as the model is unreliable: (1 - a) s + a z, where s is the probe's score and z the
 * LDA's concept score, both standardised over the training passages.
 *
 * @param probe cross-fitted by book
 * @param ofProbe mean and standard deviation of the probe's scores
 * @param ofLda mean and standard deviation of the LDA's scores
 * @param anchor a: half of the books' anchor in the last round, since the LDA score of a single
 *     passage is noisier than the mean over its book
 */
public record PassageScorer(CrossFittedProbe probe, Scale ofProbe, Scale ofLda, double anchor) {
    /**
     * A passage's share of its book's anchor: a single LDA score is noisier than the mean over a
     * book.
     */
    private static final double PASSAGE_SHARE = .5;

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
     */
    public record Passages(List<String> books, float[][] rows, double[] z) {
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
        double anchor = result.diagnosis().anchor() * PASSAGE_SHARE;
        PassageScorer byBooks = of(result.probe(), passages, anchor);
        double[] scores = IntStream.range(0, passages.rows().length)
                .mapToDouble(i -> byBooks.score(passages.books().get(i), passages.rows()[i], passages.z()[i]))
                .toArray();
        double[] labels = Responsibilities.of(Statistics.standard(scores, "The passages' scores"), prevalenceOrNull);
        for (int i = 0; i < labels.length; i++) {
            labels[i] =
                    (labels[i] + result.responsibilities().get(passages.books().get(i))) / 2;
        }
        return of(ridge.fit(RegressionTarget.ofPassages(passages, moments, labels)), passages, anchor);
    }

    private static PassageScorer of(CrossFittedProbe probe, Passages passages, double anchor) {
        return new PassageScorer(
                probe,
                Scale.of(passages.scores(probe), "The model's scores"),
                Scale.of(passages.z(), "The LDA's scores"),
                anchor);
    }

    /** Returns the score of a passage by the weights that saw no book of its book's fold. */
    public double score(String book, float[] activation, double z) {
        return anchored(probe.score(book, activation), z);
    }

    /** Returns the score of a passage of a book that the refinement was not trained on. */
    public double scoreUnseen(float[] activation, double z) {
        return anchored(probe.scoreUnseen(activation), z);
    }

    private double anchored(double s, double z) {
        return (1 - anchor) * ofProbe.apply(s) + anchor * ofLda.apply(z);
    }
}
