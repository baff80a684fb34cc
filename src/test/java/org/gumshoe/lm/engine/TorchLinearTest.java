// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.gumshoe.lm.config.Precision;
import org.junit.jupiter.api.Test;

public class TorchLinearTest {
    public static float[] random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    /** Rounds to bf16 (8 significant bits), ties to even. */
    private static float bf16(float x) {
        int bits = Float.floatToIntBits(x);
        return Float.intBitsToFloat(bits + 0x7fff + (bits >> 16 & 1) & 0xffff0000);
    }

    @Test
    void roundsInputsAndResultToBf16() {
        int rows = 3;
        int inputs = 40;
        int outputs = 7;
        float[] x = random(rows * inputs, 1);
        float[] w = random(outputs * inputs, 2);
        float[] b = random(outputs, 3);
        try (NDManager manager = TorchRuntime.newManager()) {
            NDArray weight = manager.create(w, new Shape(outputs, inputs));
            try (MatrixPacker packer = new MatrixPacker(Precision.BF16, manager);
                    TorchLinear linear = new TorchLinear(packer, weight, manager.create(b));
                    NDArray y = linear.apply(manager.create(x, new Shape(rows, inputs)))) {
                float[] got = y.toFloatArray();
                for (int row = 0; row < rows; row++) {
                    for (int output = 0; output < outputs; output++) {
                        double sum = 0;
                        for (int i = 0; i < inputs; i++) {
                            sum += (double) bf16(x[row * inputs + i]) * bf16(w[output * inputs + i]);
                        }
                        float answer = got[row * outputs + output];
                        sum += bf16(b[output]);
                        // another order of summation may end on the other side of a rounding
                        // boundary
                        assertThat(answer).isCloseTo(bf16((float) sum), within((float) Math.abs(sum) / 128 + 1e-4f));
                        assertThat(answer).as("bf16").isEqualTo(bf16(answer));
                    }
                }
            }
        }
    }
}
