// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;

/**
 * The TorchScript source of linear layers, y = x W^T + b: expressions that call
 * {@code torch.linear} for plain weights, and oneDNN's fused kernels for packed ones.
 *
 * @param precision number format of x, W and b
 * @param packed whether weights are in oneDNN's blocked layout (see {@link MatrixPacker})
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
     * @param weight variable of a weight from {@link MatrixPacker}
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
        return switch (f) {
            case SILU ->
                packed
                        ? PACKED.formatted(x, weight, bias, "swish", "")
                        : "torch.silu(%s)".formatted(linear(x, weight, bias));
            case GELU -> gelu(x, weight, bias, "none");
            case GELU_TANH -> gelu(x, weight, bias, "tanh");
        };
    }

    private String gelu(String x, String weight, String bias, String approximate) {
        return packed
                ? PACKED.formatted(x, weight, bias, "gelu", approximate)
                : "torch.gelu(%s, approximate=\"%s\")".formatted(linear(x, weight, bias), approximate);
    }

    /** Returns the expression of (x W^T + b) * y, elementwise. */
    public String linearTimes(String x, String weight, String bias, String y) {
        return packed ? PACKED_TIMES.formatted(x, y, weight, bias) : linear(x, weight, bias) + ".mul_(%s)".formatted(y);
    }
}
