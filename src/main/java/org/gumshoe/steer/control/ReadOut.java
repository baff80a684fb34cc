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
 */
public record ReadOut(int layer, float[] weights, double mean, double deviation) {
    public ReadOut {
        if (!(deviation > 0) || Double.isNaN(mean)) {
            throw new BadInputException("A read-out at layer " + layer + " has mean " + mean + " and deviation "
                    + deviation + ", so it reads nothing; add books of both kinds.");
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
}
