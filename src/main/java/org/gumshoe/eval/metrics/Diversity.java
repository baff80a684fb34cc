// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Measures of lexical diversity. */
public final class Diversity {
    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}']+");

    private Diversity() {}

    /**
     * Computes distinct-n (Li et al. 2016): the number of distinct n-grams of lower-case words over
     * the number of all n-grams; NaN if the text has fewer than n words.
     */
    public static double distinct(String text, int n) {
        List<String> words = NOT_A_WORD
                .splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(w -> !w.isEmpty())
                .toList();
        Set<List<String>> different = new HashSet<>();
        for (int i = 0; i + n <= words.size(); i++) {
            different.add(words.subList(i, i + n));
        }
        return words.size() < n ? Double.NaN : (double) different.size() / (words.size() - n + 1);
    }

    /**
     * Computes the mean of {@link #distinct} over texts of n words or more; NaN if there is none.
     */
    public static double meanDistinct(Collection<String> texts, int n) {
        return texts.stream()
                .mapToDouble(t -> distinct(t, n))
                .filter(d -> !Double.isNaN(d))
                .average()
                .orElse(Double.NaN);
    }
}
