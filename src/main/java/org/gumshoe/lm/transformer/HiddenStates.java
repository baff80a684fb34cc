// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * The hidden states of a sequence: its residual stream, f32, at the layers that were read. Layer k
 * is the residual stream after k blocks; layer 0 is the embedding.
 */
public final class HiddenStates {
    /**
     * A function that reduces the hidden states of a sequence to a smaller result, such as a mean
     * over tokens. Several threads call it at once, each for another sequence.
     */
    @FunctionalInterface
    public interface Pooling<T> {
        /**
         * Pools the hidden states of a sequence.
         *
         * @param sequence index of the sequence among those that are read
         * @param hiddenStates a reference to them keeps those of the whole batch in memory
         */
        T pool(int sequence, HiddenStates hiddenStates);
    }

    private final int length;
    private final int width;
    private final int firstToken;
    private final Map<Integer, float[]> byLayer;

    /**
     * @param length tokens of the sequence
     * @param width components of the residual stream
     * @param firstToken row of the sequence's first token in the batch
     * @param byLayer hidden states of the batch at each layer: tokens x width
     */
    public HiddenStates(int length, int width, int firstToken, Map<Integer, float[]> byLayer) {
        this.length = length;
        this.width = width;
        this.firstToken = firstToken;
        this.byLayer = byLayer;
    }

    /** Returns the number of components of the residual stream. */
    public int width() {
        return width;
    }

    /** Returns the number of tokens of the sequence. */
    public int length() {
        return length;
    }

    /** Returns the residual stream at one position, after {@code layer} blocks. */
    public float[] at(int layer, int position) {
        float[] all = layer(layer);
        int from = offset(position);
        return Arrays.copyOfRange(all, from, from + width);
    }

    /**
     * Returns the mean over positions from {@code fromPosition} to the end. The first positions of
     * a sequence are an attention sink (Xiao et al. 2024) of huge norm that says nothing about the
     * text; skip a few.
     */
    public float[] mean(int layer, int fromPosition) {
        return mean(layer, fromPosition, length);
    }

    /** Returns the mean over positions from {@code fromPosition} to before {@code toPosition}. */
    public float[] mean(int layer, int fromPosition, int toPosition) {
        float[] all = layer(layer);
        offset(fromPosition);
        offset(toPosition - 1);
        double[] sum = new double[width];
        for (int position = fromPosition; position < toPosition; position++) {
            int from = offset(position);
            for (int i = 0; i < width; i++) {
                sum[i] += all[from + i];
            }
        }
        float[] mean = new float[width];
        for (int i = 0; i < width; i++) {
            mean[i] = (float) (sum[i] / (toPosition - fromPosition));
        }
        return mean;
    }

    private float[] layer(int layer) {
        float[] all = byLayer.get(layer);
        if (all == null) {
            throw new IllegalArgumentException("layer " + layer + " was not read, only " + byLayer.keySet());
        }
        return all;
    }

    private int offset(int position) {
        Objects.checkIndex(position, length);
        return (firstToken + position) * width;
    }
}
