// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

/**
 * A steering vector that is added to the residual stream after {@code layer} blocks, at every
 * position, of prompt and generated tokens alike.
 *
 * @param layer 0 (embedding) to the number of blocks
 * @param vector one number for each component of the residual stream
 */
public record Injection(int layer, float[] vector) {
    /** Returns the same vector at another strength. */
    public Injection times(double factor) {
        float[] scaled = new float[vector.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (factor * vector[i]);
        }
        return new Injection(layer, scaled);
    }
}
