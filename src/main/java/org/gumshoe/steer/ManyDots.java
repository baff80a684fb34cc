// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Arrays;

/**
 * Dot products of many long rows, by the processor's vectors where the VM has them. The last bits depend on
 * the processor; {@link Statistics} gives the same everywhere.
 */
public final class ManyDots {
    private static final boolean LANES =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private ManyDots() {}

    /** Returns the dot product of weights and as many numbers from a place on. */
    public static double dot(double[] weights, double[] numbers, int from) {
        return LANES
                ? LaneDot.dot(weights, numbers, from)
                : Statistics.dot(weights, Arrays.copyOfRange(numbers, from, from + weights.length));
    }

    /** Returns the dot product of weights and a vector of single precision. */
    public static double dot(double[] weights, float[] v) {
        return LANES ? LaneDot.dot(weights, v) : Statistics.dot(weights, v);
    }
}
