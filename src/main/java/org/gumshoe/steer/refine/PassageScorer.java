// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;

/**
 * The refined notion of a single passage. Like a book's score it is anchored in the LDA as far as
 * the model is unreliable: (1 - a) s + a z, with s the model's and z the LDA's score, both
 * standardised over the passages that it was made from.
 *
 * @param model cross-fitted by book
 * @param anchor a: half of that of a book in the refinement's last round, since a single passage's
 *     LDA score is a noisier witness than the mean of its book's
 */
public record PassageScorer(CrossFittedProbe model, Scale ofModel, Scale ofLda, double anchor) {
    /** Mean and standard deviation (of the population). */
    public record Scale(double mean, double deviation) {
        static Scale of(double[] values, String what) {
            double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
            double mean = Statistics.mean(finite);
            double deviation = Math.sqrt(
                    Arrays.stream(finite).map(v -> (v - mean) * (v - mean)).sum() / finite.length);
            if (!(deviation > 0)) {
                throw new BadInputException(what + " of " + values.length
                        + " passages do not differ, so none can be told from another;" + " add other books.");
            }
            return new Scale(mean, deviation);
        }

        double apply(double value) {
            return (value - mean) / deviation;
        }
    }

    /**
     * Passages of the books that a refinement was run on.
     *
     * @param books of each passage
     * @param rows activations
     * @param z the LDA's concept scores
     */
    public record Passages(List<String> books, float[][] rows, double[] z) {
        double[] scores(CrossFittedProbe fit) {
            return IntStream.range(0, rows.length)
                    .mapToDouble(i -> fit.score(books.get(i), rows[i]))
                    .toArray();
        }
    }

    static PassageScorer of(CrossFittedProbe model, Passages passages, double anchor) {
        return new PassageScorer(
                model,
                Scale.of(passages.scores(model), "The model's scores"),
                Scale.of(passages.z(), "The LDA's scores"),
                anchor);
    }

    /** By the models that saw no book of this one's fold. */
    public double score(String book, float[] activation, double z) {
        return anchored(model.score(book, activation), z);
    }

    /** Of a book that the notion was not made from. */
    public double scoreUnseen(float[] activation, double z) {
        return anchored(model.scoreUnseen(activation), z);
    }

    private double anchored(double s, double z) {
        return (1 - anchor) * ofModel.apply(s) + anchor * ofLda.apply(z);
    }
}
