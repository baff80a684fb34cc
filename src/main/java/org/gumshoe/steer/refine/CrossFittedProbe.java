// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.function.ToIntFunction;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Statistics;

/**
 * Linear scores of activations by models that never saw the book: one read-out a fold, fitted on
 * the other folds. Scores are in the units of the target; only their order and their differences
 * carry meaning.
 */
public final class CrossFittedProbe {
    private final ToIntFunction<String> fold;
    private final double[][] weights;
    private final double[] offsets;

    private final double[] allWeights;
    private final double allOffset;

    /** @param weightsOfAll of the model that was fitted on every fold, for books of none */
    CrossFittedProbe(
            ToIntFunction<String> fold,
            double[][] weights,
            double[] offsets,
            double[] weightsOfAll,
            double offsetOfAll) {
        this.fold = fold;
        this.weights = weights;
        this.offsets = offsets;
        this.allWeights = weightsOfAll;
        this.allOffset = offsetOfAll;
    }

    /** Score of a passage by the model of its book's fold. */
    public double score(String book, float[] activation) {
        int f = fold.applyAsInt(book);
        return weights[f] == null ? Double.NaN : Statistics.dot(weights[f], Statistics.widen(activation)) + offsets[f];
    }

    /**
     * Score of a passage of a book that is in no fold, for instance of a test set, by the model of
     * all folds.
     */
    public double scoreUnseen(float[] activation) {
        return Statistics.dot(allWeights, Statistics.widen(activation)) + allOffset;
    }

    /** Mean score of a book's passages. */
    double bookScore(BookSums book, int layer) {
        int f = fold.applyAsInt(book.book());
        return weights[f] == null
                ? Double.NaN
                : Statistics.dot(weights[f], book.sum(layer)) / book.count() + offsets[f];
    }
}
