// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;

/**
 * Where a concept lives in a topic model.
 *
 * @param topic the topic found (or pinned); -1 when {@code found} is false
 * @param seedMass share of the seed words' expected occurrences that the topic holds, 0 to 1
 * @param lift probability of the seeds in the topic over their probability in the whole model
 * @param words the topic's most telling words
 * @param ranking all topics, best first
 * @param belonging by topic, how far it belongs to the concept: its lift over the greatest lift; a
 *     pinned topic belongs alone
 * @param explanation one sentence for a reader
 * @param found false when no seed is in the vocabulary
 * @param fits whether the seeds tell enough about topics; if not, they should guide one
 */
public record ConceptMatch(
        String concept,
        int topic,
        double seedMass,
        double lift,
        List<String> words,
        List<Integer> ranking,
        List<Double> belonging,
        String explanation,
        boolean found,
        boolean fits) {

    public ConceptMatch {
        words = List.copyOf(words);
        ranking = List.copyOf(ranking);
        belonging = List.copyOf(belonging);
    }

    /**
     * The concept's share of a passage: its topics' shares, each as far as the topic belongs. Where
     * one topic holds the concept this is that topic's share; where the model has split it, the
     * parts count together.
     *
     * @param proportions of the topics, K values; the concept must have been found
     */
    public double score(float[] proportions) {
        double score = 0;
        for (int k = 0; k < proportions.length; k++) {
            score += belonging.get(k) * proportions[k];
        }
        return score;
    }
}
