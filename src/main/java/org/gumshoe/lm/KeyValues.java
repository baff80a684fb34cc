// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Keys and values of the tokens so far, for each block rows x keyHeads x columns x headWidth. All rows end at the same column; a shorter row begins
 * later, and what lies before its beginning is masked.
 */
final class KeyValues implements AutoCloseable {
    private static final int GROWTH = 64;

    private final NDManager manager;
    private final NDArray[] keys;
    private final NDArray[] values;
    private int rows;
    private int used;
    private int capacity;

    KeyValues(NDManager parent, Description description, int rows, int used) {
        this.manager = parent.newSubManager();
        this.rows = rows;
        this.used = used;
        this.capacity = used + GROWTH;
        this.keys = new NDArray[description.blocks()];
        this.values = new NDArray[description.blocks()];
        for (int block = 0; block < keys.length; block++) {
            Shape shape = new Shape(rows, description.keyHeads(), capacity, description.headWidth());
            keys[block] = manager.zeros(shape);
            values[block] = manager.zeros(shape);
        }
    }

    int rows() {
        return rows;
    }

    /** Columns that are filled. */
    int used() {
        return used;
    }

    /** A memory for reading the beginning of some rows, which ends at the last used column. */
    Pass.Memory beginning(int firstRow) {
        return (block, k, v) -> {
            int length = Math.toIntExact(k.getShape().get(2));
            store(block, k, v, firstRow, used - length);
            return new Pass.KeysAndValues(k, v);
        };
    }

    /** A memory for the next token of every row, which sees the columns before it. Call {@link #advance} before each pass. */
    Pass.Memory next() {
        return (block, k, v) -> {
            store(block, k, v, 0, used - 1);
            NDIndex seen = new NDIndex().addAllDim(2).addSliceDim(0, used);
            return new Pass.KeysAndValues(
                    keys[block].get(k.getManager(), seen), values[block].get(k.getManager(), seen));
        };
    }

    /** Makes room for one more column. */
    void advance() {
        used++;
        if (used <= capacity) {
            return;
        }
        capacity += GROWTH;
        for (NDArray[] arrays : new NDArray[][] {keys, values}) {
            for (int block = 0; block < arrays.length; block++) {
                Shape old = arrays[block].getShape();
                try (NDArray more = manager.zeros(new Shape(old.get(0), old.get(1), GROWTH, old.get(3)))) {
                    replace(arrays, block, arrays[block].concat(more, 2));
                }
            }
        }
    }

    /** Keeps these rows alone, in this order. */
    void keep(int[] kept) {
        rows = kept.length;
        try (NDArray index = manager.create(Arrays.stream(kept).asLongStream().toArray())) {
            for (NDArray[] arrays : new NDArray[][] {keys, values}) {
                for (int block = 0; block < arrays.length; block++) {
                    replace(arrays, block, arrays[block].get(index));
                }
            }
        }
    }

    private static void replace(NDArray[] arrays, int block, NDArray by) {
        arrays[block].close();
        arrays[block] = by;
    }

    private void store(int block, NDArray k, NDArray v, int row, int column) {
        Shape shape = k.getShape();
        NDIndex where = new NDIndex()
                .addSliceDim(row, row + shape.get(0))
                .addAllDim()
                .addSliceDim(column, column + shape.get(2))
                .addAllDim();
        keys[block].set(where, k);
        values[block].set(where, v);
    }

    @Override
    public void close() {
        manager.close();
    }
}
