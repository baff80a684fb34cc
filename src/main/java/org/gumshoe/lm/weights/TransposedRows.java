// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

/**
 * The rows of a transposed matrix: the columns of a stored one. Each thread reads a band of
 * neighbouring columns at a time from the file, since transposing whole matrices of a large model
 * would copy them through the heap.
 *
 * @param tensor matrix of a type with a block size of 1
 */
record TransposedRows(StoredTensor tensor) implements WeightReader.RowSource {
    private static final int BAND_COLUMNS = 64;
    private static final ThreadLocal<Band> BAND = ThreadLocal.withInitial(Band::new);

    /** A band of neighbouring columns: rows x BAND_COLUMNS. */
    private static final class Band {
        private StoredTensor tensor;
        private int firstColumn;
        private float[] values = new float[0];

        void read(StoredTensor source, int column) {
            int rows = source.rows();
            values = values.length < rows * BAND_COLUMNS ? new float[rows * BAND_COLUMNS] : values;
            int count = Math.min(BAND_COLUMNS, source.columns() - column);
            for (int row = 0; row < rows; row++) {
                source.read((long) row * source.columns() + column, count, values, row * BAND_COLUMNS);
            }
            tensor = source;
            firstColumn = column;
        }
    }

    @Override
    public void readRow(int column, float[] out, int offset) {
        Band band = BAND.get();
        int first = column - column % BAND_COLUMNS;
        if (band.tensor != tensor || band.firstColumn != first) {
            band.read(tensor, first);
        }
        for (int row = 0; row < tensor.rows(); row++) {
            out[offset + row] = band.values[row * BAND_COLUMNS + column - first];
        }
    }
}
