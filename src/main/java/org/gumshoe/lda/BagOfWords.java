// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A document as a bag of words, what gensim calls {@code doc2bow}.
 *
 * @param words distinct words in lexicographic order
 * @param counts occurrences of each word, parallel to {@code words}
 */
public record BagOfWords(String[] words, int[] counts) {

    /** Counts tokens. */
    public static BagOfWords of(List<String> tokens) {
        Map<String, Integer> countByWord = new TreeMap<>();
        for (String token : tokens) {
            countByWord.merge(token, 1, Integer::sum);
        }
        return new BagOfWords(
                countByWord.keySet().toArray(String[]::new),
                countByWord.values().stream().mapToInt(Integer::intValue).toArray());
    }

    /** Returns the number of tokens, repetitions included. */
    public int total() {
        int total = 0;
        for (int count : counts) {
            total += count;
        }
        return total;
    }
}
