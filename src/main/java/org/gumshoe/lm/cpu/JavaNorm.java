// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import org.gumshoe.lm.config.TransformerConfig;

/**
 * RMSNorm and LayerNorm of a single token's hidden state in Java; the counterpart of the norms that
 * {@code NormScriptSource} writes for the engine.
 */
public final class JavaNorm {
    private JavaNorm() {}

    /**
     * Normalises {@code x} as the configuration says.
     *
     * @param bias or null
     * @return a new array
     */
    public static float[] apply(TransformerConfig config, float[] x, float[] weight, float[] bias) {
        float[] y = new float[x.length];
        switch (config.normType()) {
            case RMS_NORM -> rmsNorm(x, 0, x.length, config.normEps(), weight, 0, y);
            case LAYER_NORM -> layerNorm(x, config.normEps(), weight, y);
        }
        for (int i = 0; bias != null && i < y.length; i++) {
            y[i] += bias[i];
        }
        return y;
    }

    /**
     * Writes y = x / sqrt(mean(x^2) + eps) * weight (Zhang and Sennrich 2019, eq. 4), over
     * {@code size} components.
     *
     * @param offset of the components in {@code x} and in {@code y}, which may be the same array
     * @param weightOffset of the components in {@code weight}
     */
    static void rmsNorm(float[] x, int offset, int size, double eps, float[] weight, int weightOffset, float[] y) {
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += (double) x[offset + i] * x[offset + i];
        }
        float inverseRms = (float) (1 / Math.sqrt(squares / size + eps));
        for (int i = 0; i < size; i++) {
            y[offset + i] = x[offset + i] * inverseRms * weight[weightOffset + i];
        }
    }

    private static void layerNorm(float[] x, double eps, float[] weight, float[] y) {
        double sum = 0;
        double squares = 0;
        for (float component : x) {
            sum += component;
        }
        double mean = sum / x.length;
        for (float component : x) {
            squares += (component - mean) * (component - mean);
        }
        double inverseStd = 1 / Math.sqrt(squares / x.length + eps);
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) ((x[i] - mean) * inverseStd) * weight[i];
        }
    }
}
