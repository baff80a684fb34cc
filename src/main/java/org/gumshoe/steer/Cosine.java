// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import org.gumshoe.BadInputException;

/** How alike two directions are. */
public final class Cosine {
    private Cosine() {}

    /**
     * Of the vectors as they stand. In a model with a few huge dimensions, as Gemma's, these alone
     * decide it.
     */
    public static double plain(float[] a, float[] b) {
        double[] ones = new double[a.length];
        java.util.Arrays.fill(ones, 1);
        return standardised(a, b, ones);
    }

    /**
     * Of two differences of activations with each component divided by the standard deviation of
     * that dimension over passages, so that every dimension counts by how unusual its shift is.
     * Division is right for a direction (a contravariant vector: it scales with the activations); a
     * read-out, which multiplies activations, would be multiplied instead.
     *
     * @param sd of the model's activations at that layer; dimensions with sd 0 never vary and are
     *     left out
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
