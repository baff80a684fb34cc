// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;

/**
 * The topics of a topic model that represent a concept.
 *
 * @param topic the best topic, or the pinned one; -1 if {@code found} is false
 * @param seedMass mean over the seed words of p(topic | word), 0 to 1
 * @param lift {@code seedMass} over the topic's share of all words
 * @param words the topic's most relevant words
 * @param ranking all topics, best first
 * @param topicWeights weight of each topic in {@link #score}, K values of 0 to 1: its lift over the
 *     largest lift; for a pinned topic, 1 for it and 0 for the others
 * @param explanation one sentence for the user
 * @param found false if no seed word is in the vocabulary
 * @param fits whether the seed words are informative enough about topics to choose one; if not,
 *     they should seed a topic's prior instead ({@link SeededTopic})
 */
public record ConceptMatch(
        String concept,
        int topic,
        double seedMass,
        double lift,
        List<String> words,
        List<Integer> ranking,
        List<Double> topicWeights,
        String explanation,
        boolean found,
        boolean fits) {

    public ConceptMatch {
        words = List.copyOf(words);
        ranking = List.copyOf(ranking);
        topicWeights = List.copyOf(topicWeights);
    }

    /**
     * Scores a passage: the sum over topics of the topic's proportion times its weight. If one
     * topic represents the concept, this is close to that topic's proportion; if the model splits
     * the concept, it adds the parts.
     *
     * @param proportions the passage's topic proportions, K values
     * @throws IndexOutOfBoundsException if the concept was not {@code found}
     */
    public double score(float[] proportions) {
        double score = 0;
        for (int k = 0; k < proportions.length; k++) {
            score += topicWeights.get(k) * proportions[k];
        }
        return score;
    }
}
