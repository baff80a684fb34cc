// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.script;

/**
 * The TorchScript source of linear layers whose inputs and weights are rounded to eight bits, from f32 to f32. A function
 * with such layers has the inputs {@code rotation} and, for each weight {@code w} of {@code EightBitPacker}, {@code w}
 * and {@code w_scale}.
 */
public final class EightBitScriptSource {
    /** Columns that are rotated together: as many as this power of two, or the largest that divides all columns. */
    public static final int MOST_ROTATED = 64;

    /** What is appended to a weight's name to name the scales of its rows. */
    public static final String SCALE = "_scale";

    /** The name of {@code EightBitPacker.rotation} in such functions. */
    public static final String ROTATION = "rotation";

    private static final String STEP = "(1. / 127.)";

    /** A corner of a Hadamard matrix is one; a matrix times its own transpose is {@code together} times the identity. */
    private static final String ROTATE = """
            together = %2$d
            while %1$s.size(1) %% together != 0:
                together = together // 2
            corner = rotation.narrow(0, 0, together).narrow(1, 0, together)
            rotated = torch.matmul(%1$s.reshape(-1, together), corner).view(%1$s.size(0), %1$s.size(1))
            """;

    /** The larger of the greatest and the negated least takes a tenth of the time of a norm. */
    private static final String ROUND = """
            %1$sScale = torch.clamp_min(torch.maximum(torch.amax(rotated, [1], True), torch.neg(torch.amin(rotated, [1], True))), 1.e-12)
            %1$s8 = torch.int_repr(torch.quantize_per_tensor(rotated.div_(%1$sScale), %2$s, 128, 13))
            """;

    private static final String PRODUCT =
            "ops.onednn.qlinear_pointwise(%1$s8, %3$s, 128, %2$s, %2$s_scale, torch.zeros([%2$s_scale.size(0)], dtype=3), "
                    + "None, 1., 0, 6, \"none\", annotate(List[Optional[number]], []), \"\").mul_(%1$sScale)";

    private EightBitScriptSource() {}

    /** Returns the lines that make {@code rotated} of a matrix, {@code together} columns at a time. */
    public static String rotate(String matrix) {
        return ROTATE.formatted(matrix, MOST_ROTATED);
    }

    /**
     * Returns the lines that round an input, once for all layers that it goes to.
     *
     * @param x variable of the input, f32, rows x inFeatures
     */
    public static String round(String x) {
        return rotate(x) + ROUND.formatted(x, STEP);
    }

    /**
     * Returns the expression of x W^T + b.
     *
     * @param x variable of an input that {@link #round} has rounded
     * @param weight variable of the packed weights
     * @param bias variable of the bias, f32, or null
     */
    public static String linear(String x, String weight, String bias) {
        return PRODUCT.formatted(x, weight, STEP) + (bias == null ? "" : ".add_(%s)".formatted(bias));
    }
}
