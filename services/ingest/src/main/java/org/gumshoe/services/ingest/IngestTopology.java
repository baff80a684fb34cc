// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.GuardedTopology;
import org.gumshoe.services.common.runtime.StatefulProcessor;

/**
 * The topology of the ingest service: books to passages, incomplete books to dead letters. It also
 * watches the doors of the topics that are read as tables alone.
 */
public final class IngestTopology {
    static final String PENDING = "pending-chunks";
    static final String EDITIONS = "editions";
    static final String PASSAGES_SINK = "passages-sink";
    static final String DEAD_LETTERS_SINK = "dead-letters-sink";
    private static final String SOURCE = "books-source";
    private static final String ASSEMBLE = "gather-book";

    /** Topics that every service reads as a table, from where no dead letter can be sent. */
    private static final List<Topic<?>> KEPT_TABLES = Topics.all().stream()
            .filter(topic -> topic.keeper().equals(IngestService.NAME) && topic != Topics.BOOKS)
            .toList();

    private IngestTopology() {}

    public static Topology build(IngestOptions options) {
        var pending = Stores.timestampedKeyValueStoreBuilder(
                Stores.persistentTimestampedKeyValueStore(PENDING), Serdes.String(), Topics.BOOKS.values());
        var editions = StatefulProcessor.store(EDITIONS, Serdes.String());
        Topology topology = GuardedTopology.topology();
        topology.addSource(
                        SOURCE,
                        Topics.BOOKS.checkedKeys().deserializer(),
                        Topics.BOOKS.checkedValues().deserializer(),
                        Topics.BOOKS.name())
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
        KEPT_TABLES.forEach(topic -> keep(topology, topic));
        return topology;
    }

    /** End of the way of a record that could be read. */
    private static final class Seen<V> implements Processor<String, V, Void, Void> {
        @Override
        public void process(Record<String, V> record) {}
    }

    /** Adds the reading of a topic to a topology, so that its broken records become dead letters. */
    private static <V> void keep(Topology topology, Topic<V> topic) {
        String source = topic.name() + "-door";
        topology.addSource(
                        source,
                        topic.checkedKeys().deserializer(),
                        topic.checkedValues().deserializer(),
                        topic.name())
                .addProcessor(topic.name() + "-seen", () -> new Seen<V>(), source);
    }
}
