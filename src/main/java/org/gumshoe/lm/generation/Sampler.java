// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.gumshoe.BadInputException;

/** A sampler of the next token. Its functions are pure: the random number is an argument. */
final class Sampler {
    private static final double FIRST_THRESHOLD = 1e-3;

    private Sampler() {}

    /**
     * Returns the softmax of the logits at the temperature of each row; temperature 1 where a row
     * is greedy.
     *
     * @param logits rows x vocabSize
     */
    static NDArray probabilities(NDArray logits, List<Sampling> samplings) {
        float[] temperatures = new float[samplings.size()];
        for (int row = 0; row < temperatures.length; row++) {
            Sampling sampling = samplings.get(row);
            temperatures[row] = sampling.isGreedy() ? 1 : (float) sampling.temperature();
        }
        NDArray column = logits.getManager().create(temperatures, new Shape(temperatures.length, 1));
        return logits.div(column).softmax(1);
    }

    /**
     * Samples a token.
     *
     * @param probabilities probabilities at the sampling's temperature, {@code size} of them from
     *     index {@code from}
     * @param uniform random number in [0, 1); ignored when greedy
     * @throws BadInputException when the model has computed no numbers
     */
    static int sample(float[] probabilities, int from, int size, Sampling sampling, double uniform) {
        if (Float.isNaN(probabilities[from])) {
            throw new BadInputException(
                    "The model's probabilities of the next token are no numbers: steer it with a smaller strength.");
        }
        if (sampling.isGreedy()) {
            return argmax(probabilities, from, size);
        }
        return sampling.topP() == 1
                ? sampleWeighted(probabilities, from, size, uniform)
                : sampleFromNucleus(probabilities, from, size, sampling.topP(), uniform);
    }

    /** Sets the probabilities of some tokens to 0 and scales the others so that they sum to 1. */
    static void exclude(Set<Integer> tokens, float[] probabilities, int from, int size) {
        for (int token : tokens) {
            if (token < size) {
                probabilities[from + token] = 0;
            }
        }
        double rest = 0;
        for (int i = 0; i < size; i++) {
            rest += probabilities[from + i];
        }
        for (int i = 0; i < size && rest > 0; i++) {
            probabilities[from + i] /= (float) rest;
        }
    }

    /** Returns the likeliest of {@code size} tokens from index {@code from} on, the first of equal ones. */
    static int argmax(float[] probabilities, int from, int size) {
        int best = 0;
        for (int i = 1; i < size; i++) {
            if (probabilities[from + i] > probabilities[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /** Samples in proportion to weights, which need not sum to 1. */
    private static int sampleWeighted(float[] weights, int from, int size, double uniform) {
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += weights[from + i];
        }
        double rest = uniform * total;
        for (int i = 0; i < size; i++) {
            rest -= weights[from + i];
            if (rest < 0) {
                return i;
            }
        }
        return argmax(weights, from, size);
    }

    /** Samples from the fewest most likely tokens that together have probability {@code topP}. */
    private static int sampleFromNucleus(float[] probabilities, int from, int size, double topP, double uniform) {
        long[] nucleus = nucleus(probabilities, from, size, topP);
        float[] kept = new float[nucleus.length];
        double mass = 0;
        int count = 0;
        for (int i = nucleus.length - 1; i >= 0 && mass < topP; i--, count++) {
            kept[count] = probabilities[from + index(nucleus[i])];
            mass += kept[count];
        }
        return index(nucleus[nucleus.length - 1 - sampleWeighted(kept, 0, count, uniform)]);
    }

    /**
     * Returns the tokens above a threshold that together have probability {@code topP}, the most
     * likely last. A few tokens mostly have it, and sorting the rest of a large vocabulary would
     * take most of the time; so the threshold starts high and is lowered as needed.
     *
     * @return the bits of the probability in the upper half, the inverted index in the lower half
     */
    private static long[] nucleus(float[] probabilities, int from, int size, double topP) {
        for (double threshold = FIRST_THRESHOLD; ; threshold = threshold * size < 1 - topP ? 0 : threshold / 10) {
            long[] candidates = new long[16];
            int count = 0;
            double mass = 0;
            for (int i = 0; i < size; i++) {
                float p = probabilities[from + i];
                if (p >= threshold) {
                    candidates = count == candidates.length ? Arrays.copyOf(candidates, 2 * count) : candidates;
                    // bits of positive floats sort like the floats; ties go to the lower index
                    candidates[count++] = (long) Float.floatToIntBits(p) << 32 | Integer.MAX_VALUE - i;
                    mass += p;
                }
            }
            if (mass >= topP || threshold == 0) {
                long[] sorted = Arrays.copyOf(candidates, count);
                Arrays.sort(sorted);
                return sorted;
            }
        }
    }

    private static int index(long candidate) {
        return Integer.MAX_VALUE - (int) candidate;
    }
}
