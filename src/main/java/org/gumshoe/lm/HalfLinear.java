// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/**
 * y = x W + b with W, x and x W rounded to bf16, products summed in f32. The engine's arrays know no bf16, its scripts do: the weight lives in a TorchScript module that only
 * ever takes and gives f32.
 */
final class HalfLinear implements Linear {
    private static final int BFLOAT16 = 15;
    private static final int FLOAT = 6;

    /** With a weight (outputs x inputs) it keeps it, without it multiplies. */
    private static final byte[] MODULE =
            TorchScript.module("Linear", List.of("weight"), """
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
            """.formatted(BFLOAT16, BFLOAT16, FLOAT));

    private final Model model = Model.newInstance("linear", "PyTorch");
    private final Block module;
    private final ParameterStore none;
    private final NDArray bias;

    /**
     * @param weight outputs x inputs, f32; copied, so it may be closed
     * @param bias outputs, or null; it closes with its manager
     */
    HalfLinear(NDArray weight, NDArray bias) {
        this.bias = bias;
        try {
            model.load(new ByteArrayInputStream(MODULE));
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException("the engine does not know its own format", e);
        }
        module = model.getBlock();
        none = new ParameterStore(model.getNDManager(), false);
        try (NDArray nothing = weight.getManager().create(0f)) {
            run(nothing, weight).close();
        }
    }

    private NDArray run(NDArray... inputs) {
        return module.forward(none, new NDList(inputs), false).singletonOrThrow();
    }

    @Override
    public NDArray apply(NDArray x) {
        NDArray y = run(x);
        return bias == null ? y : y.add(bias); // what a script gives must not be written to
    }

    @Override
    public void close() {
        model.close();
    }
}
