// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;

/**
 * Two topic models side by side: versions of one model, or models of different K.
 *
 * @param words Hellinger distance of the word distributions of topic i of the one and j of the
 *     other, 0 (the same) to 1 (no common word)
 * @param passages expected share of topic i's words in the shared passages that the other model
 *     gives to topic j; rows sum to 1. Null without passages.
 * @param passageDrift by topic, Hellinger distance of its distribution over the shared passages (in
 *     words) between the two; empty without passages, and for models of different K
 */
public record TopicComparison(double[][] words, double[][] passages, double[] passageDrift) {

    /**
     * Compares two models.
     *
     * @param shared passages that both are asked about; none compares words alone
     */
    public static TopicComparison of(TopicModel one, TopicModel other, List<BagOfWords> shared) {
        double[][] words = hellinger(one, other);
        if (shared.isEmpty()) {
            return new TopicComparison(words, null, new double[0]);
        }
        List<Pair> pairs = shared.parallelStream()
                .map(bag -> new Pair(one.proportions(bag), other.proportions(bag), bag.total()))
                .toList();
        double[] drift = one.topics() == other.topics() ? passageDrift(pairs, one.topics()) : new double[0];
        return new TopicComparison(words, together(pairs, one.topics(), other.topics()), drift);
    }

    /**
     * For each topic of the one, the topic of the other that it has become: the largest share of
     * passages, or the nearest words.
     */
    public int[] successors() {
        int[] successors = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            for (int j = 1; j < words[i].length; j++) {
                int best = successors[i];
                boolean better = passages == null ? words[i][j] < words[i][best] : passages[i][j] > passages[i][best];
                successors[i] = better ? j : best;
            }
        }
        return successors;
    }

    /**
     * How far each topic has drifted between two versions of one model: the diagonal of
     * {@link #words}.
     */
    public double[] drift() {
        double[] drift = new double[Math.min(words.length, words[0].length)];
        Arrays.setAll(drift, k -> words[k][k]);
        return drift;
    }

    /**
     * Hellinger distance sqrt(1 - sum sqrt(p q)) of each pair of topics, over the words of both
     * vocabularies; a word that one does not know has probability zero there.
     */
    static double[][] hellinger(TopicModel one, TopicModel other) {
        double[] oneSums = one.sums();
        double[] otherSums = other.sums();
        double[][] affinity = new double[one.topics()][other.topics()];
        Map<String, float[]> rows = HashMap.newHashMap(other.words().length);
        for (int row = 0; row < other.words().length; row++) {
            rows.put(other.words()[row], other.lambda()[row]);
        }
        double[] roots = new double[other.topics()];
        for (int row = 0; row < one.words().length; row++) {
            float[] there = rows.get(one.words()[row]);
            if (there != null) {
                Arrays.setAll(roots, j -> Math.sqrt(there[j] / otherSums[j]));
                for (int i = 0; i < affinity.length; i++) {
                    double root = Math.sqrt(one.lambda()[row][i] / oneSums[i]);
                    for (int j = 0; j < roots.length; j++) {
                        affinity[i][j] += root * roots[j];
                    }
                }
            }
        }
        for (double[] row : affinity) {
            Arrays.setAll(row, j -> Math.sqrt(Math.max(0, 1 - row[j])));
        }
        return affinity;
    }

    /** A passage's topics in both models. */
    private record Pair(float[] here, float[] there, int words) {}

    private static double[] passageDrift(List<Pair> pairs, int topics) {
        double[] drift = new double[topics];
        for (int k = 0; k < topics; k++) {
            double affinity = 0;
            double here = 0;
            double there = 0;
            for (Pair pair : pairs) {
                affinity += pair.words * Math.sqrt((double) pair.here[k] * pair.there[k]);
                here += pair.words * pair.here[k];
                there += pair.words * pair.there[k];
            }
            drift[k] = here * there == 0 ? 0 : Math.sqrt(Math.max(0, 1 - affinity / Math.sqrt(here * there)));
        }
        return drift;
    }

    private static double[][] together(List<Pair> pairs, int ones, int others) {
        double[][] counts = new double[ones][others];
        for (Pair pair : pairs) {
            for (int i = 0; i < counts.length; i++) {
                for (int j = 0; j < counts[i].length; j++) {
                    counts[i][j] += pair.words * pair.here[i] * pair.there[j];
                }
            }
        }
        for (double[] row : counts) {
            double sum = Arrays.stream(row).sum();
            Arrays.setAll(row, j -> sum == 0 ? 0 : row[j] / sum);
        }
        return counts;
    }
}
