// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.lm.cpu.SimdKernels;

/**
 * The sampled next tokens of some sequences.
 *
 * @param logProbs natural logarithm of the probability of each token, at temperature 1
 */
record SampledTokens(long[] tokens, float[] logProbs) {
    /**
     * Samples the next token of each sequence.
     *
     * @param logits sequences x vocabSize
     */
    static SampledTokens of(List<ActiveSequence> sequences, NDArray logits) {
        long[] tokens = sequences.stream().allMatch(ActiveSequence::isArgmax)
                ? logits.argMax(1).toLongArray()
                : sample(sequences, logits);
        NDArray column = logits.getManager().create(tokens, new Shape(tokens.length, 1));
        return new SampledTokens(tokens, logits.logSoftmax(1).gather(column, 1).toFloatArray());
    }

    private static long[] sample(List<ActiveSequence> sequences, NDArray logits) {
        float[] probabilities = Sampler.probabilities(
                        logits, sequences.stream().map(ActiveSequence::sampling).toList())
                .toFloatArray();
        int vocabSize = probabilities.length / sequences.size();
        return IntStream.range(0, sequences.size())
                .parallel()
                .mapToLong(i -> sequences.get(i).sample(probabilities, i * vocabSize, vocabSize))
                .toArray();
    }

    /**
     * Samples the next token of each sequence in Java.
     *
     * @param logits sequences x vocabSize numbers
     */
    static SampledTokens of(List<ActiveSequence> sequences, float[] logits) {
        int vocabSize = logits.length / sequences.size();
        List<SampledTokens> each = IntStream.range(0, sequences.size())
                .parallel()
                .mapToObj(i -> of(sequences.get(i), logits, i * vocabSize, vocabSize))
                .toList();
        float[] logProbs = new float[each.size()];
        for (int i = 0; i < logProbs.length; i++) {
            logProbs[i] = each.get(i).logProbs[0];
        }
        return new SampledTokens(each.stream().mapToLong(one -> one.tokens[0]).toArray(), logProbs);
    }

    /**
     * Samples the next token of a single sequence in Java.
     *
     * @param all logits of several sequences; those of this one are {@code size} numbers from index {@code from}
     */
    private static SampledTokens of(ActiveSequence sequence, float[] all, int from, int size) {
        float max = SimdKernels.max(all, from, size);
        double sum = sequence.isArgmax() ? SimdKernels.sumOfExp(all, from, size, max) : Double.NaN;
        int token;
        if (!Double.isNaN(sum)) {
            token = Sampler.argmax(all, from, size);
        } else {
            float[] weights = Arrays.copyOfRange(all, from, from + size);
            sum = SimdKernels.expAndSum(weights, max);
            Sampling sampling = sequence.sampling();
            float[] probabilities = sampling.isGreedy() || sampling.temperature() == 1
                    ? scaled(weights, 1 / sum)
                    : probabilities(Arrays.copyOfRange(all, from, from + size), max, sampling.temperature());
            token = sequence.sample(probabilities, 0, size);
        }
        return new SampledTokens(new long[] {token}, new float[] {(float) (all[from + token] - max - Math.log(sum))});
    }

    /**
     * Returns the softmax of the logits at a temperature; a nucleus needs probabilities, not
     * weights.
     */
    static float[] probabilities(float[] logits, float max, double temperature) {
        float[] weights = new float[logits.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) ((logits[i] - max) / temperature);
        }
        return scaled(weights, 1 / SimdKernels.expAndSum(weights, 0));
    }

    private static float[] scaled(float[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        return values;
    }
}
