// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.cpu.JavaTransformerBlock;
import org.gumshoe.lm.engine.TorchFunction;

/**
 * A KV cache: keys and values of all tokens so far that a layer can see, for each block slots x
 * numKvHeads x columns x headDim. The layers of one window share a {@link KvRing} of columns.
 */
public final class KvCache implements AutoCloseable {
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
        private final Precision precision;
        private final TorchFunction zeros;
        private final TorchFunction copySlot = new TorchFunction(List.of("slots", "keys", "values"), 1, COPY_SLOT);

        Functions(Precision precision) {
            this.precision = precision;
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
    private final Map<Integer, KvRing> ringOfWindow = new HashMap<>();
    private final KvRing[] rings;

    /** @param longest tokens of the longest sequence of the first prefill */
    public KvCache(Transformer transformer, int slots, int longest) {
        this(transformer, slots, longest, KvRing::limit);
    }

    /** @param limit the most columns for layers of a window */
    KvCache(Transformer transformer, int slots, int longest, IntUnaryOperator limit) {
        TransformerConfig config = transformer.config();
        this.manager = transformer.manager().newSubManager();
        this.functions = transformer.kvCacheFunctions();
        this.keys = new NDArray[config.numLayers()];
        this.values = new NDArray[config.numLayers()];
        this.rings = new KvRing[config.numLayers()];
        for (int block = 0; block < keys.length; block++) {
            rings[block] = ringOfWindow.computeIfAbsent(
                    config.layers().get(block).slidingWindow(),
                    window -> new KvRing(limit.applyAsInt(window), longest));
            int columns = rings[block].capacity();
            keys[block] = functions.zeros(manager, slots, config.numKvHeads(), columns, config.headDim());
            values[block] = functions.zeros(manager, slots, config.numKvHeads(), columns, config.headDim());
        }
    }

    /** Returns the columns of the layers of a window. */
    KvRing ring(int slidingWindow) {
        return ringOfWindow.get(slidingWindow);
    }

    /** Returns the bytes that keys and values take. */
    public long bytes() {
        return Stream.of(keys, values)
                .flatMap(Stream::of)
                .mapToLong(array -> array.size() * functions.precision.bytes())
                .sum();
    }

    NDArray keys(int block) {
        return keys[block];
    }

    NDArray values(int block) {
        return values[block];
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
        KvRing ring = rings[block];
        return new JavaTransformerBlock.KvView(
                segment(keys[block]), segment(values[block]), slot, ring.capacity(), ring.column(age), length);
    }

    /** Prepares for sequences of up to so many tokens, whose last ones will be written to the newest column. */
    void admit(int longest) {
        ringOfWindow.values().forEach(ring -> ring.admit(longest));
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
        ringOfWindow.values().forEach(KvRing::advance);
    }

    /** Grows the cache, if necessary, to hold sequences of {@code longest} tokens. */
    public void reserve(int longest) {
        for (KvRing ring : ringOfWindow.values()) {
            int added = ring.missing(longest);
            if (added > 0) {
                grow(ring, added);
            }
        }
    }

    private void grow(KvRing ring, int added) {
        for (NDArray[] arrays : new NDArray[][] {keys, values}) {
            for (int block = 0; block < arrays.length; block++) {
                if (rings[block] == ring) {
                    segments.remove(arrays[block]);
                    arrays[block] = grown(arrays[block], ring, added);
                }
            }
        }
        ring.grow(added);
    }

    /** Returns a copy in order of age, with columns of zeros added, and closes the array. */
    private NDArray grown(NDArray array, KvRing ring, int added) {
        Shape shape = array.getShape();
        try (NDManager scope = manager.newSubManager();
                array) {
            int next = ring.newestColumn() + 1;
            NDList parts = ring.ordered()
                    ? new NDList(array)
                    : new NDList(array.get(scope, columns(next, ring.capacity())), array.get(scope, columns(0, next)));
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
