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
 * A KV cache: keys and values of all tokens so far, for each block slots x numKvHeads x columns x
 * headDim. Columns are a ring that all slots share: the newest tokens of all sequences stand in one
 * column, so that one write stores them all, and a sequence's earlier tokens in the columns before
 * it. Nothing moves when sequences end or join: a slot that becomes free keeps its contents, and a
 * sequence that joins overwrites them, with its last token in the newest column.
 */
public final class KvCache implements AutoCloseable {
    private static final int GROWTH = 64;
    private static final int COLUMN_DIMENSION = 2;

    private static final String ZEROS = """
            return torch.zeros([int(torch.select(shape, 0, 0)), int(torch.select(shape, 0, 1)),
                int(torch.select(shape, 0, 2)), int(torch.select(shape, 0, 3))], dtype=%d, device=ops.prim.device(shape))
            """;

    private static final String COPY_SLOT = """
            source = int(slots.select(0, 0))
            target = int(slots.select(0, 1))
            keys.select(0, target).copy_(keys.select(0, source))
            values.select(0, target).copy_(values.select(0, source))
            return slots
            """;

    /**
     * The functions that all caches of a model share, since compiling one takes longer than a
     * token.
     */
    static final class Functions implements AutoCloseable {
        private final TorchFunction zeros;
        private final TorchFunction copySlot = new TorchFunction(List.of("slots", "keys", "values"), 1, COPY_SLOT);

        Functions(Precision precision) {
            this.zeros = new TorchFunction(List.of("shape"), 1, ZEROS.formatted(precision.torchScalarType()));
        }

        private NDArray zeros(NDManager manager, long... shape) {
            try (NDArray extents = manager.create(shape)) {
                return zeros.apply(extents);
            }
        }

        @Override
        public void close() {
            zeros.close();
            copySlot.close();
        }
    }

    private final NDManager manager;
    private final Functions functions;
    private final NDArray[] keys;
    private final NDArray[] values;
    private final Map<NDArray, MemorySegment> segments = new IdentityHashMap<>();
    private int capacity;
    private int newestColumn;
    private boolean ordered = true;

    /** @param longest tokens of the longest sequence of the first prefill */
    public KvCache(Transformer transformer, int slots, int longest) {
        TransformerConfig config = transformer.config();
        this.manager = transformer.manager().newSubManager();
        this.functions = transformer.kvCacheFunctions();
        this.capacity = longest + GROWTH;
        this.newestColumn = longest - 1;
        this.keys = new NDArray[config.numLayers()];
        this.values = new NDArray[config.numLayers()];
        for (int block = 0; block < keys.length; block++) {
            keys[block] = functions.zeros(manager, slots, config.numKvHeads(), capacity, config.headDim());
            values[block] = functions.zeros(manager, slots, config.numKvHeads(), capacity, config.headDim());
        }
    }

    int newestColumn() {
        return newestColumn;
    }

    /**
     * Returns, for each column that {@link ForwardBatch#decode} attends to, its distance in tokens
     * from the newest one.
     */
    int[] columnAges() {
        int[] ages = new int[ordered ? newestColumn + 1 : capacity];
        Arrays.setAll(ages, column -> Math.floorMod(newestColumn - column, capacity));
        return ages;
    }

    /** Returns whether the columns of {@link #columnAges} go from the oldest to the newest. */
    boolean ordered() {
        return ordered;
    }

    NDArray keys(int block) {
        return keys[block];
    }

    NDArray values(int block) {
        return values[block];
    }

    /**
     * Assigns columns to the tokens of whole sequences that are concatenated in a batch: the last
     * token of each goes to the newest column, and what would lie before the first column goes to
     * the end of the ring.
     *
     * @param slots the slot of each sequence
     * @param lengths tokens of each sequence, none longer than what was reserved
     * @return writes of four columns: slot, first cache column, first token of the batch, and
     *     number of tokens
     */
    long[][] planWrites(int[] slots, int[] lengths) {
        List<long[]> writes = new ArrayList<>();
        int token = 0;
        for (int sequence = 0; sequence < slots.length; sequence++) {
            int length = lengths[sequence];
            int wrapped = Math.max(0, length - newestColumn - 1);
            if (wrapped > 0) {
                writes.add(new long[] {slots[sequence], capacity - wrapped, token, wrapped});
                ordered = false;
            }
            writes.add(new long[] {
                slots[sequence], newestColumn + 1 - (length - wrapped), token + wrapped, length - wrapped
            });
            token += length;
        }
        return writes.toArray(long[][]::new);
    }

    /**
     * Returns the cache of a block as a token of a sequence sees it, for {@link JavaTransformerBlock}.
     * The cache must be bf16, on the CPU.
     *
     * @param slot slot of the sequence
     * @param age how many tokens of the sequence follow, up to the newest column
     * @param length tokens of the sequence up to this one
     */
    JavaTransformerBlock.KvView view(int block, int slot, int age, int length) {
        int column = Math.floorMod(newestColumn - age, capacity);
        return new JavaTransformerBlock.KvView(
                segment(keys[block]), segment(values[block]), slot, capacity, column, length);
    }

    /** Prepares for a sequence of {@code length} tokens that will be written by way of {@link #view}. */
    void admit(int length) {
        ordered = ordered && length <= newestColumn + 1;
    }

    private MemorySegment segment(NDArray array) {
        return segments.computeIfAbsent(array, key -> MemorySegment.ofBuffer(key.toByteBuffer(true)));
    }

    /**
     * Advances to the next column, overwriting tokens that are too old for any sequence.
     *
     * @param longest tokens of the longest sequence, the next one included
     */
    public void advance(int longest) {
        reserve(longest);
        newestColumn = (newestColumn + 1) % capacity;
        ordered = newestColumn != 0 && ordered || newestColumn == capacity - 1;
    }

    /** Grows the cache, if necessary, to hold sequences of {@code longest} tokens. */
    public void reserve(int longest) {
        if (longest <= capacity) {
            return;
        }
        int added = Math.ceilDiv(longest - capacity, GROWTH) * GROWTH;
        for (NDArray[] arrays : new NDArray[][] {keys, values}) {
            for (int block = 0; block < arrays.length; block++) {
                arrays[block] = grown(arrays[block], added);
            }
        }
        segments.clear();
        newestColumn = ordered ? newestColumn : capacity - 1;
        ordered = true;
        capacity += added;
    }

    /** Returns a copy in order of age, with columns of zeros added, and closes the array. */
    private NDArray grown(NDArray array, int added) {
        Shape shape = array.getShape();
        try (NDManager scope = manager.newSubManager();
                array) {
            NDList parts = ordered
                    ? new NDList(array)
                    : new NDList(
                            array.get(scope, columns(newestColumn + 1, capacity)),
                            array.get(scope, columns(0, newestColumn + 1)));
            parts.add(functions.zeros(scope, shape.get(0), shape.get(1), added, shape.get(3)));
            NDArray grown = NDArrays.concat(parts, COLUMN_DIMENSION);
            grown.attach(manager);
            return grown;
        }
    }

    /** Copies the contents of one slot to another. */
    public void copySlot(int source, int target) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray slots = scope.create(new int[] {source, target});
            for (int block = 0; block < keys.length; block++) {
                functions.copySlot.apply(slots, keys[block], values[block]);
            }
        }
    }

    private static NDIndex columns(int from, int to) {
        return new NDIndex().addAllDim(COLUMN_DIMENSION).addSliceDim(from, to);
    }

    @Override
    public void close() {
        manager.close();
    }
}
