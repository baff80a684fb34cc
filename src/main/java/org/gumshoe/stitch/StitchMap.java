// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import org.gumshoe.BadInputException;

/**
 * Affine map from the weak model's residual stream after {@code weakLayer} blocks to the strong
 * model's after {@code strongLayer} blocks.
 *
 * @param w weights, [strong dimension][weak dimension]
 * @param b offset, [strong dimension]
 */
public record StitchMap(int weakLayer, int strongLayer, float[][] w, float[] b) {
    public StitchMap {
        if (w.length == 0 || w.length != b.length) {
            throw new BadInputException("The stitch map from layer " + weakLayer + " to layer " + strongLayer + " has "
                    + w.length + " rows and " + b.length + " offsets; wait for the complete map or fit it again.");
        }
    }

    public int weakWidth() {
        return w[0].length;
    }

    public int strongWidth() {
        return w.length;
    }

    /** Predicts the strong model's activation: W weak + b. */
    public float[] apply(float[] weak) {
        float[] out = translate(weak);
        for (int i = 0; i < out.length; i++) {
            out[i] += b[i];
        }
        return out;
    }

    /**
     * Returns the map that applies this one and then another, which starts where this one ends.
     *
     * @throws BadInputException when the other has another width than this one's end
     */
    public StitchMap then(StitchMap next) {
        float[][] product = new float[next.w.length][weakWidth()];
        float[] column = new float[w.length];
        for (int j = 0; j < weakWidth(); j++) {
            for (int k = 0; k < column.length; k++) {
                column[k] = w[k][j];
            }
            float[] through = next.translate(column);
            for (int i = 0; i < product.length; i++) {
                product[i][j] = through[i];
            }
        }
        return new StitchMap(weakLayer, next.strongLayer, product, next.apply(b));
    }

    /**
     * Translates a difference of two weak activations, such as a steering vector, by W alone: the
     * offset b cancels in a difference.
     *
     * @throws BadInputException when the vector has another width than the weak model
     */
    public float[] translate(float[] difference) {
        if (difference.length != weakWidth()) {
            throw new BadInputException(
                    "A vector of " + difference.length + " components does not fit a stitch map from " + weakWidth()
                            + " dimensions; it belongs to another weak model.");
        }
        float[] out = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            double sum = 0;
            float[] row = w[i];
            for (int j = 0; j < row.length; j++) {
                sum += (double) row[j] * difference[j];
            }
            out[i] = (float) sum;
        }
        return out;
    }
}
