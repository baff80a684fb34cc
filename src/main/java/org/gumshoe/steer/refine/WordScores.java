// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Map;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.shards.TrainingBook;

/**
 * Word scores of books and passages by one model, or by two: then the sum of both, each standardised by its
 * mean scores of the books that both have read. What the other model has not read has the own model's score,
 * doubled.
 *
 * @param ownOrNull scale of the own model's scores over these books; null: one model alone
 * @param otherOrNull scale of the other model's scores over these books
 */
record WordScores(Scale ownOrNull, Scale otherOrNull) {
    private static final int FEWEST = 3;

    /**
     * @param shared pairs of both models' scores of a book; with fewer than three the other model
     *     counts for nothing
     */
    static WordScores of(PairSums shared) {
        return shared.n() < FEWEST
                ? new WordScores(null, null)
                : new WordScores(
                        Scale.ofBooks(shared.n(), shared.x(), shared.xx(), "The model's word scores"),
                        Scale.ofBooks(shared.n(), shared.y(), shared.yy(), "The other model's word scores"));
    }

    /** Returns the scale of both models' mean scores of books. */
    static WordScores of(Map<String, Double> own, Map<String, Double> other) {
        double[] shared = new double[PairSums.LENGTH];
        own.forEach((book, score) -> {
            if (other.containsKey(book)) {
                PairSums.add(shared, 0, score, other.get(book));
            }
        });
        return of(PairSums.at(shared, 0));
    }

    double joint(TrainingBook book) {
        return joint(book.words(), book.otherWords());
    }

    /** @param other not a number where the other model has none */
    double joint(double own, double other) {
        if (ownOrNull == null) {
            return own;
        }
        double standard = ownOrNull.apply(own);
        return standard + (Double.isNaN(other) ? standard : otherOrNull.apply(other));
    }
}
