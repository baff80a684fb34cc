// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.transformer.NormScriptSource;

/** What {@link NormScriptSource} writes, for the numbers of one token. */
public final class JavaNorm {
    private JavaNorm() {}

    /** @param bias or null */
    public static float[] of(TransformerConfig description, float[] x, float[] weights, float[] bias) {
        float[] y = new float[x.length];
        switch (description.norm()) {
            case RMS -> rms(x, 0, x.length, description.epsilon(), weights, 0, y);
            case LAYER -> layer(x, description.epsilon(), weights, y);
        }
        for (int i = 0; bias != null && i < y.length; i++) {
            y[i] += bias[i];
        }
        return y;
    }

    /**
     * Of {@code width} numbers from {@code from}, to the same place in {@code y}, which may be
     * {@code x}.
     */
    static void rms(float[] x, int from, int width, double epsilon, float[] weights, int first, float[] y) {
        double squares = 0;
        for (int i = 0; i < width; i++) {
            squares += (double) x[from + i] * x[from + i];
        }
        float factor = (float) (1 / Math.sqrt(squares / width + epsilon));
        for (int i = 0; i < width; i++) {
            y[from + i] = x[from + i] * factor * weights[first + i];
        }
    }

    private static void layer(float[] x, double epsilon, float[] weights, float[] y) {
        double sum = 0;
        double squares = 0;
        for (float number : x) {
            sum += number;
        }
        double mean = sum / x.length;
        for (float number : x) {
            squares += (number - mean) * (number - mean);
        }
        double factor = 1 / Math.sqrt(squares / x.length + epsilon);
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) ((x[i] - mean) * factor) * weights[i];
        }
    }
}
