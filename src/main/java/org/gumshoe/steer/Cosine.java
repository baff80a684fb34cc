// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import org.gumshoe.BadInputException;

/** Cosine similarity of two directions, plain or standardised. */
public final class Cosine {
    private Cosine() {}

    /**
     * Returns the cosine of the vectors as they are. In a model with a few huge dimensions, such as
     * Gemma, these alone decide it.
     */
    public static double plain(float[] a, float[] b) {
        double[] ones = new double[a.length];
        java.util.Arrays.fill(ones, 1);
        return standardised(a, b, ones);
    }

    /**
     * Returns the cosine after each component is divided by the standard deviation of its
     * dimension, so that every dimension counts by how unusual its shift is. A direction is a
     * difference of activations and scales with them, hence the division; a read-out, which
     * multiplies activations, would be multiplied instead.
     *
     * @param sd standard deviations of the model's activations at that layer; dimensions with 0 are
     *     left out
     * @throws BadInputException when the lengths differ
     */
    public static double standardised(float[] a, float[] b, double[] sd) {
        if (a.length != b.length || a.length != sd.length) {
            throw new BadInputException("Vectors of " + a.length + ", " + b.length + " and " + sd.length
                    + " components cannot be compared; they belong to different models.");
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < sd.length; i++) {
            if (sd[i] > 0) {
                double x = a[i] / sd[i];
                double y = b[i] / sd[i];
                ab += x * y;
                aa += x * x;
                bb += y * y;
            }
        }
        return ab / Math.sqrt(aa * bb);
    }
}
