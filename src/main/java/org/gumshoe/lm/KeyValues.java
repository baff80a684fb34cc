// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Keys and values of the tokens so far, for each block slots x keyHeads x columns x headWidth. Columns are a ring: the newest tokens of all texts stand in one column, so that
 * one write stores them all, and a text's earlier tokens in those before it. A text that ends leaves its slot as it is, and one that joins is written over it, its last token
 * in the newest column: nothing moves.
 */
final class KeyValues implements AutoCloseable {
    private static final int GROWTH = 64;
    private static final int COLUMNS = 2;

    private final NDManager manager;
    private final NDArray[] keys;
    private final NDArray[] values;
    private int capacity;
    private int newest;
    private boolean ordered = true;

    /** @param longest tokens of the longest text that is read at first */
    KeyValues(NDManager parent, Description description, int slots, int longest) {
        this.manager = parent.newSubManager();
        this.capacity = longest + GROWTH;
        this.newest = longest - 1;
        this.keys = new NDArray[description.blocks()];
        this.values = new NDArray[description.blocks()];
        Shape shape = new Shape(slots, description.keyHeads(), capacity, description.headWidth());
        for (int block = 0; block < keys.length; block++) {
            keys[block] = manager.zeros(shape);
            values[block] = manager.zeros(shape);
        }
    }

    /** How many tokens before the newest one each column stands that {@link #next} shows. */
    int[] ages() {
        int[] ages = new int[ordered ? newest + 1 : capacity];
        Arrays.setAll(ages, column -> Math.floorMod(newest - column, capacity));
        return ages;
    }

    /** Whether the columns that {@link #next} shows go from the oldest to the newest. */
    boolean ordered() {
        return ordered;
    }

    /** A memory for reading the beginnings of texts of equal length, one for each of these slots. Call {@link #reserve} before. */
    Pass.Memory beginning(int[] slots) {
        return (block, k, v) -> {
            for (int i = 0; i < slots.length; i++) {
                store(keys[block], row(k, i), slots[i]);
                store(values[block], row(v, i), slots[i]);
            }
            ordered &= k.getShape().get(COLUMNS) <= newest + 1;
            return new Pass.KeysAndValues(k, v);
        };
    }

    /** A memory for the next token of the first slots, which sees the columns before it. Call {@link #advance} before each pass. */
    Pass.Memory next(int slots) {
        NDIndex here = new NDIndex()
                .addSliceDim(0, slots)
                .addAllDim()
                .addSliceDim(newest, newest + 1)
                .addAllDim();
        NDIndex seen = new NDIndex().addSliceDim(0, slots).addAllDim().addSliceDim(0, ordered ? newest + 1 : capacity);
        return (block, k, v) -> {
            keys[block].set(here, k);
            values[block].set(here, v);
            return new Pass.KeysAndValues(
                    keys[block].get(k.getManager(), seen), values[block].get(k.getManager(), seen));
        };
    }

    /**
     * Goes on to the next column, which may be that of a token too old for any text.
     *
     * @param longest tokens of the longest text, the next one included
     */
    void advance(int longest) {
        reserve(longest);
        newest = (newest + 1) % capacity;
        ordered = newest != 0 && ordered || newest == capacity - 1;
    }

    /** Makes room for texts of so many tokens. */
    void reserve(int longest) {
        if (longest <= capacity) {
            return;
        }
        int more = Math.ceilDiv(longest - capacity, GROWTH) * GROWTH;
        for (NDArray[] arrays : new NDArray[][] {keys, values}) {
            for (int block = 0; block < arrays.length; block++) {
                arrays[block] = widened(arrays[block], more);
            }
        }
        newest = ordered ? newest : capacity - 1;
        ordered = true;
        capacity += more;
    }

    private NDArray widened(NDArray array, int more) {
        Shape shape = array.getShape();
        try (NDManager scope = manager.newSubManager();
                array) {
            NDList parts = ordered
                    ? new NDList(array)
                    : new NDList(
                            array.get(scope, columns(newest + 1, capacity)), array.get(scope, columns(0, newest + 1)));
            parts.add(scope.zeros(new Shape(shape.get(0), shape.get(1), more, shape.get(3))));
            NDArray wide = NDArrays.concat(parts, COLUMNS);
            wide.attach(manager);
            return wide;
        }
    }

    /** Copies one slot over another. */
    void move(int from, int to) {
        for (NDArray[] arrays : new NDArray[][] {keys, values}) {
            for (NDArray array : arrays) {
                try (NDArray row = row(array, from)) {
                    array.set(new NDIndex().addSliceDim(to, to + 1), row);
                }
            }
        }
    }

    private static NDArray row(NDArray array, int row) {
        return array.get(new NDIndex().addSliceDim(row, row + 1));
    }

    private static NDIndex columns(int from, int to) {
        return new NDIndex().addAllDim(COLUMNS).addSliceDim(from, to);
    }

    /** Writes a text's tokens into its slot so that the last stands in the newest column; those before the ring's first go to its end. */
    private void store(NDArray array, NDArray tokens, int slot) {
        int length = Math.toIntExact(tokens.getShape().get(COLUMNS));
        int from = newest + 1 - length;
        if (from >= 0) {
            array.set(place(slot, from, newest + 1), tokens);
        } else {
            array.set(place(slot, capacity + from, capacity), tokens.get(columns(0, -from)));
            array.set(place(slot, 0, newest + 1), tokens.get(columns(-from, length)));
        }
    }

    private static NDIndex place(int slot, int from, int to) {
        return new NDIndex()
                .addSliceDim(slot, slot + 1)
                .addAllDim()
                .addSliceDim(from, to)
                .addAllDim();
    }

    @Override
    public void close() {
        manager.close();
    }
}
