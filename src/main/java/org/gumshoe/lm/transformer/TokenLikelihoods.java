// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * The likelihoods of the tokens of a sequence, each given those before it; the first token has
 * none.
 *
 * @param nll negative log-likelihood of each token, in nats
 * @param argmax the most likely token at the same place
 */
public record TokenLikelihoods(double[] nll, int[] argmax) {
    /** Logits are computed for at most this many numbers (64 MB) at once. */
    private static final int MAX_LOGITS = 1 << 24;

    /**
     * Computes the likelihoods of ids[first], ids[first + 1], ...
     *
     * @param residual residual stream of one whole sequence after the last block
     * @param first 1 or more
     */
    public static TokenLikelihoods of(Transformer transformer, NDArray residual, int[] ids, int first) {
        double[] nll = new double[Math.max(0, ids.length - first)];
        int[] argmax = new int[nll.length];
        int step = Math.max(1, MAX_LOGITS / transformer.config().vocabSize());
        for (int from = 0; from < nll.length; from += step) {
            int to = Math.min(nll.length, from + step);
            long[] targets =
                    Arrays.stream(ids, from + first, to + first).asLongStream().toArray();
            try (var scope = residual.getManager().newSubManager()) {
                NDArray rows = residual.get(scope, new NDIndex().addSliceDim(from + first - 1, to + first - 1));
                NDArray logProbs = transformer.logits(rows).logSoftmax(1);
                float[] targetLogProbs = logProbs.gather(scope.create(targets, new Shape(targets.length, 1)), 1)
                        .toFloatArray();
                long[] best = logProbs.argMax(1).toLongArray();
                for (int i = from; i < to; i++) {
                    nll[i] = -targetLogProbs[i - from];
                    argmax[i] = Math.toIntExact(best[i - from]);
                }
            }
        }
        return new TokenLikelihoods(nll, argmax);
    }
}
