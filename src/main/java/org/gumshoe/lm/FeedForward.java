// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;

/** The part of a block that looks at each position by itself: width to hidden, activation, hidden to width. */
sealed interface FeedForward permits FeedForward.Layers, HalfFeedForward {
    /**
     * @param x rows x width, f32
     * @return rows x width, f32; it belongs to the manager of {@code x}
     */
    NDArray apply(NDArray x);

    /**
     * Layer by layer, with f32 between them.
     *
     * @param up width to hidden; where it is gated the gate first, then the linear part
     */
    record Layers(Linear up, Linear down, Description.Activation activation, boolean gated) implements FeedForward {
        @Override
        public NDArray apply(NDArray x) {
            NDArray hidden = up.apply(x);
            if (!gated) {
                return down.apply(activate(hidden));
            }
            NDList halves = hidden.split(new long[] {hidden.getShape().get(1) / 2}, 1);
            return down.apply(activate(halves.get(0)).muli(halves.get(1)));
        }

        private NDArray activate(NDArray x) {
            return switch (activation) {
                case SILU -> Activation.sigmoid(x).muli(x);
                case GELU -> Activation.gelu(x);
                // x (1 + tanh(z)) / 2 = x sigmoid(2z) with z = sqrt(2 / pi) (x + 0.044715 x^3) (Hendrycks and Gimpel
                // 2016)
                case GELU_TANH -> {
                    double twice = 2 * Math.sqrt(2 / Math.PI);
                    NDArray z = x.mul(x).muli(0.044715 * twice).addi(twice).muli(x);
                    yield Activation.sigmoid(z).muli(x);
                }
            };
        }
    }
}
