// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import org.gumshoe.BadInputException;

/**
 * The sampling parameters of a prompt.
 *
 * @param temperature divisor of the logits; 0, or nearly so, always takes the most likely token
 * @param topP only the fewest most likely tokens that together have this probability are sampled
 *     from (nucleus sampling, Holtzman et al. 2020)
 * @param seed seed of the prompt's random number generator
 */
public record Sampling(double temperature, double topP, long seed) {
    /** Temperature below which a logit divided by it may be infinite, and a probability no number. */
    private static final double LEAST_TEMPERATURE = 1e-6;

    public Sampling {
        if (!(temperature >= 0 && temperature <= 100)) {
            throw new BadInputException(
                    "A sampling temperature of " + temperature + " is not usable; give 0 (greedy) to 100.");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new BadInputException("A top-p of " + topP + " is not usable; give a share above 0 and up to 1.");
        }
    }

    /** Returns whether the most likely token is always taken. */
    boolean isGreedy() {
        return temperature < LEAST_TEMPERATURE;
    }

    /** Returns the parameters that always take the most likely token. */
    public static Sampling greedy() {
        return new Sampling(0, 1, 0);
    }
}
