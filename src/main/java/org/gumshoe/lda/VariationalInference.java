// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Arrays;
import org.gumshoe.lda.math.Digamma;
import smile.math.special.Gamma;

/**
 * Variational inference for one passage given the topics: coordinate ascent on gamma (its Dirichlet
 * over topics) and phi (each word's topic), Hoffman, Blei and Bach 2010, algorithm 2, lines 4 to 8.
 * The sum of gamma is constant, so theta = exp(digamma(gamma)) stays unnormalised until the bound
 * asks. Doubles: the loops are bound by arithmetic on a few kilobytes, and sums over a million
 * words stay exact enough to be compared to the bit.
 *
 * <p>Reusable and without allocation between passages; not for several threads at once.
 */
final class VariationalInference {
    static final double THRESHOLD = 1e-3;
    static final int MAX_ITERATIONS = 100;
    private static final double TINY = 1e-100;

    private final double[] alpha;
    private final double constant;
    private final int topics;
    private final double threshold;
    private final int maxIterations;
    private final double[] gamma;
    private final double[] theta;
    private final double[] weights;
    /**
     * The passage's rows of exp(E[log beta]), topic by topic, so that the inner loops run over
     * words.
     */
    private final double[][] beta;

    private double[] times = new double[0];
    private double[] norms = new double[0];
    private double[] ratios = new double[0];
    private long total;
    private int words;
    private int iterations;

    VariationalInference(double[] alpha) {
        this(alpha, THRESHOLD, MAX_ITERATIONS);
    }

    /** @param threshold stop when the mean change of gamma falls below it */
    VariationalInference(double[] alpha, double threshold, int maxIterations) {
        this.alpha = alpha.clone();
        this.topics = alpha.length;
        this.threshold = threshold;
        this.maxIterations = maxIterations;
        this.constant = Gamma.lgamma(Arrays.stream(alpha).sum())
                - Arrays.stream(alpha).map(Gamma::lgamma).sum();
        gamma = new double[topics];
        theta = new double[topics];
        weights = new double[topics];
        beta = new double[topics][0];
    }

    /**
     * Infers gamma for a passage.
     *
     * @param expectedBeta exp(E[log beta]), row-major, one row of K topics for each word
     * @param rows the row in {@code expectedBeta} of each distinct word of the passage, in places
     *     {@code from} to {@code to}
     * @param counts how often each occurs, parallel to {@code rows}
     * @param from where the passage begins; without words it gets the prior
     * @param to where it ends, exclusive
     */
    void infer(double[] expectedBeta, int[] rows, int[] counts, int from, int to) {
        int n = to - from;
        words = n;
        gather(expectedBeta, rows, from, n);
        total = 0;
        for (int i = 0; i < n; i++) {
            times[i] = counts[from + i];
            total += counts[from + i];
        }
        for (int k = 0; k < topics; k++) {
            gamma[k] = alpha[k] + (double) total / topics;
            theta[k] = Digamma.exp(gamma[k]);
        }
        divide(n);
        double change = n == 0 ? 0 : Double.MAX_VALUE;
        for (iterations = 0; change >= threshold && iterations < maxIterations; iterations++) {
            change = ascend(n) / topics;
            divide(n);
        }
    }

    private void gather(double[] expectedBeta, int[] rows, int from, int n) {
        if (norms.length < n) {
            int capacity = Math.max(n, Math.max(128, 2 * norms.length));
            times = new double[capacity];
            norms = new double[capacity];
            ratios = new double[capacity];
            Arrays.setAll(beta, k -> new double[capacity]);
        }
        for (int i = 0; i < n; i++) {
            int row = rows[from + i] * topics;
            for (int k = 0; k < topics; k++) {
                beta[k][i] = expectedBeta[row + k];
            }
        }
    }

    /** norms = theta · beta, four topics at a time, and ratios = counts / norms. */
    private void divide(int n) {
        double[] sums = norms;
        Arrays.fill(sums, 0, n, TINY);
        int k = 0;
        for (; k + 3 < topics; k += 4) {
            addFour(sums, n, k);
        }
        for (; k < topics; k++) {
            double[] row = beta[k];
            double t = theta[k];
            for (int i = 0; i < n; i++) {
                sums[i] += t * row[i];
            }
        }
        for (int i = 0; i < n; i++) {
            ratios[i] = times[i] / sums[i];
        }
    }

