// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.ShardSums;
import org.gumshoe.steer.refine.TrainingLabels;
import org.gumshoe.steer.shards.Shards;

/**
 * View of all books by one model, for one concept. It asks the shards of the books and holds nothing by
 * book.
 *
 * @param shards of the books
 * @param layer at which the concept is refined
 * @param refinement with the moments of the same passages at that layer
 */
public record ModelView(Shards shards, int layer, Refinement refinement) {

    /** Returns the sums from which directions follow. */
    public ShardSums sums() {
        return new ShardSums(shards, refinement.width());
    }

    /**
     * Refines the concept.
     *
     * @throws org.gumshoe.BadInputException when the books are too few or too alike
     */
    public Refinement.Solution refine(Refinement.Start start, Refinement.Options options) {
        return refinement.solve(shards, start, options);
    }

    /** Fits the scorer of single passages that belongs to a refinement of this view. */
    public PassageScorer scorer(Refinement.Solution refined, Refinement.Options options) {
        return refinement.fitPassages(refined, shards, options);
    }

    /** Returns the class contrast at one layer. */
    Direction classContrast(TrainingLabels labels, int at) {
        return Directions.classContrast(sums().contrast(labels, at)).getFirst();
    }

    double typicalNorm() {
        return sums().all(layer).typicalNorm(layer);
    }

    /**
     * Returns the read-out of a direction on this view's activations: difference / variance in each
     * dimension, so that a dimension counts by how unusual its shift is.
     */
    float[] readOut(Direction direction) {
        return Directions.readOut(direction, sums().all(layer).standardDeviation(layer));
    }
}
