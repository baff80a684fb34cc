// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Manner of writing in figures: rates of punctuation and of function words for each word, lengths
 * of words and sentences.
 */
final class StylometricFeatures {
    private static final List<String> RATES = List.of(
            ",", "?", "!", "\"", "i", "me", "my", "we", "us", "our", "you", "your", "he", "him", "his", "she", "her",
            "it", "they", "them", "their", "the", "a", "an", "this", "that", "these", "those", "there", "here", "who",
            "which", "what", "when", "where", "how", "why", "if", "but", "and", "or", "so", "because", "though", "of",
            "in", "to", "on", "at", "by", "with", "from", "for", "into", "out", "up", "down", "over", "is", "are",
            "was", "were", "be", "been", "has", "have", "had", "do", "did", "will", "would", "can", "could", "may",
            "might", "must", "should", "not", "no", "nothing", "any", "some", "one", "two", "all", "only", "very",
            "now", "then", "said", "#");
    private static final Map<String, Integer> PLACES = new HashMap<>();

    static {
        for (int i = 0; i < RATES.size(); i++) {
            PLACES.put(RATES.get(i), i);
        }
    }

    /** How many figures there are. */
    static final int SIZE = RATES.size() + 3;

    private StylometricFeatures() {}

    /** @param words from {@link JudgeTokens#of} */
    static double[] of(List<String> words) {
        double[] figures = new double[SIZE];
        int count = 0;
        int letters = 0;
        int longWords = 0;
        int sentences = 0;
        for (String word : words) {
            Integer place = PLACES.get(word);
            if (place != null) {
                figures[place]++;
            }
            if (word.equals(".") || word.equals("?") || word.equals("!")) {
                sentences++;
            } else if (JudgeTokens.isWord(word)) {
                count++;
                letters += word.length();
                longWords += word.length() > 7 ? 1 : 0;
            }
        }
        int words1 = Math.max(1, count);
        for (int i = 0; i < RATES.size(); i++) {
            figures[i] = Math.sqrt(figures[i] / words1);
        }
        figures[SIZE - 3] = (double) letters / words1;
        figures[SIZE - 2] = (double) longWords / words1;
        figures[SIZE - 1] = Math.log((double) words1 / Math.max(1, sentences));
        return figures;
    }

    /**
     * Standardises by the mean and deviation of the rows given; figures beyond three deviations
     * count as three.
     */
    record Scale(double[] mean, double[] deviation) {
        static Scale of(List<double[]> rows) {
            double[] mean = new double[SIZE];
            double[] deviation = new double[SIZE];
            for (int j = 0; j < SIZE; j++) {
                int at = j;
                double m = rows.stream().mapToDouble(r -> r[at]).average().orElse(0);
                double v = rows.stream()
                        .mapToDouble(r -> (r[at] - m) * (r[at] - m))
                        .average()
                        .orElse(0);
                mean[j] = m;
                deviation[j] = Math.sqrt(v);
            }
            return new Scale(mean, deviation);
        }

        double[] apply(double[] figures) {
            double[] out = new double[SIZE];
            Arrays.setAll(
                    out, j -> deviation[j] < 1e-12 ? 0 : Math.clamp((figures[j] - mean[j]) / deviation[j], -3, 3));
            return out;
        }
    }
}