    private void addFour(double[] sums, int n, int k) {
        double[] a = beta[k];
        double[] b = beta[k + 1];
        double[] c = beta[k + 2];
        double[] d = beta[k + 3];
        double ta = theta[k];
        double tb = theta[k + 1];
        double tc = theta[k + 2];
        double td = theta[k + 3];
        for (int i = 0; i < n; i++) {
            sums[i] += ta * a[i] + tb * b[i] + (tc * c[i] + td * d[i]);
        }
    }

    /** One step of gamma and theta; returns the sum of the changes of gamma. */
    private double ascend(int n) {
        int k = 0;
        for (; k + 3 < topics; k += 4) {
            weighFour(n, k);
        }
        for (; k < topics; k++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += ratios[i] * beta[k][i];
            }
            weights[k] = sum;
        }
        double change = 0;
        for (k = 0; k < topics; k++) {
            double next = alpha[k] + theta[k] * weights[k];
            change += Math.abs(next - gamma[k]);
            gamma[k] = next;
            theta[k] = Digamma.exp(next);
        }
        return change;
    }

    /** weights = beta · ratios for four topics, in eight sums that do not wait for one another. */
    private void weighFour(int n, int k) {
        double[] a = beta[k];
        double[] b = beta[k + 1];
        double[] c = beta[k + 2];
        double[] d = beta[k + 3];
        double a0 = 0;
        double b0 = 0;
        double c0 = 0;
        double d0 = 0;
        double a1 = 0;
        double b1 = 0;
        double c1 = 0;
        double d1 = 0;
        int i = 0;
        for (; i + 1 < n; i += 2) {
            double even = ratios[i];
            double odd = ratios[i + 1];
            a0 += even * a[i];
            b0 += even * b[i];
            c0 += even * c[i];
            d0 += even * d[i];
            a1 += odd * a[i + 1];
            b1 += odd * b[i + 1];
            c1 += odd * c[i + 1];
            d1 += odd * d[i + 1];
        }
        if (i < n) {
            a0 += ratios[i] * a[i];
            b0 += ratios[i] * b[i];
            c0 += ratios[i] * c[i];
            d0 += ratios[i] * d[i];
        }
        weights[k] = a0 + a1;
        weights[k + 1] = b0 + b1;
        weights[k + 2] = c0 + c1;
        weights[k + 3] = d0 + d1;
    }

    /**
     * The passage's part of the variational lower bound of its log-likelihood (Hoffman's equation 4
     * without the terms of the topics), in nats.
     */
    double bound() {
        double sum = 0;
        for (int k = 0; k < topics; k++) {
            sum += gamma[k];
        }
        double digammaSum = Digamma.of(sum);
        double bound = constant - total * digammaSum - Gamma.lgamma(sum);
        for (int i = 0; i < words; i++) {
            bound += times[i] * Math.log(norms[i]);
        }
        for (int k = 0; k < topics; k++) {
            bound += (alpha[k] - gamma[k]) * (Digamma.of(gamma[k]) - digammaSum) + Gamma.lgamma(gamma[k]);
        }
        return bound;
    }

    /**
     * Writes E[log theta] of the latest passage, K values, into {@code target} from {@code at} on.
     */
    void expectLogTheta(double[] target, int at) {
        double digammaSum = Digamma.of(Arrays.stream(gamma).sum());
        for (int k = 0; k < topics; k++) {
            target[at + k] = Digamma.of(gamma[k]) - digammaSum;
        }
    }

    /** Gamma of the latest passage; valid until the next one. */
    double[] gamma() {
        return gamma;
    }

    /** exp(digamma(gamma)) of the latest passage. */
    double[] theta() {
        return theta;
    }

    /**
     * For each word of the latest passage its count over its norm: word i came
     * {@code ratios[i] · theta[k] · beta[i][k]} times from topic k, as expected.
     */
    double[] ratios() {
        return ratios;
    }

    int iterations() {
        return iterations;
    }
}
