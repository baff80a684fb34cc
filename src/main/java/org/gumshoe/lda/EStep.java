// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Arrays;
import smile.math.special.Gamma;

/**
 * Variational inference for one passage given the topics: coordinate ascent on gamma (its Dirichlet over topics) and phi (each word's topic), Hoffman,
 * Blei and Bach 2010, algorithm 2, lines 4 to 8. Reusable and without allocation between passages; not for several threads at once.
 */
final class EStep {
    private static final double THRESHOLD = 1e-3;
    private static final int MAX_ITERATIONS = 100;
    private static final double TINY = 1e-100;

    private final double[] alpha;
    private final double alphaSum;
    private final int topics;
    private final double threshold;
    private final int maxIterations;
    private final double[] gamma;
    private final double[] logTheta;
    private final double[] theta;
    private final double[] weighted;
    private double[] norms = new double[256];
    private int iterations;

    EStep(double[] alpha) {
        this(alpha, THRESHOLD, MAX_ITERATIONS);
    }

    /** @param threshold stop when the mean change of gamma falls below it */
    EStep(double[] alpha, double threshold, int maxIterations) {
        this.alpha = alpha.clone();
        this.alphaSum = Arrays.stream(alpha).sum();
        this.topics = alpha.length;
        this.threshold = threshold;
        this.maxIterations = maxIterations;
        gamma = new double[topics];
        logTheta = new double[topics];
        theta = new double[topics];
        weighted = new double[topics];
    }

    /**
     * Infers gamma for a passage.
     *
     * @param beta exp(E[log beta]), row-major, one row of K topics for each word
     * @param rows the row in {@code beta} of each distinct word of the passage
     * @param counts how often each occurs, parallel to {@code rows}
     * @param n number of distinct words; zero gives the prior
     */
    void infer(double[] beta, int[] rows, int[] counts, int n) {
        int total = 0;
        for (int i = 0; i < n; i++) {
            total += counts[i];
        }
        if (norms.length < n) {
            norms = new double[Math.max(n, 2 * norms.length)];
        }
        for (int k = 0; k < topics; k++) {
            gamma[k] = alpha[k] + (double) total / topics;
        }
        expectTheta();
        iterations = 0;
        double change = n == 0 ? 0 : Double.MAX_VALUE;
        while (change >= threshold && iterations < maxIterations) {
            normalise(beta, rows, n);
            Arrays.fill(weighted, 0);
            for (int i = 0; i < n; i++) {
                int row = rows[i] * topics;
                double ratio = counts[i] / norms[i];
                for (int k = 0; k < topics; k++) {
                    weighted[k] += ratio * beta[row + k];
                }
            }
            change = 0;
            for (int k = 0; k < topics; k++) {
                double next = alpha[k] + theta[k] * weighted[k];
                change += Math.abs(next - gamma[k]);
                gamma[k] = next;
            }
            change /= topics;
            expectTheta();
            iterations++;
        }
        normalise(beta, rows, n);
    }

    private void normalise(double[] beta, int[] rows, int n) {
        for (int i = 0; i < n; i++) {
            norms[i] = dot(beta, rows[i] * topics) + TINY;
        }
    }

    private double dot(double[] beta, int row) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int k = 0;
        for (; k + 3 < topics; k += 4) {
            a += theta[k] * beta[row + k];
            b += theta[k + 1] * beta[row + k + 1];
            c += theta[k + 2] * beta[row + k + 2];
            d += theta[k + 3] * beta[row + k + 3];
        }
        for (; k < topics; k++) {
            a += theta[k] * beta[row + k];
        }
        return a + b + (c + d);
    }

    private void expectTheta() {
        double sum = 0;
        for (int k = 0; k < topics; k++) {
            sum += gamma[k];
        }
        double digammaSum = Digamma.of(sum);
        for (int k = 0; k < topics; k++) {
            logTheta[k] = Digamma.of(gamma[k]) - digammaSum;
            theta[k] = Math.exp(logTheta[k]);
        }
    }

    /** Adds to {@code statistics} (shaped like {@code beta}) the expected number of times each word of the passage came from each topic. */
    void addStatistics(double[] beta, int[] rows, int[] counts, int n, double[] statistics) {
        for (int i = 0; i < n; i++) {
            int row = rows[i] * topics;
            double ratio = counts[i] / norms[i];
            for (int k = 0; k < topics; k++) {
                statistics[row + k] += ratio * theta[k] * beta[row + k];
            }
        }
    }

    /** The passage's part of the variational lower bound of its log-likelihood (Hoffman's equation 4 without the terms of the topics), in nats. */
    double bound(int[] counts, int n) {
        double bound = Gamma.lgamma(alphaSum);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            bound += counts[i] * Math.log(norms[i]);
        }
        for (int k = 0; k < topics; k++) {
            bound += (alpha[k] - gamma[k]) * logTheta[k] + Gamma.lgamma(gamma[k]) - Gamma.lgamma(alpha[k]);
            sum += gamma[k];
        }
        return bound - Gamma.lgamma(sum);
    }

    /** Gamma of the latest passage; valid until the next one. */
    double[] gamma() {
        return gamma;
    }

    int iterations() {
        return iterations;
    }
}
