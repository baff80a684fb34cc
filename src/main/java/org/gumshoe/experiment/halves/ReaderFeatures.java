// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.steer.Statistics;

/**
 * Features of the supervised readers: activations of the fitted half's passages at every layer that
 * was read, standardised by mean and deviation of that half. All concepts share them.
 */
public final class ReaderFeatures {
    private record Layer(double[][] rows, double[] mean, double[] deviation, double[][] gram) {}

    private final int[] layers;
    private final Map<Integer, Layer> byLayer = new HashMap<>();

    ReaderFeatures(PassageActivations fitted) {
        this(fitted, fitted.readable());
    }

    /** Creates the features of some of the layers that were read. */
    public ReaderFeatures(PassageActivations fitted, int... layers) {
        this.layers = layers;
        for (int layer : layers) {
            byLayer.put(layer, standardised(fitted.at(layer)));
        }
    }

    private static Layer standardised(float[][] at) {
        int width = at[0].length;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (float[] row : at) {
            for (int d = 0; d < width; d++) {
                mean[d] += (double) row[d] / at.length;
            }
        }
        for (float[] row : at) {
            for (int d = 0; d < width; d++) {
                deviation[d] += (row[d] - mean[d]) * (row[d] - mean[d]) / at.length;
            }
        }
        for (int d = 0; d < width; d++) {
            deviation[d] = Math.sqrt(deviation[d]) + 1e-6;
        }
        double[][] rows = new double[at.length][width];
        for (int i = 0; i < at.length; i++) {
            for (int d = 0; d < width; d++) {
                rows[i][d] = (at[i][d] - mean[d]) / deviation[d];
            }
        }
        double[][] gram = new double[at.length][at.length];
        IntStream.range(0, at.length).parallel().forEach(i -> {
            for (int j = 0; j < at.length; j++) {
                gram[i][j] = Statistics.dot(rows[i], rows[j]);
            }
        });
        return new Layer(rows, mean, deviation, gram);
    }

    int[] layers() {
        return layers;
    }

    /** Returns standardised activations, [passage][dimension]. */
    double[][] rows(int layer) {
        return byLayer.get(layer).rows;
    }

    /** Returns dot products of the standardised activations, [passage][passage]. */
    double[][] gram(int layer) {
        return byLayer.get(layer).gram;
    }

    /** Scores a passage of the fitted half. */
    double score(int layer, double[] weights, int passage) {
        return Statistics.dot(weights, rows(layer)[passage]);
    }

    /** Scores a passage of any book. */
    double score(int layer, double[] weights, float[] activation) {
        Layer at = byLayer.get(layer);
        double score = 0;
        for (int d = 0; d < weights.length; d++) {
            score += weights[d] * (activation[d] - at.mean[d]) / at.deviation[d];
        }
        return score;
    }
}
