// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.control;

import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;

/**
 * Linear read-out of a text's mean activation at one layer.
 *
 * @param weights by dimension
 * @param mean value over passages
 * @param deviation standard deviation over passages, the unit of the reading
 * @param target mean value of the concept's own passages; a text that has it is as near to the concept as
 *     they are, and more would lead beyond them. Infinite: every reading counts
 */
public record ReadOut(int layer, float[] weights, double mean, double deviation, double target) {
    /** Deviations from the mean beyond which no target is believed. */
    private static final double FARTHEST = 10;

    public ReadOut {
        if (!(deviation > 0) || Double.isNaN(mean)) {
            throw new BadInputException("A read-out at layer " + layer + " has mean " + mean + " and deviation "
                    + deviation + ", so it reads nothing; add books of both kinds.");
        }
        if (!(target >= mean - FARTHEST * deviation)
                || target > mean + FARTHEST * deviation && Double.isFinite(target)) {
            throw new BadInputException("A read-out at layer " + layer + " has target " + target
                    + ", where no passage can be: they have mean " + mean + " and deviation " + deviation + ".");
        }
    }

    /** Returns the reading in standard deviations of passages. */
    public double of(TextReading text) {
        float[] activation = text.activations().get(layer);
        if (activation == null || activation.length != weights.length) {
            throw new BadInputException("The read-out of layer " + layer + " with " + weights.length
                    + " dimensions does not fit this model; wait for the vector of the model that writes.");
        }
        return (Statistics.dot(weights, activation) - mean) / deviation;
    }

    /** Returns the reading as far as it is not beyond the target. */
    public double upToTarget(TextReading text) {
        return Math.min(of(text), (target - mean) / deviation);
    }
}
