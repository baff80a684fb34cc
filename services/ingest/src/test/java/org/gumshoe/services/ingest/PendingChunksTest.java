// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.schemas.BookChunk;
import org.junit.jupiter.api.Test;

class PendingChunksTest {
    private static final int CHUNKS = 2_000;

    private final Map<Object, Object> rows = new TreeMap<>();
    private final PendingChunks pending = new PendingChunks(store());
    private long looked;

    /** A store that counts how often it is asked. */
    @SuppressWarnings("unchecked")
    private TimestampedKeyValueStore<String, BookChunk> store() {
        return (TimestampedKeyValueStore<String, BookChunk>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TimestampedKeyValueStore.class},
                (self, method, values) -> {
                    switch (method.getName()) {
                        case "put" -> rows.put(values[0], (ValueAndTimestamp<BookChunk>) values[1]);
                        case "get" -> {
                            looked++;
                            return rows.get(values[0]);
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }

    private static BookChunk chunk(String edition, int index) {
        return new BookChunk("a", index, CHUNKS, edition, "", "", List.of(), "x");
    }

    /** Ten megabytes of such chunks held a partition up for hours: each looked for all before it. */
    @Test
    void aBookThatComesBackwardsIsLookedThroughOnce() {
        for (String edition : List.of("one", "two")) {
            looked = 0;
            for (int index = CHUNKS - 1; index > 0; index--) {
                pending.add(chunk(edition, index), 0);
                assertThat(pending.text(chunk(edition, index))).isEmpty();
            }
            assertThat(looked).isLessThan(3L * CHUNKS);
        }
        pending.add(chunk("one", 0), 0);
        assertThat(pending.text(chunk("one", 0)).map(String::length)).isEqualTo(Optional.of(CHUNKS));
    }
}
