// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;

/**
 * A comparison of two topic models: versions of one model, or models of different K.
 *
 * @param wordDistance Hellinger distance between the word distributions of topic i of the first and
 *     topic j of the second model, 0 (equal) to 1 (no common word); K x K'
 * @param transitions expected share of topic i's tokens in the passages that the second model
 *     assigns to topic j; K x K', rows sum to 1; null without passages
 * @param passageDrift Hellinger distance between topic k's distributions over the passages
 *     (weighted by tokens) in the two models, K values; empty without passages or if K differs
 */
public record TopicComparison(double[][] wordDistance, double[][] transitions, double[] passageDrift) {

    /**
     * Compares two models.
     *
     * @param passages passages to infer topics for; if empty, only words are compared
     */
    public static TopicComparison of(TopicModel first, TopicModel second, List<BagOfWords> passages) {
        double[][] distance = hellinger(first, second);
        if (passages.isEmpty()) {
            return new TopicComparison(distance, null, new double[0]);
        }
        List<ProportionPair> pairs = passages.parallelStream()
                .map(bag -> new ProportionPair(first.proportions(bag), second.proportions(bag), bag.total()))
                .toList();
        double[] drift = first.topics() == second.topics() ? passageDrift(pairs, first.topics()) : new double[0];
        return new TopicComparison(distance, transitions(pairs, first.topics(), second.topics()), drift);
    }

    /**
     * Returns for each topic of the first model its successor in the second: the topic with the
     * largest transition or, without passages, the smallest word distance.
     */
    public int[] successors() {
        int[] successors = new int[wordDistance.length];
        for (int i = 0; i < wordDistance.length; i++) {
            for (int j = 1; j < wordDistance[i].length; j++) {
                int best = successors[i];
                boolean better = transitions == null
                        ? wordDistance[i][j] < wordDistance[i][best]
                        : transitions[i][j] > transitions[i][best];
                successors[i] = better ? j : best;
            }
        }
        return successors;
    }

    /**
     * Returns how far each topic's words have drifted between two versions of one model: the
     * diagonal of {@link #wordDistance}.
     */
    public double[] wordDrift() {
        double[] drift = new double[Math.min(wordDistance.length, wordDistance[0].length)];
        Arrays.setAll(drift, k -> wordDistance[k][k]);
        return drift;
    }

    /**
     * Computes the Hellinger distance sqrt(1 - sum sqrt(p q)) of each pair of topics over the union
     * of the vocabularies; a word that a model lacks has probability zero in it.
     */
    static double[][] hellinger(TopicModel first, TopicModel second) {
        double[] firstSums = first.topicSums();
        double[] secondSums = second.topicSums();
        double[][] affinity = new double[first.topics()][second.topics()];
        Map<String, float[]> rows = HashMap.newHashMap(second.words().length);
        for (int row = 0; row < second.words().length; row++) {
            rows.put(second.words()[row], second.lambda()[row]);
        }
        double[] roots = new double[second.topics()];
        for (int row = 0; row < first.words().length; row++) {
            float[] secondRow = rows.get(first.words()[row]);
            if (secondRow != null) {
                Arrays.setAll(roots, j -> Math.sqrt(secondRow[j] / secondSums[j]));
                for (int i = 0; i < affinity.length; i++) {
                    double root = Math.sqrt(first.lambda()[row][i] / firstSums[i]);
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

    /** A passage's topic proportions in both models. */
    private record ProportionPair(float[] first, float[] second, int tokens) {}

    private static double[] passageDrift(List<ProportionPair> pairs, int topics) {
        double[] drift = new double[topics];
        for (int k = 0; k < topics; k++) {
            double affinity = 0;
            double first = 0;
            double second = 0;
            for (ProportionPair pair : pairs) {
                affinity += pair.tokens * Math.sqrt((double) pair.first[k] * pair.second[k]);
                first += pair.tokens * pair.first[k];
                second += pair.tokens * pair.second[k];
            }
            drift[k] = first * second == 0 ? 0 : Math.sqrt(Math.max(0, 1 - affinity / Math.sqrt(first * second)));
        }
        return drift;
    }

    private static double[][] transitions(List<ProportionPair> pairs, int firstTopics, int secondTopics) {
        double[][] counts = new double[firstTopics][secondTopics];
        for (ProportionPair pair : pairs) {
            for (int i = 0; i < counts.length; i++) {
                for (int j = 0; j < counts[i].length; j++) {
                    counts[i][j] += pair.tokens * pair.first[i] * pair.second[j];
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
