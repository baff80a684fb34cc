// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A gated feed-forward part without biases in bf16 from end to end, as transformers computes it: what lies between its layers is several times as wide as the residual stream,
 * and moving it in f32 takes longer than the products.
 */
final class HalfFeedForward implements FeedForward, AutoCloseable {
    private static final String SOURCE = """
            class FeedForward(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              up : Optional[Tensor]
              down : Optional[Tensor]
              def forward(self: __torch__.FeedForward,
                x: Tensor,
                up: Optional[Tensor]=None,
                down: Optional[Tensor]=None) -> Tensor:
                if torch.__isnot__(up, None):
                  up0 = unchecked_cast(Tensor, up)
                  down0 = unchecked_cast(Tensor, down)
                  self.up = torch.to(up0, %1$d)
                  self.down = torch.to(down0, %1$d)
                  y = x
                else:
                  up1 = self.up
                  down1 = self.down
                  up2 = unchecked_cast(Tensor, up1)
                  down2 = unchecked_cast(Tensor, down1)
                  halves = torch.chunk(torch.linear(torch.to(x, %1$d), up2), 2, 1)
                  hidden = torch.mul(%3$s, halves[1])
                  y = torch.to(torch.linear(hidden, down2), %2$d)
                return y
            """;

    private final Script script;

    /**
     * @param up (gate, then linear part) x width, f32; copied
     * @param down width x hidden, f32; copied
     */
    HalfFeedForward(NDArray up, NDArray down, Description.Activation activation) {
        String activated =
                switch (activation) {
                    case SILU -> "torch.silu(halves[0])";
                    case GELU -> "torch.gelu(halves[0])";
                    case GELU_TANH -> "torch.gelu(halves[0], approximate=\"tanh\")";
                };
        script = new Script(TorchScript.module(
                "FeedForward", List.of("up", "down"), SOURCE.formatted(Script.BFLOAT16, Script.FLOAT, activated)));
        script.keep(up, down);
    }

    @Override
    public NDArray apply(NDArray x) {
        return script.run(x);
    }

    @Override
    public void close() {
        script.close();
    }
}
