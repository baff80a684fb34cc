// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.gumshoe.lda.math.Digamma;

/**
 * The precomputed part of inference under a fixed topic model.
 *
 * @param rowByWord the row in lambda of each word
 * @param expElogBeta exp(E[log beta]), row-major, V x K
 * @param topicSums lambda summed over the vocabulary, K values
 * @param total sum of {@code topicSums}
 * @param alpha Dirichlet prior of the topics, K values
 */
record TopicInference(
        Map<String, Integer> rowByWord, double[] expElogBeta, double[] topicSums, double total, double[] alpha) {

    static TopicInference of(String[] words, float[][] lambda, float[] alpha) {
        int topics = alpha.length;
        Map<String, Integer> rowByWord = HashMap.newHashMap(words.length);
        double[] sums = new double[topics];
        for (int row = 0; row < words.length; row++) {
            rowByWord.put(words[row], row);
            for (int k = 0; k < topics; k++) {
                sums[k] += lambda[row][k];
            }
        }
        double[] beta = new double[words.length * topics];
        for (int k = 0; k < topics; k++) {
            double factor = 1 / Digamma.exp(Math.max(sums[k], Double.MIN_NORMAL));
            for (int row = 0; row < words.length; row++) {
                beta[row * topics + k] = factor * Digamma.exp(lambda[row][k]);
            }
        }
        double[] prior = new double[topics];
        Arrays.setAll(prior, k -> alpha[k]);
        return new TopicInference(rowByWord, beta, sums, Arrays.stream(sums).sum(), prior);
    }

    /** Infers the topic proportions of a document: the mean of its variational Dirichlet. */
    float[] proportions(BagOfWords bag) {
        int[] rows = new int[bag.words().length];
        int[] counts = new int[rows.length];
        int n = 0;
        for (int i = 0; i < rows.length; i++) {
            Integer row = rowByWord.get(bag.words()[i]);
            if (row != null) {
                rows[n] = row;
                counts[n++] = bag.counts()[i];
            }
        }
        VariationalInference eStep = new VariationalInference(alpha);
        eStep.infer(expElogBeta, rows, counts, 0, n);
        double sum = Arrays.stream(eStep.gamma()).sum();
        float[] proportions = new float[alpha.length];
        for (int k = 0; k < proportions.length; k++) {
            proportions[k] = (float) (eStep.gamma()[k] / sum);
        }
        return proportions;
    }
}
