// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/** Choice of the next token from probabilities. Pure: chance comes in as a number. */
final class Sampler {
    private static final double HEAVY = 1e-3;

    private Sampler() {}

    /**
     * Probabilities of the tokens at the temperature of each row; a greedy row has those of
     * temperature 1.
     *
     * @param logits rows x vocabulary
     */
    static NDArray probabilities(NDArray logits, List<Sampling> samplings) {
        float[] temperatures = new float[samplings.size()];
        for (int row = 0; row < temperatures.length; row++) {
            double temperature = samplings.get(row).temperature();
            temperatures[row] = temperature == 0 ? 1 : (float) temperature;
        }
        NDArray column = logits.getManager().create(temperatures, new Shape(temperatures.length, 1));
        return logits.div(column).softmax(1);
    }

    /**
     * @param probabilities at the sampling's temperature, {@code size} of them from {@code from}
     * @param chance uniform in [0, 1); not used when greedy
     */
    static int pick(float[] probabilities, int from, int size, Sampling sampling, double chance) {
        if (sampling.temperature() == 0) {
            return likeliest(probabilities, from, size);
        }
        return sampling.topP() == 1
                ? draw(probabilities, from, size, chance)
                : drawFromNucleus(probabilities, from, size, sampling.topP(), chance);
    }

    private static int likeliest(float[] probabilities, int from, int size) {
        int best = 0;
        for (int i = 1; i < size; i++) {
            if (probabilities[from + i] > probabilities[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /** Among weights, which need not sum to 1. */
    private static int draw(float[] weights, int from, int size, double chance) {
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += weights[from + i];
        }
        double left = chance * total;
        for (int i = 0; i < size; i++) {
            left -= weights[from + i];
            if (left < 0) {
                return i;
            }
        }
        return likeliest(weights, from, size);
    }

    /** The fewest likeliest tokens that together hold {@code topP}. */
    private static int drawFromNucleus(float[] probabilities, int from, int size, double topP, double chance) {
        long[] nucleus = nucleus(probabilities, from, size, topP);
        float[] kept = new float[nucleus.length];
        double mass = 0;
        int count = 0;
        for (int i = nucleus.length - 1; i >= 0 && mass < topP; i--, count++) {
            kept[count] = probabilities[from + index(nucleus[i])];
            mass += kept[count];
        }
        return index(nucleus[nucleus.length - 1 - draw(kept, 0, count, chance)]);
    }

    /**
     * The tokens above some probability that together hold {@code topP}, likeliest last: a few
     * heavy ones mostly do, and sorting the others of a large vocabulary would take most of the
     * time.
     */
    private static long[] nucleus(float[] probabilities, int from, int size, double topP) {
        for (double limit = HEAVY; ; limit = limit * size < 1 - topP ? 0 : limit / 10) {
            long[] candidates = new long[16];
            int count = 0;
            double mass = 0;
            for (int i = 0; i < size; i++) {
                float p = probabilities[from + i];
                if (p >= limit) {
                    candidates = count == candidates.length ? Arrays.copyOf(candidates, 2 * count) : candidates;
                    // bits of positive floats sort like the floats; equal ones by lower index, once
                    // reversed
                    candidates[count++] = (long) Float.floatToIntBits(p) << 32 | Integer.MAX_VALUE - i;
                    mass += p;
                }
            }
            if (mass >= topP || limit == 0) {
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
