// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.schemas.BookChunk;

/** The chunks of editions that are not complete, in the store {@code pending-chunks}. */
final class PendingChunks {
    private static final int EDITIONS = 1000;

    private final TimestampedKeyValueStore<String, BookChunk> store;

    /**
     * By edition, a place whose chunk was missing, behind which none is: else each chunk of a book that
     * comes backwards would look for all that came before it.
     */
    private final Map<String, Integer> missing = new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > EDITIONS;
        }
    };

    PendingChunks(TimestampedKeyValueStore<String, BookChunk> store) {
        this.store = store;
    }

    /**
     * An incomplete edition.
     *
     * @param chunk one of its chunks
     * @param count number of chunks that have arrived
     */
    record Incomplete(BookChunk chunk, int count) {}

    /** Adds a chunk; {@code now} is its arrival in milliseconds since the epoch. */
    void add(BookChunk chunk, long now) {
        store.put(key(chunk, chunk.getIndex()), ValueAndTimestamp.make(chunk, now));
    }

    /** Tells whether a pending chunk of the same edition declares another number of chunks. */
    boolean contradicts(BookChunk chunk) {
        try (var others = store.prefixScan(prefix(chunk), new StringSerializer())) {
            return others.hasNext() && others.next().value.value().getTotal() != chunk.getTotal();
        }
    }

    /** Returns the text of a chunk's edition; empty while chunks are missing. */
    Optional<String> text(BookChunk chunk) {
        int total = chunk.getTotal();
        // chunks arrive in order, so a missing one is found sooner from the end
        for (int i = missing.getOrDefault(prefix(chunk), total - 1); i >= 0; i--) {
            if (store.get(key(chunk, i)) == null) {
                missing.put(prefix(chunk), i);
                return Optional.empty();
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < total; i++)
            text.append(store.get(key(chunk, i)).value().getText());
        return Optional.of(text.toString());
    }

    /** Removes all chunks of a chunk's edition. */
    void remove(BookChunk chunk) {
        missing.remove(prefix(chunk));
        try (var rows = store.prefixScan(prefix(chunk), new StringSerializer())) {
            while (rows.hasNext()) store.delete(rows.next().key);
        }
    }

    /** What is known of an edition: the key of one of its chunks, their number, and when the latest came. */
    private record Edition(String key, int count, long latest) {
        Edition with(Edition other) {
            return new Edition(key, count + other.count, Math.max(latest, other.latest));
        }
    }

    /**
     * Returns editions whose latest chunk arrived at least {@code patience} ago.
     *
     * @param most that are returned
     */
    List<Incomplete> incomplete(long now, Duration patience, int most) {
        Map<String, Edition> editions = new TreeMap<>();
        try (var all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, ValueAndTimestamp<BookChunk>> row = all.next();
                editions.merge(
                        prefix(row.value.value()), new Edition(row.key, 1, row.value.timestamp()), Edition::with);
            }
        }
        return editions.values().stream()
                .filter(edition -> now - edition.latest >= patience.toMillis())
                .limit(most)
                .map(edition -> new Incomplete(store.get(edition.key).value(), edition.count))
                .toList();
    }

    private static String prefix(BookChunk chunk) {
        return chunk.getBook() + "|" + chunk.getSha256() + "|";
    }

    private static String key(BookChunk chunk, int index) {
        return prefix(chunk) + index;
    }
}
