// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import org.gumshoe.experiment.results.ExperimentResults.Figure;

/**
 * Causal shift of stories: what a reader says of texts written with a vector less what it says of texts without
 * one, in standard deviations of what it says of passages.
 *
 * @param own by the topic's translated vector
 * @param others mean by the other topics' translated vectors: the shuffled topic
 * @param random mean by random directions of the same norm
 */
public record StoryShift(double own, double others, double random) {
    /** Returns what the topic's vector does beyond the vectors of other topics. */
    public double beyondOthers() {
        return own - others;
    }

    /** Means over topics of the same, with bootstrap intervals over topics. */
    public record Means(Figure own, Figure others, Figure random) {}

    /**
     * What a vector does to stories: means over concepts and fits, with bootstrap intervals over concepts.
     *
     * @param shift the same shift, by a vector through a map
     * @param transfer the shift as a share of that by the strong model's own refined vector
     */
    public record Transfer(Figure shift, Figure transfer) {}
}
