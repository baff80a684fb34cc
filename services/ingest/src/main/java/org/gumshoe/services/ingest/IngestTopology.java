// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.StatefulProcessor;

/** The topology of the ingest service: books to passages, incomplete books to dead letters. */
public final class IngestTopology {
    static final String PENDING = "pending-chunks";
    static final String EDITIONS = "editions";
    static final String PASSAGES_SINK = "passages-sink";
    static final String DEAD_LETTERS_SINK = "dead-letters-sink";
    private static final String SOURCE = "books-source";
    private static final String ASSEMBLE = "gather-book";

    private IngestTopology() {}

    public static Topology build(IngestOptions options) {
        var pending = Stores.timestampedKeyValueStoreBuilder(
                Stores.persistentTimestampedKeyValueStore(PENDING), Serdes.String(), Topics.BOOKS.values());
        var editions = StatefulProcessor.store(EDITIONS, Serdes.String());
        return new Topology()
                .addSource(
                        SOURCE, new StringDeserializer(), Topics.BOOKS.values().deserializer(), Topics.BOOKS.name())
                .addProcessor(ASSEMBLE, () -> new BookAssembler(options), SOURCE)
                .addStateStore(pending, ASSEMBLE)
                .addStateStore(editions, ASSEMBLE)
                .addSink(
                        PASSAGES_SINK,
                        Topics.PASSAGES.name(),
                        new StringSerializer(),
                        Topics.PASSAGES.values().serializer(),
                        new BookPartitioner<Passage>(),
                        ASSEMBLE)
                .addSink(
                        DEAD_LETTERS_SINK,
                        Topics.DEAD_LETTERS.name(),
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        ASSEMBLE);
    }
}
