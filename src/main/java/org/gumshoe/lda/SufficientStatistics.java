// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import org.gumshoe.lda.math.ParallelRanges;

/**
 * The E-step of a minibatch.
 *
 * @param statistics expected number of times each distinct word came from each topic, row-major
 * @param bound the passages' part of the variational bound, in nats
 * @param logTheta E[log theta] summed over the passages, by topic
 * @param iterations of coordinate ascent, over all passages
 */
record SufficientStatistics(double[] statistics, double bound, double[] logTheta, long iterations) {
    private static final int PASSAGES_PER_RANGE = 16;
    private static final int WORDS_PER_RANGE = 256;

    /**
     * Passages first, then words: a word's statistics are summed over its passages in their order,
     * so threads need neither locks nor buffers of the size of the vocabulary, and their number
     * changes no bit.
     *
     * @param beta exp(E[log beta]) of the distinct words, row-major
     */
    static SufficientStatistics of(
            Minibatch batch, double[] beta, double[] alpha, LdaOptions options, ParallelRanges workers) {
        int topics = alpha.length;
        double[] thetas = new double[batch.size() * topics];
        double[] logThetas = new double[options.learnAlpha() ? batch.size() * topics : 0];
        double[] ratios = new double[batch.words().length];
        double[] bounds = new double[batch.size()];
        int[] iterations = new int[batch.size()];
        workers.forRanges(batch.size(), PASSAGES_PER_RANGE, (first, end) -> {
            VariationalInference eStep = new VariationalInference(alpha, options.threshold(), options.iterations());
            for (int d = first; d < end; d++) {
                int from = batch.starts()[d];
                int to = batch.starts()[d + 1];
                eStep.infer(beta, batch.words(), batch.counts(), from, to);
                bounds[d] = eStep.bound();
                iterations[d] = eStep.iterations();
                System.arraycopy(eStep.theta(), 0, thetas, d * topics, topics);
                System.arraycopy(eStep.ratios(), 0, ratios, from, to - from);
                if (options.learnAlpha()) {
                    eStep.expectLogTheta(logThetas, d * topics);
                }
            }
        });
        double bound = 0;
        long steps = 0;
        for (int d = 0; d < bounds.length; d++) {
            bound += bounds[d];
            steps += iterations[d];
        }
        double[] logTheta = new double[topics];
        for (int i = 0; i < logThetas.length; i++) {
            logTheta[i % topics] += logThetas[i];
        }
        return new SufficientStatistics(
                statistics(batch, beta, thetas, ratios, topics, workers), bound, logTheta, steps);
    }

    private static double[] statistics(
            Minibatch batch, double[] beta, double[] thetas, double[] ratios, int topics, ParallelRanges workers) {
        Minibatch.Occurrences occurrences = batch.occurrences();
        double[] statistics = new double[batch.distinct() * topics];
        workers.forRanges(batch.distinct(), WORDS_PER_RANGE, (first, end) -> {
            for (int w = first; w < end; w++) {
                int row = w * topics;
                for (int at = occurrences.heads()[w]; at < occurrences.heads()[w + 1]; at++) {
                    double ratio = ratios[occurrences.places()[at]];
                    int passage = occurrences.passages()[at] * topics;
                    for (int k = 0; k < topics; k++) {
                        statistics[row + k] += ratio * thetas[passage + k];
                    }
                }
                for (int k = 0; k < topics; k++) {
                    statistics[row + k] *= beta[row + k];
                }
            }
        });
        return statistics;
    }
}
