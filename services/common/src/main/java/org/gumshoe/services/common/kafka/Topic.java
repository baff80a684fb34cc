// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.services.common.config.Settings;

/**
 * A topic: its name, what its values are, how long they are kept, and whether its keys begin with a
 * book (then it has as many partitions as every other topic by book, and a book's records share one
 * partition number in all of them). Keys are always strings.
 *
 * @param byBook whether it is partitioned by book; other topics have one partition, which keeps
 *     their order total
 */
public record Topic<V>(String name, Serde<V> values, Retention cleanup, boolean byBook) {
    public Topic {
        Objects.requireNonNull(name);
        Objects.requireNonNull(values);
        Objects.requireNonNull(cleanup);
    }

    public Serde<String> keys() {
        return Serdes.String();
    }

    public int partitions(Settings settings) {
        return byBook ? settings.partitions() : 1;
    }

    /**
     * A record of this topic in bytes, for a producer that serves several topics in one
     * transaction; a null value is a tombstone.
     */
    public ProducerRecord<String, byte[]> record(String key, V value) {
        return new ProducerRecord<>(
                name, key, value == null ? null : values.serializer().serialize(name, value));
    }

    /** The same, with the time at which what it speaks of came into the system. */
    public ProducerRecord<String, byte[]> record(String key, V value, long timestamp) {
        ProducerRecord<String, byte[]> plain = record(key, value);
        return new ProducerRecord<>(name, null, timestamp, key, plain.value());
    }

    /** Source of a topology; its nodes and stores should be named after it. */
    public Consumed<String, V> consumed() {
        return Consumed.with(keys(), values).withName(name + "-source");
    }

    /** Sink of a topology, partitioned by book. */
    public Produced<String, V> produced() {
        return Produced.with(keys(), values, new BookPartitioner<V>()).withName(name + "-sink");
    }

    /**
     * The whole topic as a table that every instance holds in memory, in a store of this name. On
     * disk it would outlive its process: after a kill, exactly-once streams take such a store for
     * corrupt, and for a global one they give up instead of reading the topic again.
     */
    public void globalTable(StreamsBuilder builder, String store) {
        builder.globalTable(
                name,
                Consumed.with(keys(), values),
                Materialized.<String, V>as(Stores.inMemoryKeyValueStore(store))
                        .withKeySerde(keys())
                        .withValueSerde(values));
    }

    NewTopic describe(Settings settings) {
        Map<String, String> config = new TreeMap<>(cleanup.config());
        config.put("max.message.bytes", Integer.toString(settings.maxMessageBytes()));
        return new NewTopic(name, Optional.of(partitions(settings)), Optional.empty()).configs(config);
    }
}
