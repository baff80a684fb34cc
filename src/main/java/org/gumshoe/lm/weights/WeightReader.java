// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Weights as the forward pass wants them, read row by row from a stored tensor.
 *
 * @param rows outputs of a linear layer
 * @param columns inputs of a linear layer; 1 row of a vector
 */
public record WeightReader(int rows, int columns, RowSource source) {
    /** Writes one row as f32. */
    public interface RowSource {
        void row(int row, float[] out, int at);
    }

    public static WeightReader of(StoredTensor tensor) {
        if (tensor.shape().length < 2) {
            return new WeightReader(1, Math.toIntExact(tensor.size()), (row, out, at) -> {
                float[] all = tensor.all();
                System.arraycopy(all, 0, out, at, all.length);
            });
        }
        return new WeightReader(tensor.rows(), tensor.columns(), tensor::row);
    }

    /**
     * The same rows in another order: row r of the result is row {@code from(r)} of this. A
     * vector's elements count as rows.
     */
    public WeightReader reordered(IntUnaryOperator from) {
        if (rows == 1) {
            return mapped(all -> {
                float[] moved = new float[all.length];
                for (int i = 0; i < moved.length; i++) {
                    moved[i] = all[from.applyAsInt(i)];
                }
                return moved;
            });
        }
        return new WeightReader(rows, columns, (row, out, at) -> source.row(from.applyAsInt(row), out, at));
    }

    /** A vector plus one: norm weights that are stored as their distance from one. */
    public WeightReader plusOne() {
        return mapped(all -> {
            for (int i = 0; i < all.length; i++) {
                all[i] += 1;
            }
            return all;
        });
    }

    /** Rows and columns exchanged: layers that are stored inputs first. */
    public static WeightReader transposed(StoredTensor tensor) {
        return new WeightReader(tensor.columns(), tensor.rows(), new TransposedRows(tensor));
    }

    /** Some of the rows. */
    public WeightReader slice(int first, int count) {
        return new WeightReader(count, columns, (row, out, at) -> source.row(first + row, out, at));
    }

    public float[] all() {
        float[] all = new float[Math.multiplyExact(rows, columns)];
        for (int row = 0; row < rows; row++) {
            source.row(row, all, row * columns);
        }
        return all;
    }

    private WeightReader mapped(UnaryOperator<float[]> change) {
        return new WeightReader(rows, columns, (row, out, at) -> {
            float[] vector = new float[columns];
            source.row(row, vector, 0);
            System.arraycopy(change.apply(vector), 0, out, at, columns);
        });
    }
}
