// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.control;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Measure of how much a text repeats itself. */
public final class RepeatedWords {
    private static final int WORDS = 3;
    private static final Pattern WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private RepeatedWords() {}

    /**
     * Returns the share of triples of words that the text has had before; 0 for a text of fewer than four
     * words. Prose has about .01, a text that goes round in circles has .2 and more.
     */
    public static double of(String text) {
        List<String> words = WORD.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
        Set<List<String>> seen = new HashSet<>();
        int repeated = 0;
        int triples = words.size() - WORDS + 1;
        for (int i = 0; i < triples; i++) {
            repeated += seen.add(words.subList(i, i + WORDS)) ? 0 : 1;
        }
        return triples < 2 ? 0 : (double) repeated / triples;
    }
}
