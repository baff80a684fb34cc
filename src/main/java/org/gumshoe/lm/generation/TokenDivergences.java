// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.lm.transformer.ForwardBatch;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.lm.transformer.Transformer;

/**
 * Divergences of a controlled model's next-token distributions from those of the model by itself, along a text: what
 * the control costs at each token.
 */
public final class TokenDivergences {
    /** Rows of logits that are computed at once: a distribution has as many numbers as the vocabulary. */
    private static final int ROWS = 32;

    /** Smallest probability that is told from zero. */
    private static final float LEAST = 1e-30f;

    private TokenDivergences() {}

    /**
     * A control: what stands before the text, and what is added to the residual stream.
     *
     * @param ids tokens of everything before the text, and of the text
     */
    public record Control(int[] ids, List<Injection> injections) {}

    /**
     * Computes KL(controlled || plain) in nats at each of the last tokens of a text, at temperature 1 and before any
     * nucleus.
     *
     * @param plain what the model by itself reads
     * @param controls which write with equal probability: the controlled distribution is their mean. Their last tokens
     *     are those of {@code plain}
     * @param tokens number of last tokens, fewer than each of the sequences has
     */
    public static double[] of(Transformer transformer, int[] plain, List<Control> controls, int tokens) {
        List<Control> all = new ArrayList<>(List.of(new Control(plain, List.of())));
        all.addAll(controls);
        List<int[]> sequences = all.stream().map(Control::ids).toList();
        double[] divergences = new double[tokens];
        try (ForwardBatch batch = ForwardBatch.withoutCache(transformer, sequences)
                .inject(all.stream().map(Control::injections).toList())) {
            NDArray residual = transformer.forward(batch);
            for (int from = 0; from < tokens; from += ROWS) {
                int count = Math.min(ROWS, tokens - from);
                try (var scope = residual.getManager().newSubManager()) {
                    NDArray unsteered = null;
                    NDArray mean = null;
                    int end = 0;
                    for (int[] sequence : sequences) {
                        end += sequence.length;
                        // the row before a token foresees it
                        int first = end - 1 - tokens + from;
                        NDArray rows = residual.get(scope, new NDIndex().addSliceDim(first, first + count));
                        NDArray logProbs = transformer.logits(rows).logSoftmax(1);
                        if (unsteered == null) {
                            unsteered = logProbs;
                        } else {
                            mean = mean == null ? logProbs.exp() : mean.addi(logProbs.exp());
                        }
                    }
                    mean = mean.divi(controls.size());
                    float[] sums = mean.maximum(LEAST)
                            .log()
                            .subi(unsteered)
                            .muli(mean)
                            .sum(new int[] {1})
                            .toFloatArray();
                    for (int i = 0; i < count; i++) {
                        divergences[from + i] = Math.max(0, sums[i]);
                    }
                }
            }
        }
        return divergences;
    }
}
