// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.common.kafka.Retention;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.topology.GuardedTopology;
import org.gumshoe.services.common.topology.StatefulProcessor;

/**
 * The topology of the ingest service: books to passages, incomplete books to dead letters. It also
 * watches the doors of the topics that are read as tables alone.
 */
public final class IngestTopology {
    static final String PENDING = "pending-chunks";
    static final String EDITIONS = "editions";
    static final String PASSAGES_SINK = "passages-sink";
    static final String DEAD_LETTERS_SINK = "dead-letters-sink";
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
        topology.addProcessor(ASSEMBLE, () -> new BookAssembler(options), Topics.BOOKS.addTo(topology))
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
        KEPT_TABLES.forEach(topic -> keep(topic, topology));
        return topology;
    }

    /** Broken records become dead letters, and what they would bury is written once more. */
    private static void keep(Topic<?> topic, Topology topology) {
        if (topic.cleanup() != Retention.COMPACT) {
            topic.addTo(topology);
            return;
        }
        String source = topic.name() + "-source";
        String keeper = topic.name() + "-keeper";
        String store = "kept-" + topic.name();
        topology.addSource(source, new StringDeserializer(), new ByteArrayDeserializer(), topic.name())
                .addProcessor(keeper, () -> new TableKeeper(topic, store), source)
                .addStateStore(StatefulProcessor.store(store, Serdes.ByteArray()), keeper)
                .addSink(
                        topic.name() + "-restored",
                        topic.name(),
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        keeper);
    }
}
