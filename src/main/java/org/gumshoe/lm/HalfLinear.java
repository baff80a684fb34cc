// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * y = x W + b with W, x and x W rounded to bf16, products summed in f32. The engine's arrays know no bf16, its scripts do: the weight lives in a TorchScript module that only
 * ever takes and gives f32.
 */
final class HalfLinear implements Linear {
    /** With a weight (outputs x inputs) it keeps it, without it multiplies. */
    private static final byte[] MODULE = TorchScript.module(
            "Linear", List.of("weight"), """
            class Linear(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              weight : Optional[Tensor]
              def forward(self: __torch__.Linear,
                x: Tensor,
                weight: Optional[Tensor]=None) -> Tensor:
                if torch.__isnot__(weight, None):
                  weight0 = unchecked_cast(Tensor, weight)
                  self.weight = torch.to(weight0, %d)
                  y = x
                else:
                  weight1 = self.weight
                  if torch.__is__(weight1, None):
                    ops.prim.RaiseException("the weight comes first")
                    y = x
                  else:
                    weight2 = unchecked_cast(Tensor, weight1)
                    y = torch.to(torch.linear(torch.to(x, %d), weight2), %d)
                return y
            """.formatted(Script.BFLOAT16, Script.BFLOAT16, Script.FLOAT));

    private final Script script = new Script(MODULE);
    private final NDArray bias;

    /**
     * @param weight outputs x inputs, f32; copied, so it may be closed
     * @param bias outputs, or null; it closes with its manager
     */
    HalfLinear(NDArray weight, NDArray bias) {
        this.bias = bias;
        script.keep(weight);
    }

    @Override
    public NDArray apply(NDArray x) {
        NDArray y = script.run(x);
        return bias == null ? y : y.add(bias);
    }

    @Override
    public void close() {
        script.close();
    }
}
