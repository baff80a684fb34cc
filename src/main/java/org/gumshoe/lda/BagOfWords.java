// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A passage as a bag of words.
 *
 * @param words distinct words in lexicographic order
 * @param counts how often each occurs, parallel to {@code words}
 */
public record BagOfWords(String[] words, int[] counts) {

    /** Counts the tokens. */
    public static BagOfWords of(List<String> tokens) {
        Map<String, Integer> counted = new TreeMap<>();
        for (String token : tokens) {
            counted.merge(token, 1, Integer::sum);
        }
        return new BagOfWords(
                counted.keySet().toArray(String[]::new),
                counted.values().stream().mapToInt(Integer::intValue).toArray());
    }

    /** Number of words, repetitions included. */
    public int total() {
        int total = 0;
        for (int count : counts) {
            total += count;
        }
        return total;
    }
}
