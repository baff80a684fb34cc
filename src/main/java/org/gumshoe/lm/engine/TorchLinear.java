// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * y = x W + b, from f32 to f32; in bf16 x, W and x W + b are rounded, and products are summed in
 * f32.
 */
public final class TorchLinear implements AutoCloseable {
    private final TorchFunction script;
    private final NDArray weight;
    private final NDArray bias;

    /**
     * @param weight outputs x inputs, f32; taken over: it lives as long as it is needed
     * @param bias outputs, f32
     */
    public TorchLinear(LinearKernels products, NDArray weight, NDArray bias) {
        this.weight = products.keep(weight);
        this.bias = products.round(bias);
        this.script = new TorchFunction(
                List.of("x", "weight", "bias"), 1, "return " + products.productOfFull("x", "weight", "bias"));
    }

    /**
     * @param x rows x inputs
     * @return rows x outputs; it belongs to the manager of {@code x}
     */
    public NDArray apply(NDArray x) {
        return script.run(x, weight, bias);
    }

    @Override
    public void close() {
        script.close();
    }
}
