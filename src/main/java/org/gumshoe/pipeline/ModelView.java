// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Collection;
import java.util.Map;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.shards.BookShard;

/**
 * View of all books by one model, for one concept.
 *
 * @param books sums of each book, with the LDA's concept scores
 * @param layer at which the concept is refined
 * @param refinement with the moments of the same passages at that layer
 * @param passages the same passages one by one
 */
public record ModelView(Collection<BookSums> books, int layer, Refinement refinement, PassageScorer.Passages passages) {

    /**
     * Refines the concept.
     *
     * @param otherWordScores the other model's mean word score of each book; empty where there is none
     * @throws org.gumshoe.BadInputException when the books are too few or too alike
     */
    public Refinement.Result refine(
            Map<String, Double> otherWordScores, Refinement.Start start, Refinement.Options options) {
        return refinement.refine(
                BookShard.of(books, layer, refinement::groupOf, passages.wordScores(), otherWordScores, passages),
                start,
                options);
    }

    /** Fits the scorer of single passages that belongs to a refinement of this view. */
    public PassageScorer scorer(Refinement.Result refined, Refinement.Options options) {
        return refinement.fitPassages(refined, passages, options);
    }

    /** Returns the class contrast at one layer. */
    Direction classContrast(Map<String, Double> responsibilities, int at) {
        return Directions.classContrast(books, responsibilities, new int[] {at}).getFirst();
    }

    double typicalNorm() {
        return Directions.typicalNorm(books, layer);
    }

    /**
     * Returns the read-out of a direction on this view's activations: difference / variance in each
     * dimension, so that a dimension counts by how unusual its shift is.
     */
    float[] readOut(Direction direction) {
        return Directions.readOut(direction, Directions.standardDeviation(books, layer));
    }
}
