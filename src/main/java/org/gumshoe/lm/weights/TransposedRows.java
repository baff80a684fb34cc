// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

/**
 * The columns of a stored matrix as rows. Neighbours are read together, by each thread for itself
 * and from the file, since a copy of every such matrix of a large model would pass through the
 * heap.
 *
 * @param tensor of a type that stores each number by itself
 */
record TransposedRows(StoredTensor tensor) implements WeightReader.RowSource {
    private static final int TOGETHER = 64;
    private static final ThreadLocal<Band> BAND = ThreadLocal.withInitial(Band::new);

    /** Some neighbouring columns, stored row after stored row. */
    private static final class Band {
        private StoredTensor tensor;
        private int first;
        private float[] numbers = new float[0];

        void read(StoredTensor from, int column) {
            int rows = from.rows();
            numbers = numbers.length < rows * TOGETHER ? new float[rows * TOGETHER] : numbers;
            int count = Math.min(TOGETHER, from.columns() - column);
            for (int row = 0; row < rows; row++) {
                from.some((long) row * from.columns() + column, count, numbers, row * TOGETHER);
            }
            tensor = from;
            first = column;
        }
    }

    @Override
    public void row(int column, float[] out, int at) {
        Band band = BAND.get();
        int first = column - column % TOGETHER;
        if (band.tensor != tensor || band.first != first) {
            band.read(tensor, first);
        }
        for (int row = 0; row < tensor.rows(); row++) {
            out[at + row] = band.numbers[row * TOGETHER + column - first];
        }
    }
}
