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
 * @param explanation one sentence for a reader
 * @param found false when no seed is in the vocabulary
 */
public record ConceptMatch(
        String concept,
        int topic,
        double seedMass,
        double lift,
        List<String> words,
        List<Integer> ranking,
        String explanation,
        boolean found) {}
