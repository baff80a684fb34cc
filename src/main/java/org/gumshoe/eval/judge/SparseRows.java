// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.Arrays;
import java.util.List;

/** A sparse matrix by rows, compressed. */
record SparseRows(int[] starts, int[] columns, float[] values, int width) {
    /** One row: {@code columns} ascend. */
    record Row(int[] columns, float[] values) {
        static final Row EMPTY = new Row(new int[0], new float[0]);

        /**
         * This row and further figures in the columns from {@code first} on, which lie behind all
         * of its own.
         */
        Row with(int first, double[] figures) {
            int[] allColumns = Arrays.copyOf(columns, columns.length + figures.length);
            float[] allValues = Arrays.copyOf(values, allColumns.length);
            for (int j = 0; j < figures.length; j++) {
                allColumns[columns.length + j] = first + j;
                allValues[columns.length + j] = (float) figures[j];
            }
            return new Row(allColumns, allValues);
        }

        double dot(double[] weights) {
            double sum = 0;
            for (int i = 0; i < columns.length; i++) {
                sum += values[i] * weights[columns[i]];
            }
            return sum;
        }
    }

    static SparseRows of(List<Row> rows, int width) {
        int[] starts = new int[rows.size() + 1];
        for (int i = 0; i < rows.size(); i++) {
            starts[i + 1] = starts[i] + rows.get(i).columns.length;
        }
        int[] columns = new int[starts[rows.size()]];
        float[] values = new float[columns.length];
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            System.arraycopy(row.columns, 0, columns, starts[i], row.columns.length);
            System.arraycopy(row.values, 0, values, starts[i], row.values.length);
        }
        return new SparseRows(starts, columns, values, width);
    }

    int size() {
        return starts.length - 1;
    }

    double dot(int row, double[] weights) {
        double sum = 0;
        for (int i = starts[row]; i < starts[row + 1]; i++) {
            sum += values[i] * weights[columns[i]];
        }
        return sum;
    }

    /** Adds {@code factor} times the row. */
    void addTo(int row, double factor, double[] sum) {
        for (int i = starts[row]; i < starts[row + 1]; i++) {
            sum[columns[i]] += factor * values[i];
        }
    }
}
