// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.probe;

import java.util.function.ToIntFunction;
import org.gumshoe.steer.ManyDots;
import org.gumshoe.steer.Statistics;

/**
 * Linear probe, cross-fitted by book: one read-out for each fold, trained on the other folds. So a
 * book is scored by weights that have not seen it. Scores are in the units of the regression
 * target; only their order and differences mean anything.
 */
public final class CrossFittedProbe {
    private final ToIntFunction<String> fold;
    private final double[][] weights;
    private final double[] offsets;

    private final double[] allWeights;
    private final double allOffset;

    /**
     * Creates a probe from fitted weights.
     *
     * @param weights [fold][dimension]; null for a fold without training passages
     * @param weightsOfAll trained on all folds, for books that belong to none
     */
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

    /**
     * Weights of a probe that groups books by {@link GroupMoments#BY_BOOK}: all that whoever scores books
     * elsewhere has to know.
     *
     * @param byFold [fold][dimension]; null for a fold without training passages
     */
    public record Weights(double[][] byFold, double[] offsets, double[] ofAll, double offsetOfAll) {}

    public Weights toWeights() {
        return new Weights(weights, offsets, allWeights, allOffset);
    }

    /** Restores a probe that groups books by {@link GroupMoments#BY_BOOK}. */
    public static CrossFittedProbe of(Weights weights) {
        return new CrossFittedProbe(
                book -> GroupMoments.BY_BOOK.applyAsInt(book) / 2,
                weights.byFold,
                weights.offsets,
                weights.ofAll,
                weights.offsetOfAll);
    }

    /** Returns the score of a passage by the weights of its book's fold. */
    public double score(String book, float[] activation) {
        return score(fold.applyAsInt(book), activation);
    }

    /** Returns the score of a passage of a book in a fold. */
    public double score(int fold, float[] activation) {
        return weights[fold] == null ? Double.NaN : ManyDots.dot(weights[fold], activation) + offsets[fold];
    }

    /** Returns the score of a passage of a book outside all folds, for instance of a test set. */
    public double scoreUnseen(float[] activation) {
        return Statistics.dot(allWeights, activation) + allOffset;
    }

    /** Returns the weights by dimension that were trained on all folds, without their offset. */
    public float[] weightsOfAll() {
        float[] weights = new float[allWeights.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) allWeights[i];
        }
        return weights;
    }

    /** Returns the offset that belongs to {@link #weightsOfAll}. */
    public double offsetOfAll() {
        return allOffset;
    }

    /** Returns the weights for the books of a fold; null where it had no training passages. */
    public double[] weights(int fold) {
        return weights[fold];
    }

    public double offset(int fold) {
        return offsets[fold];
    }
}
