// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;
import org.gumshoe.BadInputException;

/**
 * A topic whose word prior is seeded with a concept: the Dirichlet parameter of each seed word in
 * the topic is eta + {@code pseudoCount} (seeded LDA).
 *
 * @param seeds seed words of the concept; the vocabulary admits them at their first occurrence
 * @param pseudoCount occurrences of each seed word added to the prior, zero or more
 */
public record SeededTopic(String concept, List<String> seeds, double pseudoCount) {
    /**
     * Pseudo-count that binds the topic to the concept on 1,000 passages, where the AUC is flat
     * from 100 to 1,000. On 20,000 passages it only influences the start.
     */
    public static final double DEFAULT_PSEUDO_COUNT = 200;

    private static final long FEW_WORDS = 1_000_000;

    /** @throws BadInputException if there is no seed word or the pseudo-count is negative or NaN */
    public SeededTopic {
        seeds = ConceptSeeds.asWords(seeds);
        if (seeds.isEmpty() || !(pseudoCount >= 0)) {
            throw new BadInputException("The concept " + concept
                    + " cannot guide a topic without seed words and with a pseudo-count of " + pseudoCount
                    + "; give it seeds and a positive pseudo-count.");
        }
    }

    /**
     * Tells whether a corpus is too small for unseeded LDA to find a concept's topic by itself.
     *
     * @param words tokens in the corpus
     */
    public static boolean isNeeded(long words) {
        return words < FEW_WORDS;
    }
}
