// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
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
        long[] tokens =
                sequences.stream().allMatch(sequence -> sequence.sampling().temperature() == 0)
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
     * Samples the next token of a single sequence in Java, where {@link SimdKernels#isSupported}.
     *
     * @param logits vocabSize numbers
     */
    static SampledTokens of(ActiveSequence sequence, float[] logits) {
        double temperature = sequence.sampling().temperature();
        float[] weights = logits.clone();
        float max = SimdKernels.max(weights);
        double sum = SimdKernels.expAndSum(weights, max);
        int token = sequence.sample(
                temperature == 0 || temperature == 1 ? weights : tempered(logits, max, (float) temperature),
                0,
                logits.length);
        return new SampledTokens(new long[] {token}, new float[] {(float) (logits[token] - max - Math.log(sum))});
    }

    /** Returns probabilities at a temperature, up to a common factor. */
    private static float[] tempered(float[] logits, float max, float temperature) {
        float[] weights = new float[logits.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (logits[i] - max) / temperature;
        }
        SimdKernels.expAndSum(weights, 0);
        return weights;
    }
}
