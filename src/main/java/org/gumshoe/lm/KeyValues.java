// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Keys and values of the tokens so far, for each block slots x keyHeads x columns x headWidth. Columns are a ring: the newest tokens of all texts stand in one column, so that
 * one write stores them all, and a text's earlier tokens in those before it. A text that ends leaves its slot as it is, and one that joins is written over it, its last token
 * in the newest column: nothing moves.
 */
final class KeyValues implements AutoCloseable {
    private static final int GROWTH = 64;
    private static final int COLUMNS = 2;

    /** Tokens into slots: {@code span} is the column of the first, which that is, and how many there are. */
    private static final String COPY = """
            column = int(span.select(0, 0))
            first = int(span.select(0, 1))
            count = int(span.select(0, 2))
            array.narrow(2, column, count).index_copy_(0, slots, tokens.narrow(2, first, count).clone())
            return span
            """;

    private final NDManager manager;
    private final Products products;
    private final Script copy;
    private final NDArray[] keys;
    private final NDArray[] values;
    private int capacity;
    private int newest;
    private boolean ordered = true;

    /** @param longest tokens of the longest text that is read at first */
    KeyValues(Transformer transformer, int slots, int longest) {
        Description description = transformer.description();
        this.manager = transformer.manager().newSubManager();
        this.products = transformer.products();
        this.copy = new Script(List.of("slots", "span", "array", "tokens"), 1, COPY);
        this.capacity = longest + GROWTH;
        this.newest = longest - 1;
        this.keys = new NDArray[description.blocks()];
        this.values = new NDArray[description.blocks()];
        for (int block = 0; block < keys.length; block++) {
            keys[block] = zeros(slots, description.keyHeads(), capacity, description.headWidth());
            values[block] = zeros(slots, description.keyHeads(), capacity, description.headWidth());
        }
    }

    private NDArray zeros(long... shape) {
        NDArray zeros = manager.zeros(new Shape(shape));
        return products.round(zeros);
    }

    /** The newest column. */
    int newest() {
        return newest;
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
        return (block, newKeys, newValues) -> {
            store(slots, keys[block], newKeys);
            store(slots, values[block], newValues);
            ordered &= newKeys.getShape().get(COLUMNS) <= newest + 1;
        };
    }

    /** A memory for the next token of the first slots. Call {@link #advance} before each pass. */
    Pass.Memory next() {
        return new Pass.Memory() {
            @Override
            public Pass.KeysAndValues before(int block) {
                return new Pass.KeysAndValues(keys[block], values[block]);
            }

            @Override
            public void after(int block, NDArray newKeys, NDArray newValues) {
                // the block has written them
            }
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
            parts.add(products.round(scope.zeros(new Shape(shape.get(0), shape.get(1), more, shape.get(3)))));
            NDArray wide = NDArrays.concat(parts, COLUMNS);
            wide.attach(manager);
            return wide;
        }
    }

    /** Copies one slot over another. */
    void move(int from, int to) {
        for (NDArray[] arrays : new NDArray[][] {keys, values}) {
            for (NDArray array : arrays) {
                try (NDArray row = array.get(new NDIndex().addSliceDim(from, from + 1))) {
                    copy(row, 0, capacity, array, new int[] {to}, 0);
                }
            }
        }
    }

    private static NDIndex columns(int from, int to) {
        return new NDIndex().addAllDim(COLUMNS).addSliceDim(from, to);
    }

    /** Writes texts' tokens into their slots so that the last stand in the newest column; those before the ring's first go to its end. */
    private void store(int[] slots, NDArray array, NDArray tokens) {
        int length = Math.toIntExact(tokens.getShape().get(COLUMNS));
        int from = newest + 1 - length;
        if (from < 0) {
            copy(tokens, 0, -from, array, slots, capacity + from);
        }
        int first = Math.max(0, -from);
        copy(tokens, first, length - first, array, slots, Math.max(0, from));
    }

    private void copy(NDArray tokens, int first, int count, NDArray array, int[] slots, int column) {
        try (NDManager scope = manager.newSubManager()) {
            long[] rows = Arrays.stream(slots).asLongStream().toArray();
            copy.run(scope.create(rows), scope.create(new int[] {column, first, count}), array, tokens);
        }
    }

    @Override
    public void close() {
        copy.close();
        manager.close();
    }
}
