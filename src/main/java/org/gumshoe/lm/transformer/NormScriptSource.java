// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import org.gumshoe.lm.config.TransformerConfig;

/** Text of a normalisation over the last dimension, in f32. */
public final class NormScriptSource {
    private NormScriptSource() {}

    /**
     * @param x name of an f32 value
     * @param width its last dimension
     * @param weight name of its factors
     * @param bias name of what is added after, or "None"
     */
    static String text(TransformerConfig description, String x, int width, String weight, String bias) {
        return switch (description.norm()) {
            case RMS ->
                "(%1$s * (torch.linalg_vector_norm(%1$s, 2, [-1], True).square() / %2$d. + %3$s).rsqrt()).mul_(%4$s)"
                        .formatted(x, width, description.epsilon(), weight);
            case LAYER ->
                "torch.layer_norm(%s, [%d], %s, %s, %s)".formatted(x, width, weight, bias, description.epsilon());
        };
    }
}
