// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeedForwardTest {
    private static final int ROWS = 5;
    private static final int WIDTH = 32;
    private static final int HIDDEN = 48;

    private static float[] random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private static double gate(Description.Activation activation, double x) {
        return switch (activation) {
            case SILU -> x / (1 + Math.exp(-x));
            case GELU, GELU_TANH -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + .044715 * x * x * x)));
        };
    }

    private static float[] expected(Description.Activation activation, float[] x, float[] up, float[] down) {
        float[] y = new float[ROWS * WIDTH];
        for (int row = 0; row < ROWS; row++) {
            double[] hidden = new double[2 * HIDDEN];
            for (int h = 0; h < hidden.length; h++) {
                for (int i = 0; i < WIDTH; i++) {
                    hidden[h] += (double) x[row * WIDTH + i] * up[h * WIDTH + i];
                }
            }
            for (int out = 0; out < WIDTH; out++) {
                double sum = 0;
                for (int h = 0; h < HIDDEN; h++) {
                    sum += gate(activation, hidden[h]) * hidden[HIDDEN + h] * down[out * HIDDEN + h];
                }
                y[row * WIDTH + out] = (float) sum;
            }
        }
        return y;
    }

    @ParameterizedTest
    @EnumSource
    void bothWaysComputeTheSame(Description.Activation activation) {
        float[] x = random(ROWS * WIDTH, 1);
        float[] up = random(2 * HIDDEN * WIDTH, 2);
        float[] down = random(WIDTH * HIDDEN, 3);
        float[] expected = expected(activation, x, up, down);
        try (NDManager manager = Engines.manager()) {
            NDArray input = manager.create(x, new Shape(ROWS, WIDTH));
            FeedForward layers = new FeedForward.Layers(
                    Linear.of(manager.create(up, new Shape(2 * HIDDEN, WIDTH)), null, Precision.F32),
                    Linear.of(manager.create(down, new Shape(WIDTH, HIDDEN)), null, Precision.F32),
                    activation,
                    true);
            // the two forms of GELU differ by a thousandth at most
            Golden.assertClose(layers.apply(input).toFloatArray(), expected, 1e-3, "f32");
            try (HalfFeedForward half = new HalfFeedForward(
                    manager.create(up, new Shape(2 * HIDDEN, WIDTH)),
                    manager.create(down, new Shape(WIDTH, HIDDEN)),
                    activation)) {
                float[] got = half.apply(input).toFloatArray();
                Golden.assertClose(got, expected, .01, "bf16");
                assertThat(got).isNotEqualTo(layers.apply(input).toFloatArray());
                assertThat(half.apply(input).toFloatArray()).as("again").isEqualTo(got);
            }
        }
    }
}
