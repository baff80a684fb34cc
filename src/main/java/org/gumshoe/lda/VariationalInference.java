// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Arrays;
import org.gumshoe.lda.math.Digamma;
import smile.math.special.Gamma;

/**
 * Variational inference for one document given the topics: coordinate ascent on gamma (Dirichlet
 * parameters of the document's topics) and phi (topic probabilities of each word), Hoffman, Blei
 * and Bach 2010, algorithm 2, lines 4 to 8. Since the sum of gamma is constant, theta =
 * exp(digamma(gamma)) is left unnormalised; only the bound needs the constant.
 *
 * <p>An instance is reused for many documents without allocation. It is not thread-safe.
 */
final class VariationalInference {
    static final double GAMMA_THRESHOLD = 1e-3;
    static final int MAX_ITERATIONS = 100;
    private static final double MIN_NORM = 1e-100;

    private final double[] alpha;
    /** The terms of the bound that depend on alpha alone. */
    private final double alphaTerm;

    private final int topics;
    private final double gammaThreshold;
    private final int maxIterations;
    private final double[] gamma;
    private final double[] theta;
    private final double[] weights;
    /**
     * exp(E[log beta]) of the document's words, [topic][word], so that inner loops run over words.
     */
    private final double[][] beta;

    private double[] counts = new double[0];
    private double[] norms = new double[0];
    private double[] ratios = new double[0];
    private long tokens;
    private int words;

    VariationalInference(double[] alpha) {
        this(alpha, GAMMA_THRESHOLD, MAX_ITERATIONS);
    }

    /** @param gammaThreshold mean change of gamma below which the iteration stops */
    VariationalInference(double[] alpha, double gammaThreshold, int maxIterations) {
        this.alpha = alpha.clone();
        this.topics = alpha.length;
        this.gammaThreshold = gammaThreshold;
        this.maxIterations = maxIterations;
        this.alphaTerm = Gamma.lgamma(Arrays.stream(alpha).sum())
                - Arrays.stream(alpha).map(Gamma::lgamma).sum();
        gamma = new double[topics];
        theta = new double[topics];
        weights = new double[topics];
        beta = new double[topics][0];
    }

    /**
     * Infers gamma of a document; without words, gamma is the prior.
     *
     * @param expElogBeta exp(E[log beta]), row-major, K values for each word
     * @param rows rows in {@code expElogBeta} of the document's distinct words, at indices
     *     {@code from} to {@code to}
     * @param wordCounts occurrences, parallel to {@code rows}
     * @param from index of the document's first word
     * @param to index after its last word
     */
    void infer(double[] expElogBeta, int[] rows, int[] wordCounts, int from, int to) {
        int n = to - from;
        words = n;
        gather(expElogBeta, rows, from, n);
        tokens = 0;
        for (int i = 0; i < n; i++) {
            counts[i] = wordCounts[from + i];
            tokens += wordCounts[from + i];
        }
        for (int k = 0; k < topics; k++) {
            gamma[k] = alpha[k] + (double) tokens / topics;
            theta[k] = Digamma.exp(gamma[k]);
        }
        updateRatios(n);
        double change = n == 0 ? 0 : Double.MAX_VALUE;
        for (int iterations = 0; change >= gammaThreshold && iterations < maxIterations; iterations++) {
            change = updateGamma(n) / topics;
            updateRatios(n);
        }
    }

    private void gather(double[] expElogBeta, int[] rows, int from, int n) {
        if (norms.length < n) {
            int capacity = Math.max(n, Math.max(128, 2 * norms.length));
            counts = new double[capacity];
            norms = new double[capacity];
            ratios = new double[capacity];
            Arrays.setAll(beta, k -> new double[capacity]);
        }
        for (int i = 0; i < n; i++) {
            int row = rows[from + i] * topics;
            for (int k = 0; k < topics; k++) {
                beta[k][i] = expElogBeta[row + k];
            }
        }
    }

    /** Computes norms = theta · beta, four topics at a time, and ratios = counts / norms. */
    private void updateRatios(int n) {
        double[] sums = norms;
        Arrays.fill(sums, 0, n, MIN_NORM);
        int k = 0;
        for (; k + 3 < topics; k += 4) {
            addFourTopics(sums, n, k);
        }
        for (; k < topics; k++) {
            double[] row = beta[k];
            double t = theta[k];
            for (int i = 0; i < n; i++) {
                sums[i] += t * row[i];
            }
        }
        for (int i = 0; i < n; i++) {
            ratios[i] = counts[i] / sums[i];
        }
    }

    private void addFourTopics(double[] sums, int n, int k) {
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

    /** Updates gamma and theta once; returns the sum of the absolute changes of gamma. */
    private double updateGamma(int n) {
        int k = 0;
        for (; k + 3 < topics; k += 4) {
            multiplyFourTopics(n, k);
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

    /** Computes weights = beta · ratios for four topics, in eight independent sums. */
    private void multiplyFourTopics(int n, int k) {
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
     * Returns the document's terms of the variational lower bound on the log-likelihood (Hoffman,
     * Blei and Bach 2010, equation 4, without the terms of lambda), in nats.
     */
    double bound() {
        double sum = 0;
        for (int k = 0; k < topics; k++) {
            sum += gamma[k];
        }
        double digammaSum = Digamma.of(sum);
        double bound = alphaTerm - tokens * digammaSum - Gamma.lgamma(sum);
        for (int i = 0; i < words; i++) {
            bound += counts[i] * Math.log(norms[i]);
        }
        for (int k = 0; k < topics; k++) {
            bound += (alpha[k] - gamma[k]) * (Digamma.of(gamma[k]) - digammaSum) + Gamma.lgamma(gamma[k]);
        }
        return bound;
    }

    /**
     * Writes E[log theta] of the latest document, K values, into {@code target} from {@code at}.
     */
    void writeElogTheta(double[] target, int at) {
        double digammaSum = Digamma.of(Arrays.stream(gamma).sum());
        for (int k = 0; k < topics; k++) {
            target[at + k] = Digamma.of(gamma[k]) - digammaSum;
        }
    }

    /** Returns gamma of the latest document; the array is overwritten by the next one. */
    double[] gamma() {
        return gamma;
    }

    /** Returns exp(digamma(gamma)) of the latest document; overwritten by the next one. */
    double[] theta() {
        return theta;
    }

    /**
     * Returns count / norm of each word of the latest document: the expected number of times that
     * word i was drawn from topic k is {@code ratios[i] · theta[k] · beta[i][k]}.
     */
    double[] ratios() {
        return ratios;
    }
}
