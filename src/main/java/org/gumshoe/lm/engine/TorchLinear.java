// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A linear layer, y = x W^T + b, from f32 to f32. In bf16, x, W, b and y are rounded to bf16 and
 * products are accumulated in f32.
 */
public final class TorchLinear implements AutoCloseable {
    private final TorchFunction function;
    private final NDArray weight;
    private final NDArray bias;

    /**
     * @param weight outFeatures x inFeatures, f32; the packer takes it over, and closes it as soon
     *     as it is no longer needed
     * @param bias outFeatures, f32
     */
    public TorchLinear(MatrixPacker packer, NDArray weight, NDArray bias) {
        this.weight = packer.convertAndPack(weight);
        this.bias = packer.convert(bias);
        this.function = new TorchFunction(
                List.of("x", "weight", "bias"),
                1,
                "return " + packer.linearSource().linearF32("x", "weight", "bias"));
    }

    /**
     * Applies the layer.
     *
     * @param x rows x inFeatures
     * @return rows x outFeatures; it belongs to the manager of {@code x}
     */
    public NDArray apply(NDArray x) {
        return function.apply(x, weight, bias);
    }

    @Override
    public void close() {
        function.close();
    }
}
