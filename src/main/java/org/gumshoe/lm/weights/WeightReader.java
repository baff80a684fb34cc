// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A reader of a weight, row by row in f32, from a stored tensor.
 *
 * @param rows outFeatures of a linear layer; 1 for a vector
 * @param columns inFeatures of a linear layer; the length of a vector
 */
public record WeightReader(int rows, int columns, RowSource source) {
    /** A source of rows. */
    public interface RowSource {
        /** Reads a row into {@code out}, from index {@code offset}. */
        void readRow(int row, float[] out, int offset);

        /** Returns where the row is stored, or null where it is not stored as it is read. */
        default StoredRow stored(int row) {
            return null;
        }
    }

    /** A row of a stored tensor. */
    public record StoredRow(StoredTensor tensor, int row) {
        /** Returns the offset of the row in the tensor's data, in bytes. */
        public long offset() {
            return row * tensor.type().byteSize(tensor.columns());
        }
    }

    /** Rows of another source in another order. */
    private record SelectedRows(RowSource source, IntUnaryOperator sourceRow) implements RowSource {
        @Override
        public void readRow(int row, float[] out, int offset) {
            source.readRow(sourceRow.applyAsInt(row), out, offset);
        }

        @Override
        public StoredRow stored(int row) {
            return source.stored(sourceRow.applyAsInt(row));
        }
    }

    /** Rows as a tensor stores them. */
    private record TensorRows(StoredTensor tensor) implements RowSource {
        @Override
        public void readRow(int row, float[] out, int offset) {
            tensor.readRow(row, out, offset);
        }

        @Override
        public StoredRow stored(int row) {
            return new StoredRow(tensor, row);
        }
    }

    /** Returns a reader of a tensor as it is stored. */
    public static WeightReader of(StoredTensor tensor) {
        if (tensor.shape().length < 2) {
            return new WeightReader(1, Math.toIntExact(tensor.size()), (row, out, offset) -> {
                float[] all = tensor.toFloats();
                System.arraycopy(all, 0, out, offset, all.length);
            });
        }
        return new WeightReader(tensor.rows(), tensor.columns(), new TensorRows(tensor));
    }

    /**
     * Returns the rows in another order: row r of the result is row {@code source(r)} of this
     * reader. Of a vector the elements are permuted.
     */
    public WeightReader permuted(IntUnaryOperator source) {
        if (rows == 1) {
            return mapped(all -> {
                float[] permuted = new float[all.length];
                for (int i = 0; i < permuted.length; i++) {
                    permuted[i] = all[source.applyAsInt(i)];
                }
                return permuted;
            });
        }
        return new WeightReader(rows, columns, new SelectedRows(this.source, source));
    }

    /** Returns a reader that adds one to each element, for norm weights stored as weight - 1. */
    public WeightReader plusOne() {
        return mapped(all -> {
            for (int i = 0; i < all.length; i++) {
                all[i] += 1;
            }
            return all;
        });
    }

    /** Returns the transpose, for linear layers that are stored as inFeatures x outFeatures. */
    public static WeightReader transposed(StoredTensor tensor) {
        return new WeightReader(tensor.columns(), tensor.rows(), new TransposedRows(tensor));
    }

    /** Returns {@code count} rows from row {@code first}. */
    public WeightReader slice(int first, int count) {
        return new WeightReader(count, columns, new SelectedRows(source, row -> first + row));
    }

    /** Returns all rows, concatenated: {@code rows x columns} numbers. */
    public float[] toFloats() {
        float[] all = new float[Math.multiplyExact(rows, columns)];
        for (int row = 0; row < rows; row++) {
            source.readRow(row, all, row * columns);
        }
        return all;
    }

    /** Returns where each row begins in its tensor's data, in bytes; rows must be stored as they are read. */
    public long[] offsets() {
        return IntStream.range(0, rows)
                .mapToLong(row -> source.stored(row).offset())
                .toArray();
    }

    private WeightReader mapped(UnaryOperator<float[]> function) {
        return new WeightReader(rows, columns, (row, out, offset) -> {
            float[] vector = new float[columns];
            source.readRow(row, vector, 0);
            System.arraycopy(function.apply(vector), 0, out, offset, columns);
        });
    }
}
