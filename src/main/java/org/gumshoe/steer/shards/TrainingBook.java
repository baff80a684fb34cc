// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.RowView;
import org.gumshoe.steer.probe.CrossFittedProbe;

/**
 * Book that a concept probe is trained on, at one layer: sums over its passages, and what points at
 * the concept.
 *
 * @param group of {@link org.gumshoe.steer.probe.GroupMoments}
 * @param count number of passages, at least 1
 * @param sum of the activations
 * @param sumZ sum of the LDA's concept scores z
 * @param sumZx sum of z times the activation
 * @param words mean word score; NaN when the model was not asked
 * @param otherWords mean word score by the other model; NaN when it was not asked or has not read it
 */
public record TrainingBook(
        String book, int group, long count, RowView sum, double sumZ, double[] sumZx, double words, double otherWords) {

    /** Takes a book's sums at one layer. */
    public static TrainingBook of(BookSums sums, int layer, int group, double words, double otherWords) {
        return new TrainingBook(
                sums.book(),
                group,
                sums.count(),
                RowView.of(sums.sum(layer)),
                sums.sumZ(),
                sums.sumZx(layer),
                words,
                otherWords);
    }

    /** Returns the same book with other word scores. */
    public TrainingBook withWords(double own, double other) {
        return new TrainingBook(book, group, count, sum, sumZ, sumZx, own, other);
    }

    /** Returns the same book, whose sum lies elsewhere. */
    public TrainingBook withSum(RowView elsewhere) {
        return new TrainingBook(book, group, count, elsewhere, sumZ, sumZx, words, otherWords);
    }

    /** Returns the LDA's mean concept score. */
    public double meanScore() {
        return sumZ / count;
    }

    /** Returns the mean score of the passages, by the weights that did not see the book. */
    public double score(CrossFittedProbe probe) {
        double[] weights = probe.weights(group / 2);
        return weights == null ? Double.NaN : sum.dot(weights) / count + probe.offset(group / 2);
    }
}
