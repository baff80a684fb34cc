// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.gumshoe.lm.engine.TorchLinearTest.random;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorType;
import org.gumshoe.lm.weights.WeightReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products with stored rows, beside f32 products with what {@code Dequantize} makes of them. */
class StoredMatrixTest {
    private static final int COLUMNS = 512;

    /** A tensor of random bytes; where a type has f16 or f32 numbers in it, they are finite and not small. */
    static StoredTensor randomTensor(TensorType type, int rows, int columns) {
        byte[] stored = new byte[Math.toIntExact(type.byteSize((long) rows * columns))];
        new SplittableRandom(type.ordinal()).nextBytes(stored);
        int block = Math.toIntExact(type.byteSize(type.blockSize()));
        int[] halves =
                switch (type) {
                    case Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS, F16, BF16 -> new int[] {0};
                    case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
                    case Q2_K -> new int[] {80, 82};
                    case Q3_K -> new int[] {108};
                    case Q6_K -> new int[] {208};
                    case F32 -> new int[] {2};
                    case F64 -> new int[] {6};
                    case MXFP4 -> new int[0];
                };
        for (int at = 0; at < stored.length; at += block) {
            for (int half : halves) { // a sign, and an exponent near zero
                stored[at + half + 1] = (byte) (stored[at + half + 1] & 0x83 | (isWide(type) ? 0x3c : 0x28));
            }
            if (type == TensorType.MXFP4) {
                stored[at] = (byte) (120 + (stored[at] & 7));
            }
        }
        return new StoredTensor("w", type, new long[] {rows, columns}, MemorySegment.ofArray(stored));
    }

    /** Types whose exponent has eight bits or more. */
    private static boolean isWide(TensorType type) {
        return type == TensorType.BF16 || type == TensorType.F32 || type == TensorType.F64;
    }

    @ParameterizedTest
    @EnumSource
    void aVectorIsMultipliedByStoredRows(TensorType type) {
        int rows = 21; // fills no task
        StoredTensor tensor = randomTensor(type, rows, COLUMNS);
        StoredMatrix matrix = StoredMatrix.of(List.of(WeightReader.of(tensor))).orElseThrow();
        float[] x = random(COLUMNS, 4);
        assertProducts(matrix.multiply(x, 1), x, tensor.toFloats());
        assertThat(matrix.types()).isEqualTo(type.name());
    }

    @ParameterizedTest
    @EnumSource
    void severalVectorsAreMultipliedByRowsThatAreWrittenOut(TensorType type) {
        int rows = 21;
        int vectors = 5; // neither fills the registers
        StoredTensor tensor = randomTensor(type, rows, COLUMNS);
        StoredMatrix matrix = StoredMatrix.of(List.of(WeightReader.of(tensor))).orElseThrow();
        float[] x = random(vectors * COLUMNS, 4);
        assertProducts(matrix.multiply(x, vectors), x, tensor.toFloats());
    }

    /** So that a text does not depend on how many others are written beside it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 16, 40})
    void aVectorsProductsAreTheSameToTheBitBesideAnyOthers(int vectors) {
        StoredTensor tensor = randomTensor(TensorType.Q5_0, 70, COLUMNS); // rows fill no task
        StoredMatrix matrix = StoredMatrix.of(List.of(WeightReader.of(tensor))).orElseThrow();
        float[] x = random(64 * COLUMNS, 4);
        float[] all = matrix.multiply(x, 64);
        float[] some = matrix.multiply(Arrays.copyOf(x, vectors * COLUMNS), vectors);
        assertThat(some).isEqualTo(Arrays.copyOf(all, vectors * 70));
    }

    /** A vector with a single one in it makes a column of the matrix, without any rounding. */
    @ParameterizedTest
    @EnumSource
    void rowsAreWrittenOutAsTheDequantiserDoesToTheBit(TensorType type) {
        StoredTensor tensor = randomTensor(type, 3, COLUMNS);
        StoredMatrix matrix = StoredMatrix.of(List.of(WeightReader.of(tensor))).orElseThrow();
        assertThat(matrix.row(2)).isEqualTo(WeightReader.of(tensor).slice(2, 1).toFloats());
    }

