// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.schemas.BookChunk;

/** The chunks of editions that are not complete, in the store {@code pending-chunks}. */
final class PendingChunks {
    private final TimestampedKeyValueStore<String, BookChunk> store;

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
        for (int i = total - 1; i >= 0; i--) {
            if (store.get(key(chunk, i)) == null) return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < total; i++)
            text.append(store.get(key(chunk, i)).value().getText());
        return Optional.of(text.toString());
    }

    /** Removes all chunks of a chunk's edition. */
    void remove(BookChunk chunk) {
        try (var rows = store.prefixScan(prefix(chunk), new StringSerializer())) {
            while (rows.hasNext()) store.delete(rows.next().key);
        }
    }

    /** Returns the editions whose latest chunk arrived at least {@code patience} ago. */
    List<Incomplete> incomplete(long now, Duration patience) {
        Map<String, Long> latest = new HashMap<>();
        Map<String, Incomplete> editions = new HashMap<>();
        try (var all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, ValueAndTimestamp<BookChunk>> row = all.next();
                BookChunk chunk = row.value.value();
                latest.merge(prefix(chunk), row.value.timestamp(), Math::max);
                editions.merge(
                        prefix(chunk),
                        new Incomplete(chunk, 1),
                        (edition, one) -> new Incomplete(edition.chunk, edition.count + 1));
            }
        }
        return latest.entrySet().stream()
                .filter(edition -> now - edition.getValue() >= patience.toMillis())
                .map(edition -> editions.get(edition.getKey()))
                .toList();
    }

    private static String prefix(BookChunk chunk) {
        return chunk.getBook() + "|" + chunk.getSha256() + "|";
    }

    private static String key(BookChunk chunk, int index) {
        return prefix(chunk) + index;
    }
}
