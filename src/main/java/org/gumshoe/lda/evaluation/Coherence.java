// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.evaluation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.lda.BagOfWords;

/**
 * Coherence of topics: do their leading words occur together? Normalised pointwise mutual
 * information of each pair of words over passages (Bouma 2009; Lau, Newman and Baldwin 2014), from
 * -1 (never together) to 1 (always together).
 */
public final class Coherence {
    private Coherence() {}

    /**
     * Mean over the pairs of each list.
     *
     * @param topics the leading words of each topic, two or more
     * @param passages where words are looked for; a word that occurs in none makes no pair
     * @return a value for each topic, NaN when fewer than two of its words occur
     */
    public static double[] npmi(List<List<String>> topics, List<BagOfWords> passages) {
        Map<String, BitSet> places = new HashMap<>();
        topics.forEach(words -> words.forEach(word -> places.put(word, new BitSet())));
        for (int d = 0; d < passages.size(); d++) {
            for (String word : passages.get(d).words()) {
                BitSet of = places.get(word);
                if (of != null) {
                    of.set(d);
                }
            }
        }
        return topics.stream()
                .mapToDouble(words -> mean(words.stream().map(places::get).toList(), passages.size()))
                .toArray();
    }

    /** Mean over topics; those without a value are left out. */
    public static double mean(double[] topics) {
        return Arrays.stream(topics)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    private static double mean(List<BitSet> words, double passages) {
        double sum = 0;
        int pairs = 0;
        for (int i = 1; i < words.size(); i++) {
            for (int j = 0; j < i; j++) {
                double a = words.get(i).cardinality();
                double b = words.get(j).cardinality();
                if (a > 0 && b > 0) {
                    BitSet both = (BitSet) words.get(i).clone();
                    both.and(words.get(j));
                    sum += npmi(a / passages, b / passages, both.cardinality() / passages);
                    pairs++;
                }
            }
        }
        return pairs == 0 ? Double.NaN : sum / pairs;
    }

    private static double npmi(double a, double b, double both) {
        if (both == 0) {
            return -1;
        }
        return both == 1 ? 1 : Math.log(both / (a * b)) / -Math.log(both);
    }
}
