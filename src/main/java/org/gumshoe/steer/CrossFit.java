// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.function.ToIntFunction;

/**
 * Linear scores of activations by models that never saw the book: one read-out a fold, fitted on the other folds. Scores are in the units of the
 * target; only their order and their differences carry meaning.
 */
public final class CrossFit {
    private final ToIntFunction<String> fold;
    private final double[][] weights;
    private final double[] offsets;

    CrossFit(ToIntFunction<String> fold, double[][] weights, double[] offsets) {
        this.fold = fold;
        this.weights = weights;
        this.offsets = offsets;
    }

    /** Score of a passage by the model of its book's fold. */
    public double score(String book, float[] activation) {
        int f = fold.applyAsInt(book);
        return weights[f] == null ? Double.NaN : Vectors.dot(weights[f], Vectors.widen(activation)) + offsets[f];
    }

    /** Score of a passage of a book that is in no fold, for instance of a test set: the mean over all models. */
    public double scoreUnseen(float[] activation) {
        double[] x = Vectors.widen(activation);
        double sum = 0;
        int models = 0;
        for (int f = 0; f < weights.length; f++) {
            if (weights[f] != null) {
                sum += Vectors.dot(weights[f], x) + offsets[f];
                models++;
            }
        }
        return sum / models;
    }

    /** Mean score of a book's passages. */
    double bookScore(BookSums book, int layer) {
        int f = fold.applyAsInt(book.book());
        return weights[f] == null ? Double.NaN : Vectors.dot(weights[f], book.sum(layer)) / book.count() + offsets[f];
    }
}
