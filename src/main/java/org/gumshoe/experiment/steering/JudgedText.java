// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

/**
 * Text of an arm with its judgements.
 *
 * @param story probability that it is a story
 * @param detective probability that it is a detective story, among fiction
 * @param masked as {@code detective}, by the judge that does not see the seed words and the topic's
 *     words
 * @param content whether it holds words of the concept's content; null when they are not given
 * @param own likelihood by the model that wrote it, unsteered; null when not measured
 * @param other likelihood by the other model; null when not measured
 * @param divergencesOrNull at each token, in nats, of the distribution that proposed it from the unsteered one; null
 *     when not measured
 */
record JudgedText(
        Draft draft,
        double story,
        double detective,
        double masked,
        Boolean content,
        CachedGenerator.Likelihood own,
        CachedGenerator.Likelihood other,
        double[] divergencesOrNull) {
    /** Returns the number of its opening, or of a real passage's author. */
    int opening() {
        return draft.group();
    }

    long seed() {
        return draft.seed();
    }

    String text() {
        return draft.text();
    }

    /** Returns whether both judges give more than one half. */
    boolean joint() {
        return story > .5 && detective > .5;
    }

    boolean hasContent() {
        return Boolean.TRUE.equals(content);
    }
}
