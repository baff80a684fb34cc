// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;
import java.util.Locale;

/** Seed words of built-in concepts, and the normalisation of seed words. */
public final class ConceptSeeds {
    /** Seed words of the detective story. They were chosen by meaning, never tuned on labels. */
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

    /**
     * Strips and lower-cases seed words as {@link org.gumshoe.text.words.Words#tokens} does, without
     * duplicates.
     */
    public static List<String> asWords(List<String> seeds) {
        return seeds.stream()
                .map(seed -> seed.strip().toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }
}
