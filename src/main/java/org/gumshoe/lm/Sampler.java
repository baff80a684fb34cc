// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.Arrays;

/** Choice of the next token from log-probabilities. Pure: chance comes in as a number. */
final class Sampler {
    private static final double HEAVY = 1e-3;

    private Sampler() {}

    /**
     * @param logProbs natural log-probabilities of the tokens at temperature 1, {@code size} of them from {@code from}
     * @param chance uniform in [0, 1); not used when greedy
     */
    static int pick(float[] logProbs, int from, int size, Sampling sampling, double chance) {
        int best = likeliest(logProbs, from, size);
        if (sampling.temperature() == 0) {
            return best;
        }
        float[] weights = new float[size];
        double total = 0;
        float top = logProbs[from + best];
        for (int i = 0; i < size; i++) {
            double exponent = (logProbs[from + i] - top) / sampling.temperature();
            if (exponent > -40) { // a token of weight 1e-17 is never drawn
                weights[i] = (float) Math.exp(exponent);
                total += weights[i];
            }
        }
        if (sampling.topP() == 1) {
            return draw(weights, total, chance, best);
        }
        return drawFromNucleus(weights, total, sampling.topP(), chance, best);
    }

    private static int likeliest(float[] logProbs, int from, int size) {
        int best = 0;
        for (int i = 1; i < size; i++) {
            if (logProbs[from + i] > logProbs[from + best]) {
                best = i;
            }
        }
        return best;
    }

    private static int draw(float[] weights, double total, double chance, int otherwise) {
        double left = chance * total;
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return otherwise;
    }

    /** The fewest likeliest tokens that together hold {@code topP} of the weight; those of less than (1 - topP) / size cannot be among them. */
    private static int drawFromNucleus(float[] weights, double total, double topP, double chance, int otherwise) {
        double least = (1 - topP) * total / weights.length;
        // a few heavy tokens mostly do, and sorting the others of a large vocabulary would take a third of all the time
        for (double share = HEAVY; share * total > least; share /= 10) {
            double limit = share * total;
            if (massFrom(weights, limit) >= topP * total) {
                least = limit;
                break;
            }
        }
        long[] candidates = new long[weights.length];
        int count = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] >= least) {
                // bits of positive floats sort like the floats; equal ones by lower index, once reversed
                candidates[count++] = (long) Float.floatToIntBits(weights[i]) << 32 | Integer.MAX_VALUE - i;
            }
        }
        Arrays.sort(candidates, 0, count);
        float[] kept = new float[count];
        int[] ids = new int[count];
        double mass = 0;
        int size = 0;
        for (int i = count - 1; i >= 0 && mass < topP * total; i--, size++) {
            ids[size] = Integer.MAX_VALUE - (int) candidates[i];
            kept[size] = weights[ids[size]];
            mass += kept[size];
        }
        int drawn = draw(Arrays.copyOf(kept, size), mass, chance, 0);
        return size == 0 ? otherwise : ids[drawn];
    }

    private static double massFrom(float[] weights, double limit) {
        double mass = 0;
        for (float weight : weights) {
            mass += weight >= limit ? weight : 0;
        }
        return mass;
    }
}
