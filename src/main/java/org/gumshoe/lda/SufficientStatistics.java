// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import org.gumshoe.lda.math.ParallelRanges;

/**
 * The result of the E-step over a minibatch.
 *
 * @param expectedCounts expected number of times that each distinct word was drawn from each topic,
 *     row-major, distinct words x K
 * @param bound the documents' terms of the variational bound, in nats
 * @param sumElogTheta E[log theta] summed over the documents, K values; zeros unless alpha is
 *     learned
 */
record SufficientStatistics(double[] expectedCounts, double bound, double[] sumElogTheta) {
    private static final int PASSAGES_PER_RANGE = 16;
    private static final int WORDS_PER_RANGE = 256;

    /**
     * Runs the E-step. Threads first infer the documents, then sum the counts of each word over its
     * documents in their order. The sums need neither locks nor buffers of the size of the
     * vocabulary, and their bits do not depend on the number of threads.
     *
     * @param beta exp(E[log beta]) of the distinct words, row-major
     */
    static SufficientStatistics of(
            Minibatch minibatch, double[] beta, double[] alpha, LdaOptions options, ParallelRanges parallel) {
        int topics = alpha.length;
        double[] thetas = new double[minibatch.size() * topics];
        double[] elogThetas = new double[options.learnAlpha() ? minibatch.size() * topics : 0];
        double[] ratios = new double[minibatch.words().length];
        double[] bounds = new double[minibatch.size()];
        parallel.forRanges(minibatch.size(), PASSAGES_PER_RANGE, (first, end) -> {
            VariationalInference eStep =
                    new VariationalInference(alpha, options.gammaThreshold(), options.iterations());
            for (int d = first; d < end; d++) {
                int from = minibatch.starts()[d];
                int to = minibatch.starts()[d + 1];
                eStep.infer(beta, minibatch.words(), minibatch.counts(), from, to);
                bounds[d] = eStep.bound();
                System.arraycopy(eStep.theta(), 0, thetas, d * topics, topics);
                System.arraycopy(eStep.ratios(), 0, ratios, from, to - from);
                if (options.learnAlpha()) {
                    eStep.writeElogTheta(elogThetas, d * topics);
                }
            }
        });
        double bound = 0;
        for (double documentBound : bounds) {
            bound += documentBound;
        }
        double[] sumElogTheta = new double[topics];
        for (int i = 0; i < elogThetas.length; i++) {
            sumElogTheta[i % topics] += elogThetas[i];
        }
        return new SufficientStatistics(
                expectedCounts(minibatch, beta, thetas, ratios, topics, parallel), bound, sumElogTheta);
    }

    private static double[] expectedCounts(
            Minibatch minibatch, double[] beta, double[] thetas, double[] ratios, int topics, ParallelRanges parallel) {
        Minibatch.Transpose transpose = minibatch.transpose();
        double[] counts = new double[minibatch.distinct() * topics];
        parallel.forRanges(minibatch.distinct(), WORDS_PER_RANGE, (first, end) -> {
            for (int w = first; w < end; w++) {
                int row = w * topics;
                for (int at = transpose.starts()[w]; at < transpose.starts()[w + 1]; at++) {
                    double ratio = ratios[transpose.positions()[at]];
                    int document = transpose.documents()[at] * topics;
                    for (int k = 0; k < topics; k++) {
                        counts[row + k] += ratio * thetas[document + k];
                    }
                }
                for (int k = 0; k < topics; k++) {
                    counts[row + k] *= beta[row + k];
                }
            }
        });
        return counts;
    }
}
