// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.gumshoe.lm.engine.TorchLinearTest.random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EightBitPackerTest {
    private static final int ROWS = 5;
    private static final int OUTPUTS = 7;

    /** Columns that are rotated by 64 and by 16. */
    @ParameterizedTest
    @CsvSource({"576, .015", "48, .05"})
    void productsAreThoseOfF32ButForRounding(int columns, double most) {
        float[] x = random(ROWS * columns, 1);
        float[] w = random(OUTPUTS * columns, 2);
        assertThat(relativeError(x, w, columns)).isPositive().isLessThan(most);
    }

    /** Without a rotation the one large input would leave the others a step of eighty times their size. */
    @Test
    void oneLargeInputDoesNotHideTheOthers() {
        int columns = 64;
        float[] x = random(ROWS * columns, 1);
        float[] w = random(OUTPUTS * columns, 2);
        for (int row = 0; row < ROWS; row++) {
            x[row * columns + 11] = 1e4f;
        }
        for (int output = 0; output < OUTPUTS; output++) {
            w[output * columns + 11] = 0;
        }
        float[] exact = f32(x, w, columns);
        float[] got = products(x, w, columns);
        double size = Math.sqrt(squares(exact, new float[exact.length]) / exact.length);
        double error = Math.sqrt(squares(exact, got) / exact.length);
        // rounded alone, a step is 1e4 / 127 = 79, and inputs of at most 1 are all lost
        assertThat(error).as("of products of size " + size).isLessThan(.5 * 1e4 / 127);
    }

    /** Sums of two products of bytes must not overflow 16 bits where inputs and weights are as large as they can be. */
    @Test
    void equalInputsAndWeightsOfOneSignDoNotOverflow() {
        int columns = 128;
        float[] x = new float[ROWS * columns];
        float[] w = new float[OUTPUTS * columns];
        Arrays.fill(x, 1);
        Arrays.fill(w, -1);
        assertThat(products(x, w, columns)).containsOnly(products(x, w, columns)[0]);
        assertThat(products(x, w, columns)[0]).isCloseTo(-columns, within(.02f * columns));
    }

    @Test
    void aTokenThatIsNotANumberStaysSoAndNoOtherDoes() {
        int columns = 64;
        float[] x = random(ROWS * columns, 1);
        x[columns + 3] = Float.NaN;
        float[] y = products(x, random(OUTPUTS * columns, 2), columns);
        for (int row = 0; row < ROWS; row++) {
            for (int output = 0; output < OUTPUTS; output++) {
                assertThat(Float.isNaN(y[row * OUTPUTS + output])).isEqualTo(row == 1);
            }
        }
    }

    private static double relativeError(float[] x, float[] w, int columns) {
        float[] exact = f32(x, w, columns);
        return Math.sqrt(squares(exact, products(x, w, columns)) / squares(exact, new float[exact.length]));
    }

    private static double squares(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (double) (a[i] - b[i]))
                .sum();
    }

    private static float[] f32(float[] x, float[] w, int columns) {
        float[] y = new float[ROWS * OUTPUTS];
        for (int i = 0; i < y.length; i++) {
            double sum = 0;
            for (int column = 0; column < columns; column++) {
                sum += x[i / OUTPUTS * columns + column] * w[i % OUTPUTS * columns + column];
            }
            y[i] = (float) sum;
        }
        return y;
    }

    private static float[] products(float[] x, float[] w, int columns) {
        try (NDManager manager = TorchRuntime.newManager()) {
            EightBitPacker packer = EightBitPacker.on(manager)
                    .orElseGet(() -> Assumptions.abort("SKIPPED: the engine has no products of eight bits here"));
            try (packer) {
                NDList packed = packer.pack(manager.create(w, new Shape(OUTPUTS, columns)));
                NDArray input = manager.create(x, new Shape(ROWS, columns));
                return packer.multiply(input, packed).toFloatArray();
            }
        }
    }
}
