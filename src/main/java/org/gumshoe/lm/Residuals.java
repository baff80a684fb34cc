// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** Residual streams of a batch of sequences of equal length, at the layers that were asked for. */
public final class Residuals {
    private final int batch;
    private final int length;
    private final int width;
    private final Map<Integer, float[]> layers;

    /** @param layers for each layer batch x length x width components */
    Residuals(int batch, int length, int width, Map<Integer, float[]> layers) {
        this.batch = batch;
        this.length = length;
        this.width = width;
        this.layers = Map.copyOf(layers);
    }

    /** Components of the residual stream. */
    public int width() {
        return width;
    }

    /** Positions of each sequence. */
    public int length() {
        return length;
    }

    /** Number of sequences. */
    public int batch() {
        return batch;
    }

    /** The residual stream of one sequence at one position, after {@code layer} blocks. */
    public float[] at(int layer, int sequence, int position) {
        float[] all = layer(layer);
        int from = offset(sequence, position);
        return Arrays.copyOfRange(all, from, from + width);
    }

    /**
     * Mean over positions from {@code fromPosition} to the end. The first positions of a sequence hold an attention sink (Xiao et al. 2024) of huge
     * norm that says nothing of the text; leave a few out.
     */
    public float[] mean(int layer, int sequence, int fromPosition) {
        float[] all = layer(layer);
        offset(sequence, fromPosition);
        double[] sum = new double[width];
        for (int position = fromPosition; position < length; position++) {
            int from = offset(sequence, position);
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

    private int offset(int sequence, int position) {
        Objects.checkIndex(sequence, batch);
        Objects.checkIndex(position, length);
        return (sequence * length + position) * width;
    }
}
