// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.cpu.JavaTransformerBlock;
import org.gumshoe.lm.engine.TorchFunction;

/**
 * Keys and values of the tokens so far, for each block slots x keyHeads x columns x headWidth.
 * Columns are a ring: the newest tokens of all texts stand in one column, so that one write stores
 * them all, and a text's earlier tokens in those before it. A text that ends leaves its slot as it
 * is, and one that joins is written over it, its last token in the newest column: nothing moves.
 */
public final class KvCache implements AutoCloseable {
    private static final int GROWTH = 64;
    private static final int COLUMNS = 2;

    private static final String ZEROS = """
            return torch.zeros([int(torch.select(shape, 0, 0)), int(torch.select(shape, 0, 1)),
                int(torch.select(shape, 0, 2)), int(torch.select(shape, 0, 3))], dtype=%d, device=ops.prim.device(shape))
            """;

    private static final String MOVE = """
            from_ = int(slots.select(0, 0))
            to_ = int(slots.select(0, 1))
            keys.select(0, to_).copy_(keys.select(0, from_))
            values.select(0, to_).copy_(values.select(0, from_))
            return slots
            """;

    /**
     * What is computed of keys and values, for all memories of a model: making a script takes
     * longer than a token.
     */
    static final class Scripts implements AutoCloseable {
        private final TorchFunction zeros;
        private final TorchFunction move = new TorchFunction(List.of("slots", "keys", "values"), 1, MOVE);

        Scripts(Precision precision) {
            this.zeros = new TorchFunction(List.of("shape"), 1, ZEROS.formatted(precision.type()));
        }

        private NDArray zeros(NDManager manager, long... shape) {
            try (NDArray extents = manager.create(shape)) {
                return zeros.run(extents);
            }
        }

        @Override
        public void close() {
            zeros.close();
            move.close();
        }
    }

    private final NDManager manager;
    private final Scripts scripts;
    private final NDArray[] keys;
    private final NDArray[] values;
    private final Map<NDArray, MemorySegment> places = new IdentityHashMap<>();
    private int capacity;
    private int newest;
    private boolean ordered = true;

    /** @param longest tokens of the longest text that is read at first */
    public KvCache(Transformer transformer, int slots, int longest) {
        TransformerConfig description = transformer.description();
        this.manager = transformer.manager().newSubManager();
        this.scripts = transformer.keyValues();
        this.capacity = longest + GROWTH;
        this.newest = longest - 1;
        this.keys = new NDArray[description.blocks()];
        this.values = new NDArray[description.blocks()];
        for (int block = 0; block < keys.length; block++) {
            keys[block] = scripts.zeros(manager, slots, description.keyHeads(), capacity, description.headWidth());
            values[block] = scripts.zeros(manager, slots, description.keyHeads(), capacity, description.headWidth());
        }
    }

    /** The newest column. */
    int newest() {
        return newest;
    }

    /**
     * How many tokens before the newest one each column stands that {@link ForwardBatch#next}
     * shows.
     */
    int[] ages() {
        int[] ages = new int[ordered ? newest + 1 : capacity];
        Arrays.setAll(ages, column -> Math.floorMod(newest - column, capacity));
        return ages;
    }

    /**
     * Whether the columns that {@link ForwardBatch#next} shows go from the oldest to the newest.
     */
    boolean ordered() {
        return ordered;
    }

    /** Keys of a block. */
    NDArray keys(int block) {
        return keys[block];
    }

    /** Values of a block. */
    NDArray values(int block) {
        return values[block];
    }

    /**
     * Gives the beginnings of texts, which stand one after the other in a pass, their places: each
     * in a slot and so that its last token stands in the newest column; what would be before the
     * ring's first column goes to its end.
     *
     * @param lengths of the texts, none longer than what was reserved
     * @return slot, column, token of the pass, and how many from there on
     */
    long[][] keep(int[] slots, int[] lengths) {
        List<long[]> rows = new ArrayList<>();
        int token = 0;
        for (int text = 0; text < slots.length; text++) {
            int length = lengths[text];
            int before = Math.max(0, length - newest - 1);
            if (before > 0) {
                rows.add(new long[] {slots[text], capacity - before, token, before});
                ordered = false;
            }
            rows.add(new long[] {slots[text], newest + 1 - (length - before), token + before, length - before});
            token += length;
        }
        return rows.toArray(long[][]::new);
    }

    /**
     * What {@link JavaTransformerBlock} sees of the first slot, whose text has so many tokens. Of
     * bf16 arrays in the processor's memory.
     */
    JavaTransformerBlock.Memory first(int block, int tokens) {
        return new JavaTransformerBlock.Memory(inPlace(keys[block]), inPlace(values[block]), capacity, newest, tokens);
    }

    private MemorySegment inPlace(NDArray array) {
        return places.computeIfAbsent(array, there -> MemorySegment.ofBuffer(there.toByteBuffer(true)));
    }

    /**
     * Goes on to the next column, which may be that of a token too old for any text.
     *
     * @param longest tokens of the longest text, the next one included
     */
    public void advance(int longest) {
        reserve(longest);
        newest = (newest + 1) % capacity;
        ordered = newest != 0 && ordered || newest == capacity - 1;
    }

    /** Makes room for texts of so many tokens. */
    public void reserve(int longest) {
        if (longest <= capacity) {
            return;
        }
        int more = Math.ceilDiv(longest - capacity, GROWTH) * GROWTH;
        for (NDArray[] arrays : new NDArray[][] {keys, values}) {
            for (int block = 0; block < arrays.length; block++) {
                arrays[block] = widened(arrays[block], more);
            }
        }
        places.clear();
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
            parts.add(scripts.zeros(scope, shape.get(0), shape.get(1), more, shape.get(3)));
            NDArray wide = NDArrays.concat(parts, COLUMNS);
            wide.attach(manager);
            return wide;
        }
    }

    /** Copies one slot over another. */
    public void move(int from, int to) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray slots = scope.create(new int[] {from, to});
            for (int block = 0; block < keys.length; block++) {
                scripts.move.run(slots, keys[block], values[block]);
            }
        }
    }

    private static NDIndex columns(int from, int to) {
        return new NDIndex().addAllDim(COLUMNS).addSliceDim(from, to);
    }

    @Override
    public void close() {
        manager.close();
    }
}
