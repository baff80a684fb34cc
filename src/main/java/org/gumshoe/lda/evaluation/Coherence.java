// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.evaluation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.lda.BagOfWords;

/**
 * Topic coherence: the normalised pointwise mutual information (NPMI) of pairs of a topic's top
 * words, with co-occurrence counted per passage (Bouma 2009; Lau, Newman and Baldwin 2014). It
 * ranges from -1 (the words never co-occur) to 1 (they always do).
 */
public final class Coherence {
    private Coherence() {}

    /**
     * Computes the mean NPMI over all pairs of each topic's words.
     *
     * @param topics the top words of each topic, two or more
     * @param passages reference corpus; words that do not occur in it are left out
     * @return a value for each topic; NaN if fewer than two of its words occur
     */
    public static double[] npmi(List<List<String>> topics, List<BagOfWords> passages) {
        Map<String, BitSet> passagesByWord = new HashMap<>();
        topics.forEach(words -> words.forEach(word -> passagesByWord.put(word, new BitSet())));
        for (int d = 0; d < passages.size(); d++) {
            for (String word : passages.get(d).words()) {
                BitSet occurrences = passagesByWord.get(word);
                if (occurrences != null) {
                    occurrences.set(d);
                }
            }
        }
        return topics.stream()
                .mapToDouble(
                        words -> mean(words.stream().map(passagesByWord::get).toList(), passages.size()))
                .toArray();
    }

    /** Returns the mean over topics, NaN values left out. */
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
