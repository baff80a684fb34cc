// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.lm.engine.TorchLinearTest.random;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorType;
import org.gumshoe.lm.weights.WeightReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products by ggml's kernels beside those of the same rows in f32; skipped where its library is not to be had. */
class GgmlMatrixTest {
    private static final int COLUMNS = 512;

    /** A rounding step of 1/127 of a block's largest number, and a sum of COLUMNS such errors. */
    private static final double ROUNDING = 1. / 127 / Math.sqrt(COLUMNS);

    /** The tensor in memory of the C library, where a mapped file is too. */
    private static StoredTensor tensor(TensorType type, int rows, Arena arena) {
        StoredTensor tensor = StoredMatrixTest.randomTensor(type, rows, COLUMNS);
        MemorySegment data = arena.allocate(tensor.data().byteSize(), 64).copyFrom(tensor.data());
        return new StoredTensor("w", type, new long[] {rows, COLUMNS}, data);
    }

    private static GgmlMatrix matrix(List<WeightReader> readers) {
        assumeTrue(GgmlLibrary.kernel(TensorType.Q8_0).isPresent(), "no library of ggml for this system");
        return GgmlMatrix.of(readers).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS"
            })
    void isNearProductsInF32(TensorType type) {
        try (Arena arena = Arena.ofConfined()) {
            int rows = 70; // fills no task
            StoredTensor tensor = tensor(type, rows, arena);
            float[] x = random(2 * COLUMNS, 4);
            float[] y = matrix(List.of(WeightReader.of(tensor))).multiply(x, 2);
            assertThat(y).hasSize(2 * rows);
            assertNear(y, x, tensor.toFloats());
        }
    }

    /** Queries, keys and values are one matrix, of tensors whose vectors are rounded differently. */
    @Test
    void severalTensorsAreOneMatrix() {
        try (Arena arena = Arena.ofConfined()) {
            List<WeightReader> readers = List.of(
                    WeightReader.of(tensor(TensorType.Q4_K, 40, arena)).permuted(row -> row ^ 1),
                    WeightReader.of(tensor(TensorType.Q8_0, 3, arena)),
                    WeightReader.of(tensor(TensorType.Q5_0, 9, arena)).slice(2, 5));
            GgmlMatrix matrix = matrix(readers);
            assertThat(matrix.outFeatures()).isEqualTo(48);
            float[] w = new float[48 * COLUMNS];
            int row = 0;
            for (WeightReader reader : readers) {
                System.arraycopy(reader.toFloats(), 0, w, row * COLUMNS, reader.rows() * COLUMNS);
                row += reader.rows();
            }
            for (int vectors : new int[] {1, 3}) {
                float[] x = random(vectors * COLUMNS, 7);
                assertNear(matrix.multiply(x, vectors), x, w);
            }
        }
    }

    /** So that a story does not depend on how many others are written beside it, up to four. */
    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q8_0", "Q4_K", "Q6_K"})
    void aVectorHasTheSameProductsWhateverOthersThereAre(TensorType type) {
        try (Arena arena = Arena.ofConfined()) {
            int rows = 37;
            GgmlMatrix matrix = matrix(List.of(WeightReader.of(tensor(type, rows, arena))));
            float[] x = random(21 * COLUMNS, 5);
            float[] all = matrix.multiply(x, 21);
            for (int vectors = 1; vectors < 21; vectors++) {
                float[] some = matrix.multiply(Arrays.copyOf(x, vectors * COLUMNS), vectors);
                assertThat(some).isEqualTo(Arrays.copyOf(all, vectors * rows));
            }
        }
    }

    /** So that a model that was steered too far does not seem to write. */
    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q6_K"})
    void whatIsNoNumberStaysNone(TensorType type) {
        try (Arena arena = Arena.ofConfined()) {
            GgmlMatrix matrix = matrix(List.of(WeightReader.of(tensor(type, 3, arena))));
            for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                float[] x = random(COLUMNS, 3);
                x[17] = odd;
                assertThat(matrix.multiply(x, 1)).containsOnly(Float.NaN);
            }
        }
    }

    @Test
    void aMatrixOutsideOfNativeMemoryOrWithoutAKernelIsNone() {
        StoredTensor onHeap = StoredMatrixTest.randomTensor(TensorType.Q8_0, 4, COLUMNS);
        assertThat(GgmlMatrix.of(List.of(WeightReader.of(onHeap)))).isEmpty();
        try (Arena arena = Arena.ofConfined()) {
            StoredTensor twoBytes = tensor(TensorType.F16, 4, arena);
            assertThat(GgmlMatrix.of(List.of(WeightReader.of(twoBytes)))).isEmpty();
        }
    }

    private static void assertNear(float[] y, float[] x, float[] w) {
        StoredMatrixTest.assertProducts(y, x, w, COLUMNS, 4 * ROUNDING);
    }
}
