// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * What a model foresaw of a sequence: one entry for each token that had one before it.
 *
 * @param nll negative log-likelihood of the token that came, in natural units
 * @param likeliest the token that was held likeliest
 */
public record TokenLikelihoods(double[] nll, int[] likeliest) {
    /**
     * Scores of the vocabulary are computed for so many positions at once that they fill about 64
     * MB.
     */
    private static final int SCORES = 1 << 24;

    /**
     * @param stream residual stream of one whole text after the last block
     * @param first index of the first token that is judged, 1 or more
     */
    public static TokenLikelihoods of(Transformer transformer, NDArray stream, int[] ids, int first, int vocabulary) {
        double[] nll = new double[Math.max(0, ids.length - first)];
        int[] likeliest = new int[nll.length];
        int step = Math.max(1, SCORES / vocabulary);
        for (int from = 0; from < nll.length; from += step) {
            int to = Math.min(nll.length, from + step);
            long[] next =
                    Arrays.stream(ids, from + first, to + first).asLongStream().toArray();
            try (var scope = stream.getManager().newSubManager()) {
                NDArray rows = stream.get(scope, new NDIndex().addSliceDim(from + first - 1, to + first - 1));
                NDArray logProbs = transformer.logits(rows).logSoftmax(1);
                float[] came = logProbs.gather(scope.create(next, new Shape(next.length, 1)), 1)
                        .toFloatArray();
                long[] best = logProbs.argMax(1).toLongArray();
                for (int i = from; i < to; i++) {
                    nll[i] = -came[i - from];
                    likeliest[i] = Math.toIntExact(best[i - from]);
                }
            }
        }
        return new TokenLikelihoods(nll, likeliest);
    }
}
