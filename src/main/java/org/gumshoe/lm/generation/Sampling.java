// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import org.gumshoe.BadInputException;

/**
 * How the next token is chosen.
 *
 * @param temperature 0 takes the likeliest token; otherwise logits are divided by it
 * @param topP only the likeliest tokens that together hold this probability are drawn from (nucleus
 *     sampling, Holtzman et al. 2020)
 * @param seed start of this prompt's own random numbers
 */
public record Sampling(double temperature, double topP, long seed) {
    public Sampling {
        if (!(temperature >= 0 && temperature <= 100)) {
            throw new BadInputException(
                    "A sampling temperature of " + temperature + " is not usable; give 0 (greedy) to 100.");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new BadInputException("A top-p of " + topP + " is not usable; give a share above 0 and up to 1.");
        }
    }

    /** Always the likeliest token. */
    public static Sampling greedy() {
        return new Sampling(0, 1, 0);
    }
}
