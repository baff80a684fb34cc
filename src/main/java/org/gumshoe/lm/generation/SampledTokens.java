// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.lm.cpu.SimdKernels;

/**
 * The next tokens of some texts.
 *
 * @param logProbs of each at temperature 1
 */
record SampledTokens(long[] tokens, float[] logProbs) {
    /** @param scores texts x vocabulary */
    static SampledTokens of(List<ActiveSequence> texts, NDArray scores) {
        long[] tokens = texts.stream().allMatch(text -> text.sampling().temperature() == 0)
                ? scores.argMax(1).toLongArray()
                : draw(texts, scores);
        NDArray column = scores.getManager().create(tokens, new Shape(tokens.length, 1));
        return new SampledTokens(tokens, scores.logSoftmax(1).gather(column, 1).toFloatArray());
    }

    private static long[] draw(List<ActiveSequence> texts, NDArray scores) {
        float[] probabilities = Sampler.probabilities(
                        scores, texts.stream().map(ActiveSequence::sampling).toList())
                .toFloatArray();
        int size = probabilities.length / texts.size();
        return IntStream.range(0, texts.size())
                .parallel()
                .mapToLong(row -> texts.get(row).pick(probabilities, row * size, size))
                .toArray();
    }

    /**
     * As {@link #of(List, NDArray)}, of a single text, where {@link SimdKernels#there}. @param
     * scores of the vocabulary
     */
    static SampledTokens of(ActiveSequence text, float[] scores) {
        double temperature = text.sampling().temperature();
        float[] weights = scores.clone();
        float most = SimdKernels.most(weights);
        double sum = SimdKernels.exponentials(weights, most);
        int token = text.pick(
                temperature == 0 || temperature == 1 ? weights : tempered(scores, most, (float) temperature),
                0,
                scores.length);
        return new SampledTokens(new long[] {token}, new float[] {(float) (scores[token] - most - Math.log(sum))});
    }

    private static float[] tempered(float[] scores, float most, float temperature) {
        float[] weights = new float[scores.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (scores[i] - most) / temperature;
        }
        SimdKernels.exponentials(weights, 0);
        return weights;
    }
}
