// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.shards.TrainingBook;

/**
 * Mean word scores of books by one model, or by two: then the sum of both, each standardised over
 * the books that both have read. A book that the other model has not read has the own model's score,
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

    double joint(TrainingBook book) {
        if (ownOrNull == null) {
            return book.words();
        }
        double own = ownOrNull.apply(book.words());
        return own + (Double.isNaN(book.otherWords()) ? own : otherOrNull.apply(book.otherWords()));
    }
}
