// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The unigram and bigram counts of a text.
 *
 * @param terms term ids in ascending order
 * @param counts occurrences, parallel to {@code terms}
 */
record NgramCounts(int[] terms, int[] counts) {
    /** An index that gives terms consecutive ids in the order of their first occurrence. */
    static final class Index {
        private final Map<String, Integer> ids = new HashMap<>();

        /**
         * Counts a text and adds its terms to the index.
         *
         * @param masked words that are left out, also from bigrams
         */
        NgramCounts add(List<String> words, Set<String> masked) {
            return count(words, masked, term -> ids.computeIfAbsent(term, t -> ids.size()));
        }

        int size() {
            return ids.size();
        }

        Map<String, Integer> ids() {
            return ids;
        }
    }

    /** A lookup of a term's id; null for an unknown term. */
    interface Lookup {
        Integer id(String term);
    }

    /** Counts a text's terms that the lookup knows. */
    static NgramCounts count(List<String> words, Set<String> masked, Lookup lookup) {
        Map<Integer, Integer> counts = new HashMap<>();
        String previous = null;
        for (String word : words) {
            boolean isTerm = JudgeTokens.isWord(word) && !masked.contains(word);
            if (isTerm) {
                increment(lookup.id(word), counts);
                if (previous != null) {
                    increment(lookup.id(previous + " " + word), counts);
                }
            }
            previous = isTerm ? word : null;
        }
        int[] terms =
                counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        int[] termCounts = new int[terms.length];
        for (int i = 0; i < terms.length; i++) {
            termCounts[i] = counts.get(terms[i]);
        }
        return new NgramCounts(terms, termCounts);
    }

    private static void increment(Integer id, Map<Integer, Integer> counts) {
        if (id != null) {
            counts.merge(id, 1, Integer::sum);
        }
    }
}
