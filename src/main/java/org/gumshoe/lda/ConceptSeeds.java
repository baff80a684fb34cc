// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;
import java.util.Locale;

/**
 * Seed words: those of concepts that Gumshoe knows by name, and how anybody's are compared with
 * words of a text.
 */
public final class ConceptSeeds {
    /** The detective story. Chosen by meaning, never tuned on labels. */
    public static final List<String> DETECTIVE = List.of(
            "murder",
            "detective",
            "crime",
            "evidence",
            "police",
            "inspector",
            "murdered",
            "clue",
            "suspicion",
            "criminal");

    private ConceptSeeds() {}

    /** Seed words as {@link org.gumshoe.text.Words#tokens} writes words, each once. */
    public static List<String> asWords(List<String> seeds) {
        return seeds.stream()
                .map(seed -> seed.strip().toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }
}