    /** Rows of two bytes a number need not fill vectors. */
    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F32"})
    void rowsOfAnyLength(TensorType type) {
        StoredTensor tensor = randomTensor(type, 6, 37);
        StoredMatrix matrix = StoredMatrix.of(List.of(WeightReader.of(tensor))).orElseThrow();
        for (int vectors = 1; vectors < 4; vectors++) {
            float[] x = random(vectors * 37, vectors);
            assertProducts(matrix.multiply(x, vectors), x, tensor.toFloats());
        }
    }

    @Test
    void subnormalScalesAreReadAsTheyAre() {
        byte[] stored = {1, 0, 0, (byte) 0x80, (byte) 0xff, 0x03, 0, 0, 0x01, (byte) 0x80, 0, 4, 0, 0, 0, 0};
        byte[] row = new byte[64];
        System.arraycopy(stored, 0, row, 0, stored.length);
        StoredTensor tensor = new StoredTensor("w", TensorType.F16, new long[] {1, 32}, MemorySegment.ofArray(row));
        StoredMatrix matrix = StoredMatrix.of(List.of(WeightReader.of(tensor))).orElseThrow();
        assertThat(matrix.row(0)).isEqualTo(tensor.toFloats());
    }

    /** Queries, keys and values are one matrix, of several tensors and with rows in another order. */
    @Test
    void severalTensorsAreOneMatrix() {
        StoredTensor first = randomTensor(TensorType.Q4_K, 6, COLUMNS);
        StoredTensor second = randomTensor(TensorType.Q6_K, 4, COLUMNS);
        StoredMatrix matrix = StoredMatrix.of(List.of(
                        WeightReader.of(first).permuted(row -> row ^ 1),
                        WeightReader.of(second).slice(1, 3)))
                .orElseThrow();
        assertThat(matrix.types()).isEqualTo("Q4_K+Q6_K");
        assertThat(matrix.outFeatures()).isEqualTo(9);
        assertThat(matrix.row(0)).isEqualTo(WeightReader.of(first).slice(1, 1).toFloats());
        assertThat(matrix.row(8)).isEqualTo(WeightReader.of(second).slice(3, 1).toFloats());
        float[] x = random(COLUMNS, 7);
        float[] all = new float[9 * COLUMNS];
        for (int row = 0; row < 9; row++) {
            System.arraycopy(matrix.row(row), 0, all, row * COLUMNS, COLUMNS);
        }
        assertProducts(matrix.multiply(x, 1), x, all);
    }

    @Test
    void aTransposedMatrixIsNotStoredByRows() {
        StoredTensor tensor = randomTensor(TensorType.F32, 32, 64);
        assertThat(StoredMatrix.of(List.of(WeightReader.transposed(tensor)))).isEmpty();
    }

    /** @param w outFeatures x inFeatures */
    private static void assertProducts(float[] y, float[] x, float[] w) {
        assertProducts(y, x, w, x.length == 5 * COLUMNS || x.length == COLUMNS ? COLUMNS : 37, 2e-6);
    }

    /**
     * @param w outFeatures x columns
     * @param tolerance of a product, as a share of its summands' sizes
     */
    static void assertProducts(float[] y, float[] x, float[] w, int columns, double tolerance) {
        int outputs = w.length / columns;
        assertThat(y).hasSize(x.length / columns * outputs);
        for (int i = 0; i < y.length; i++) {
            double sum = 0;
            double size = 0;
            for (int j = 0; j < columns; j++) {
                double product = (double) x[i / outputs * columns + j] * w[i % outputs * columns + j];
                sum += product;
                size += Math.abs(product);
            }
            assertThat((double) y[i]).as("product " + i).isCloseTo(sum, within(tolerance * size));
        }
    }
}
