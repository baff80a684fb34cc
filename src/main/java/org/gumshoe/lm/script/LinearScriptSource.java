// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.script;

import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;

/**
 * The TorchScript source of linear layers, y = x W^T + b: expressions that call
 * {@code torch.linear} for plain weights, and oneDNN's fused kernels for packed ones.
 *
 * @param precision number format of x, W and b
 * @param packed whether weights are in oneDNN's blocked layout (see {@code MatrixPacker})
 */
public record LinearScriptSource(Precision precision, boolean packed) {
    private static final String PACKED =
            "ops.mkldnn._linear_pointwise(%s, %s, %s, \"%s\", annotate(List[Optional[number]], []), \"%s\")";
    private static final String PACKED_TIMES = "ops.mkldnn._linear_pointwise(%s, %s, %s, %s, \"mul\")";
    private static final String PLAIN = "torch.linear(%s, %s, %s)";

    /**
     * Returns the expression of x W^T + b.
     *
     * @param x expression of an input in this precision, ... x inFeatures
     * @param weight variable of a weight from {@code MatrixPacker}
     * @param bias variable of the bias, or "None"
     */
    public String linear(String x, String weight, String bias) {
        return packed ? PACKED.formatted(x, weight, bias, "none", "") : PLAIN.formatted(x, weight, bias);
    }

    /** Returns the expression of x W^T + b with x and the result in f32. */
    public String linearF32(String x, String weight, String bias) {
        String converted = "%s.to(%d)".formatted(x, precision.torchScalarType());
        return "(%s).to(%d)".formatted(linear(converted, weight, bias), Precision.F32.torchScalarType());
    }

    /** Returns the expression of f(x W^T + b); a packed kernel rounds to bf16 only after f. */
    public String linearActivation(String x, String weight, String bias, TransformerConfig.Activation f) {
        if (!packed) {
            return activation(linear(x, weight, bias), f);
        }
        return switch (f) {
            case SILU -> PACKED.formatted(x, weight, bias, "swish", "");
            case GELU -> PACKED.formatted(x, weight, bias, "gelu", "none");
            case GELU_TANH -> PACKED.formatted(x, weight, bias, "gelu", "tanh");
        };
    }

    /** Returns the expression of f(x). */
    public static String activation(String x, TransformerConfig.Activation f) {
        return switch (f) {
            case SILU -> "torch.silu(%s)".formatted(x);
            case GELU -> "torch.gelu(%s, approximate=\"none\")".formatted(x);
            case GELU_TANH -> "torch.gelu(%s, approximate=\"tanh\")".formatted(x);
        };
    }

    /** Returns the expression of (x W^T + b) * y, elementwise. */
    public String linearTimes(String x, String weight, String bias, String y) {
        return packed ? PACKED_TIMES.formatted(x, y, weight, bias) : linear(x, weight, bias) + ".mul_(%s)".formatted(y);
    }
}
