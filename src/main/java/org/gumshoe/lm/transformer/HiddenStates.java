// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** The residual stream of a text, at the layers that were asked for. */
public final class HiddenStates {
    private final int length;
    private final int width;
    private final int first;
    private final Map<Integer, float[]> layers;

    /**
     * @param first its first token among all that were read together
     * @param layers for each layer tokens x width components
     */
    HiddenStates(int length, int width, int first, Map<Integer, float[]> layers) {
        this.length = length;
        this.width = width;
        this.first = first;
        this.layers = layers;
    }

    /** Components of the residual stream. */
    public int width() {
        return width;
    }

    /** Positions of the text. */
    public int length() {
        return length;
    }

    /** The residual stream at one position, after {@code layer} blocks. */
    public float[] at(int layer, int position) {
        float[] all = layer(layer);
        int from = offset(position);
        return Arrays.copyOfRange(all, from, from + width);
    }

    /**
     * Mean over positions from {@code fromPosition} to the end. The first positions of a sequence
     * hold an attention sink (Xiao et al. 2024) of huge norm that says nothing of the text; leave a
     * few out.
     */
    public float[] mean(int layer, int fromPosition) {
        float[] all = layer(layer);
        offset(fromPosition);
        double[] sum = new double[width];
        for (int position = fromPosition; position < length; position++) {
            int from = offset(position);
            for (int i = 0; i < width; i++) {
                sum[i] += all[from + i];
            }
        }
        float[] mean = new float[width];
        for (int i = 0; i < width; i++) {
            mean[i] = (float) (sum[i] / (length - fromPosition));
        }
        return mean;
    }

    private float[] layer(int layer) {
        float[] all = layers.get(layer);
        if (all == null) {
            throw new IllegalArgumentException("layer " + layer + " was not read, only " + layers.keySet());
        }
        return all;
    }

    private int offset(int position) {
        Objects.checkIndex(position, length);
        return (first + position) * width;
    }
}
