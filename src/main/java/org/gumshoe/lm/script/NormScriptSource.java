// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.script;

import org.gumshoe.lm.config.TransformerConfig;

/** The TorchScript source of RMSNorm and LayerNorm over the last dimension, in f32. */
public final class NormScriptSource {
    private NormScriptSource() {}

    /**
     * Returns the expression of a norm.
     *
     * @param x variable of an f32 tensor
     * @param size its last dimension
     * @param weight variable of the norm's weight
     * @param bias variable of its bias, or "None"
     */
    public static String norm(TransformerConfig config, String x, int size, String weight, String bias) {
        return switch (config.normType()) {
            case RMS_NORM ->
                "(%1$s * (torch.linalg_vector_norm(%1$s, 2, [-1], True).square() / %2$d. + %3$s).rsqrt()).mul_(%4$s)"
                        .formatted(x, size, config.normEps(), weight);
            case LAYER_NORM ->
                "torch.layer_norm(%s, [%d], %s, %s, %s)".formatted(x, size, weight, bias, config.normEps());
        };
    }
}
