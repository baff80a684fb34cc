// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.topology;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Exactly-once storage for the large state of a single learner, without writing the whole state for
 * each record. It keeps a checkpoint, in chunks well below the record limit, and the records that
 * were folded into the state since. A restart loads the checkpoint and folds those records again,
 * which gives the same state to the bit when folding is deterministic.
 *
 * @param <V> the records that are folded
 */
public final class Journal<V> {
    private static final int CHUNK_BYTES = 512 * 1024;
    private static final int PUBLISHED_KEY = -1;
    private final KeyValueStore<Long, V> records;
    private final KeyValueStore<Integer, byte[]> checkpoint;
    private long next;
    private int pending;

    /** Opens the two stores that {@link #stores} declared under the same name. */
    public Journal(String name, ProcessingContext context) {
        this.records = context.getStateStore(name + "-records");
        this.checkpoint = context.getStateStore(name + "-checkpoint");
    }

    /** The stores to attach to the processor that keeps the journal. */
    public static <V> Set<StoreBuilder<?>> stores(String name, Serde<V> serde) {
        return Set.of(
                StatefulProcessor.store(name + "-records", Serdes.Long(), serde),
                StatefulProcessor.store(name + "-checkpoint", Serdes.Integer(), Serdes.ByteArray()));
    }

    /** The latest checkpoint; empty when there is none. */
    public Optional<byte[]> restored() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (KeyValueIterator<Integer, byte[]> chunks = checkpoint.range(0, Integer.MAX_VALUE)) {
            chunks.forEachRemaining(chunk -> all.writeBytes(chunk.value));
        }
        return all.size() == 0 ? Optional.empty() : Optional.of(all.toByteArray());
    }

    /** Folds the records since the checkpoint again, in their order. */
    public void replay(Consumer<V> fold) {
        try (KeyValueIterator<Long, V> all = records.all()) {
            while (all.hasNext()) {
                KeyValue<Long, V> entry = all.next();
                fold.accept(entry.value);
                next = entry.key + 1;
                pending++;
            }
        }
    }

    /** Appends a record that is being folded. */
    public void append(V record) {
        records.put(next++, record);
        pending++;
    }

    /** Number of records since the checkpoint. */
    public int pending() {
        return pending;
    }

    /**
     * Version that was published last, so that a restart does not publish it again; 0 before the
     * first.
     */
    public long published() {
        byte[] version = checkpoint.get(PUBLISHED_KEY);
        return version == null ? 0 : ByteBuffer.wrap(version).getLong();
    }

    /** Stores that a version is published, in the same transaction as its records. */
    public void published(long version) {
        checkpoint.put(
                PUBLISHED_KEY, ByteBuffer.allocate(Long.BYTES).putLong(version).array());
    }

    /** Replaces the checkpoint and deletes the records that it covers. */
    public void checkpoint(byte[] state) {
        int chunks = 0;
        for (int from = 0; from < state.length; from += CHUNK_BYTES) {
            checkpoint.put(chunks++, Arrays.copyOfRange(state, from, Math.min(state.length, from + CHUNK_BYTES)));
        }
        while (checkpoint.get(chunks) != null) {
            checkpoint.delete(chunks++);
        }
        for (long key = next - pending; key < next; key++) {
            records.delete(key);
        }
        pending = 0;
    }
}
