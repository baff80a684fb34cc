// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Terms of a text (words and pairs of neighbouring words), by number in ascending order, with their
 * counts.
 */
record NgramCounts(int[] terms, int[] counts) {
    /** Numbers terms as they come. */
    static final class Index {
        private final Map<String, Integer> numbers = new HashMap<>();

        /** @param masked words that are no term, nor part of one */
        NgramCounts add(List<String> words, Set<String> masked) {
            return bag(words, masked, term -> numbers.computeIfAbsent(term, t -> numbers.size()));
        }

        int size() {
            return numbers.size();
        }

        Map<String, Integer> numbers() {
            return numbers;
        }
    }

    /** Finds a term's number; null when it has none. */
    interface Lookup {
        Integer number(String term);
    }

    static NgramCounts bag(List<String> words, Set<String> masked, Lookup lookup) {
        Map<Integer, Integer> counts = new HashMap<>();
        String previous = null;
        for (String word : words) {
            boolean isTerm = JudgeTokens.isWord(word) && !masked.contains(word);
            if (isTerm) {
                count(lookup.number(word), counts);
                if (previous != null) {
                    count(lookup.number(previous + " " + word), counts);
                }
            }
            previous = isTerm ? word : null;
        }
        int[] terms =
                counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        int[] by = new int[terms.length];
        for (int i = 0; i < terms.length; i++) {
            by[i] = counts.get(terms[i]);
        }
        return new NgramCounts(terms, by);
    }

    private static void count(Integer number, Map<Integer, Integer> counts) {
        if (number != null) {
            counts.merge(number, 1, Integer::sum);
        }
    }
}
