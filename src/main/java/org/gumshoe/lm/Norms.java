// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

/** Text of a normalisation over the last dimension, in f32. */
final class Norms {
    private Norms() {}

    /**
     * @param x text of an f32 value
     * @param width its last dimension
     * @param weight name of its factors, or "None"
     * @param bias name of what is added after, or "None"
     */
    static String text(Description description, String x, int width, String weight, String bias) {
        return switch (description.norm()) {
            case RMS -> "torch.rms_norm(%s, [%d], %s, %s)".formatted(x, width, weight, description.epsilon());
            case LAYER ->
                "torch.layer_norm(%s, [%d], %s, %s, %s)".formatted(x, width, weight, bias, description.epsilon());
        };
    }
}
