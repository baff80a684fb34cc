// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;
import org.gumshoe.BadInputException;

/**
 * A concept that a topic shall take up: the topic's prior on each seed word is eta +
 * {@code pseudoCount}.
 *
 * @param seeds words that belong to the concept; they enter the vocabulary at first sight
 * @param pseudoCount in words; zero or more
 */
public record SeededTopic(String concept, List<String> seeds, double pseudoCount) {
    /**
     * Enough to hold the topic on a thousand passages (the AUC is flat from 100 to 1,000); on
     * twenty thousand it only gives the start.
     */
    public static final double DEFAULT_PSEUDO_COUNT = 200;

    private static final long FEW_WORDS = 1_000_000;

    public SeededTopic {
        seeds = ConceptSeeds.asWords(seeds);
        if (seeds.isEmpty() || !(pseudoCount >= 0)) {
            throw new BadInputException("The concept " + concept
                    + " cannot guide a topic without seed words and with a pseudo-count of " + pseudoCount
                    + "; give it seeds and a positive pseudo-count.");
        }
    }

    /** Whether books hold too few words to find a concept's topic by themselves. */
    public static boolean isNeeded(long words) {
        return words < FEW_WORDS;
    }
}
