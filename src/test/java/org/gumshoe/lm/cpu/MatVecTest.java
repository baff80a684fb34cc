// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.gumshoe.lm.engine.TorchLinearTest.random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.engine.MatrixPacker;
import org.gumshoe.lm.engine.TorchRuntime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatVecTest {
    private static void assertProduct(float[] y, float[] x, float[] w) {
        for (int output = 0; output < y.length; output++) {
            double sum = 0;
            double size = 0;
            for (int i = 0; i < x.length; i++) {
                sum += (double) x[i] * w[output * x.length + i];
                size += Math.abs(x[i] * w[output * x.length + i]);
            }
            assertThat(y[output]).as("output " + output).isCloseTo((float) sum, within((float) (1e-6 * size)));
        }
    }

    /** Numbers of bf16, so that nothing is rounded. */
    private static float[] halves(int count) {
        float[] w = random(count, 1);
        for (int i = 0; i < w.length; i++) {
            w[i] = Float.intBitsToFloat(Float.floatToIntBits(w[i]) & 0xffff0000);
        }
        return w;
    }

    /** Shapes that fill panels, and such as do not, in panels of 64 and narrower. */
    @ParameterizedTest
    @CsvSource({"128, 64", "960, 576", "100, 64", "64, 100", "48, 24", "7, 40", "1, 16", "50, 1"})
    void aPackedMatrixIsMultipliedInPlace(int outputs, int inputs) {
        float[] w = halves(outputs * inputs);
        float[] x = random(inputs, 2);
        for (int width : new int[] {64, 48, 32, 16}) {
            for (int fill : new int[] {2, 16, 32}) {
                int filled = Math.ceilDiv(inputs, fill) * fill;
                float[] y =
                        PortablePacking.pack(w, outputs, inputs, width, filled).multiply(x, 1);
                assertThat(y).hasSize(outputs);
                assertProduct(y, x, w);
            }
        }
    }

    /**
     * Where it packs any: where the processor has products in bf16. What it keeps elsewhere is not
     * taken for packed.
     */
    @ParameterizedTest
    @CsvSource({"128, 64", "960, 576", "100, 64", "64, 100", "48, 24", "7, 40", "1, 16", "50, 1"})
    void whatTheEngineHasPackedIsAsItIsPackedHere(int outputs, int inputs) {
        float[] w = halves(outputs * inputs);
        float[] x = random(inputs, 2);
        try (NDManager manager = TorchRuntime.newManager();
                MatrixPacker packer = new MatrixPacker(Precision.BF16, manager)) {
            try (PackedLayoutProbe probe = new PackedLayoutProbe(packer.linearSource());
                    NDArray kept = packer.convertAndPack(manager.create(w, new Shape(outputs, inputs)))) {
                if (PortablePacking.engineDoesSo(packer, manager)) {
                    PackedMatrix panels = probe.probe(kept);
                    assertThat(panels).isNotNull();
                    assertProduct(panels.multiply(x, 1), x, w);
                    MemorySegment here = PortablePacking.pack(
                                    w, outputs, inputs, panels.panelWidth(), panels.paddedInFeatures())
                            .data();
                    assertThat(panels.data().mismatch(here))
                            .as("first byte that differs")
                            .isEqualTo(-1);
                } else if (packer.packs()) {
                    assertThat(probe.probe(kept)).isNull();
                } else {
                    assertThat(probe.toFloats(kept)).isEqualTo(w);
                }
            }
        }
    }

    /** Lengths that fill vectors, and such as do not. */
    @ParameterizedTest
    @CsvSource({"1", "16", "21", "64"})
    void sumsOverPairs(int pairs) {
        float[] w = random(2 * pairs, 5);
        MemorySegment memory = MemorySegment.ofArray(new int[pairs + 1]);
        for (int i = 0; i < w.length; i++) {
            w[i] = Float.intBitsToFloat(Float.floatToIntBits(w[i]) & 0xffff0000);
            memory.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, 2 + i, (short) (Float.floatToIntBits(w[i]) >>> 16));
        }
        float[] even = random(pairs + 3, 6);
        float[] odd = random(pairs + 3, 7);
        double sum = 0;
        float[] evenAfter = even.clone();
        float[] oddAfter = odd.clone();
        SimdKernels.addScaledBf16(memory, 4, pairs, .5f, evenAfter, oddAfter, 3);
        for (int i = 0; i < pairs; i++) {
            sum += even[3 + i] * w[2 * i] + odd[3 + i] * w[2 * i + 1];
            assertThat(evenAfter[3 + i]).isCloseTo(even[3 + i] + w[2 * i] / 2, within(1e-6f));
            assertThat(oddAfter[3 + i]).isCloseTo(odd[3 + i] + w[2 * i + 1] / 2, within(1e-6f));
        }
        assertThat(SimdKernels.dotBf16(memory, 4, pairs, even, odd, 3)).isCloseTo((float) sum, within(1e-5f));
    }

    @ParameterizedTest
    @CsvSource({"1", "16", "37"})
    void exponentials(int count) {
        float[] x = random(count, 8);
        float[] y = x.clone();
        double sum = SimdKernels.expAndSum(y, .25f);
        double expected = 0;
        float most = x[0];
        for (int i = 0; i < count; i++) {
            assertThat(y[i]).isCloseTo((float) Math.exp(x[i] - .25), within(1e-6f));
            expected += Math.exp(x[i] - .25);
            most = Math.max(most, x[i]);
        }
        assertThat(sum).isCloseTo(expected, within(1e-5));
        assertThat(SimdKernels.max(x)).isEqualTo(most);
    }
}
